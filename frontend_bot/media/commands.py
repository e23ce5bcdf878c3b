"""The arguments of every ffmpeg call: what to read, safely; what to make of it; where it must stop."""

from pathlib import Path

from frontend_bot.media.plan import Bounds, Shape
from frontend_bot.media.probe import SAFE_INPUT, input_url

_START = ("-nostdin", "-hide_banner", "-loglevel", "error", "-nostats", "-threads", "1", "-y")
_TOLD_EACH_SECOND = ("-stats_period", "1", "-progress", "pipe:1")
_ONLY_THE_SOUND = ("-vn", "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1")
_SPEECH = ("-ac", "1", "-ar", "16000")
_ENCODERS = {
    # Level 9 costs a third of the default's time, and a recogniser hears no difference.
    "mp3": ("-c:a", "libmp3lame", "-b:a", "48k", "-compression_level", "9"),
    "wav": ("-c:a", "pcm_s16le"),
}


def measure(path: Path, track: int, bounds: Bounds) -> tuple[str, ...]:
    """Read a track through without decoding or writing it: how long it is shows in the progress."""
    return (*_open(path), *_listen(track), *_copy(track, bounds), "-f", "null", "-")


def copy(path: Path, track: int, bounds: Bounds, shape: Shape, target: Path) -> tuple[str, ...]:
    """Copy a track, without decoding it, into a file of its own."""
    return (*_open(path), *_listen(track), *_copy(track, bounds), *_into(target, shape.muxer, bounds))


def encode(path: Path, track: int, bounds: Bounds, shape: Shape, target: Path) -> tuple[str, ...]:
    """Decode a track and write it small: mono, 16 kHz. ``shape`` is MP3 or WAV."""
    sound = ("-map", f"0:a:{track}", *_ONLY_THE_SOUND, *_SPEECH, *_ENCODERS[shape.extension])
    return (*_open(path), *sound, *_longest(bounds), *_into(target, shape.muxer, bounds))


def samples(path: Path, track: int, bounds: Bounds, target: Path) -> tuple[str, ...]:
    """Decode a track to bare samples: 16 bit little-endian, mono, 16 kHz."""
    sound = ("-map", f"0:a:{track}", *_ONLY_THE_SOUND, *_SPEECH)
    return (*_open(path), *sound, *_longest(bounds), *_into(target, "s16le", bounds))


def _open(path: Path) -> tuple[str, ...]:
    return (*_START, *_TOLD_EACH_SECOND, *SAFE_INPUT, "-i", input_url(path))


def _listen(track: int) -> tuple[str, ...]:
    # Copy-protected sound looks ordinary until somebody decodes it, so one second is.
    return "-map", f"0:a:{track}", "-vn", "-sn", "-dn", "-t", "1", "-f", "null", "-"


def _copy(track: int, bounds: Bounds) -> tuple[str, ...]:
    return "-map", f"0:a:{track}", *_ONLY_THE_SOUND, "-c", "copy", *_longest(bounds)


def _longest(bounds: Bounds) -> tuple[str, ...]:
    # One second more than allowed, so that what is too long shows as too long and not as cut off.
    return "-t", f"{bounds.seconds + 1:.0f}"


def _into(target: Path, muxer: str, bounds: Bounds) -> tuple[str, ...]:
    return "-fs", str(bounds.bytes), "-f", muxer, input_url(target)
