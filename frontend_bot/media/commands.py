"""The arguments of every ffmpeg call: what to read, safely; what to make of it; where it must stop."""

from collections.abc import Sequence
from pathlib import Path

from frontend_bot.media.plan import Bounds, Cut, Shape
from frontend_bot.media.probe import SAFE_INPUT, input_url

SILENCE_BELOW = "-35dB"
SHORTEST_SILENCE = 0.25
"""Seconds; shorter ones are within words."""
_SCANNED_TOGETHER = 8192
"""Samples. A decoder hands out an eighth of that, and each frame's way to the filters costs as much as they do."""
_FRAMES_A_SECOND = 5
"""At least: a frame can tell one beginning and one end of a silence, so it must be shorter than the shortest."""
LOUDNESS_KEY = "lavfi.astats.Overall.RMS_level"

_FROM_ITS_OWN_START = "asetpts=PTS-STARTPTS,"
_START = ("-nostdin", "-hide_banner", "-loglevel", "error", "-nostats", "-threads", "1", "-y")
_TOLD_EACH_SECOND = ("-stats_period", "1", "-progress", "pipe:1")
_ONLY_THE_SOUND = ("-vn", "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1")
_SPEECH = ("-ac", "1", "-ar", "16000")
# Level 0 takes a third of the default's time: a second for three minutes of speech.
_OPUS = ("-c:a", "libopus", "-b:a", "32k", "-application", "voip", "-compression_level", "0")
_VOICE = ("-ac", "1", "-ar", "48000", *_OPUS)
_ENCODERS = {
    # Level 9 costs a third of the default's time, and a recogniser hears no difference.
    # Without the reservoir each frame stands alone, so that the file can be cut anywhere by copying.
    "mp3": ("-c:a", "libmp3lame", "-b:a", "48k", "-compression_level", "9", "-reservoir", "0"),
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


def scan(path: Path, cut: Cut, bounds: Bounds) -> tuple[str, ...]:
    """Decode a track once and tell its silences on the standard error."""
    return (*_open(path), *_silences(cut, bounds), "-f", "null", "-")


def encode_and_scan(path: Path, cut: Cut, bounds: Bounds, target: Path) -> tuple[str, ...]:
    """Both in one pass: the sound written small, its silences told on the standard error."""
    sound = (*_silences(cut, bounds, _FROM_ITS_OWN_START), *_ONLY_THE_SOUND, *_SPEECH, *_ENCODERS[cut.shape.extension])
    return (*_open(path), *sound, *_into(target, cut.shape.muxer, bounds))


def extract_and_scan(path: Path, cut: Cut, bounds: Bounds, target: Path) -> tuple[str, ...]:
    """Both in one pass: the sound of a video copied into a file of its own, its silences told on the standard error."""
    return (*extract(path, cut, bounds, target), *_silences(cut, bounds, _FROM_ITS_OWN_START), "-f", "null", "-")


def extract(path: Path, cut: Cut, bounds: Bounds, target: Path) -> tuple[str, ...]:
    """Copy the sound of a video into a file of its own, looking at nothing."""
    # Sound that begins later than the picture begins at 0 in a file of its own; what lies before 0 is not to be heard.
    own_time = ("-bsf:a", "setts=ts=TS-max(STARTPTS\\,0)")
    return (*_open(path), *_copy(cut.track, bounds), *own_time, *_into(target, cut.shape.muxer, bounds))


def split(
    path: Path, track: int, bounds: Bounds, shape: Shape, times: Sequence[float], folder: Path
) -> tuple[str, ...]:
    """Copy a track into a file for each piece between these times (seconds): 0000, 0001... in ``folder``."""
    # Cut again after a crash, a piece is the same to the last bit: no random numbers of streams in it.
    same = ("-fflags", "+bitexact")
    pieces: tuple[str, ...] = (*same, "-f", "segment", "-segment_format", shape.muxer, "-reset_timestamps", "1")
    at = ("-segment_times", ",".join(f"{time:.3f}" for time in times)) if times else ("-segment_time", "999999")
    if shape.extension == "mp3":
        # Its header would tell players to skip the encoder's delay, which is at the recording's beginning only: a
        # seventh of a second of sound would be lost at every cut.
        pieces = (*pieces, "-segment_format_options", "write_xing=0:id3v2_version=0")
    # A job's folder has percent signs in its name, which would be taken for numbers' places as well.
    sound = _copy(track, bounds)
    if shape.extension == "wav":
        # A copied piece begins with a whole packet, and of bare samples one may last a quarter of a second.
        exact = ("-af", "asetnsamples=n=256:p=0", "-c:a", "pcm_s16le")
        sound = ("-map", f"0:a:{track}", *_ONLY_THE_SOUND, *exact, *_longest(bounds))
    return (*_open(path), *sound, *pieces, *at, f"{input_url(folder).replace('%', '%%')}/%04d")


def loudness(path: Path, track: int, start: float, end: float) -> tuple[str, ...]:
    """Tell, on the standard error, how loud each fifth of a second between two moments is."""
    chain = (
        "aformat=channel_layouts=mono,aresample=8000,asetnsamples=n=1600,"
        "astats=metadata=1:reset=1:measure_perchannel=none:measure_overall=RMS_level,"
        f"ametadata=mode=print:key={LOUDNESS_KEY}:file=pipe\\\\:2"
    )
    seek = (*_START, *SAFE_INPUT, "-ss", f"{start:.3f}", "-t", f"{end - start:.3f}", "-i", input_url(path))
    return (*seek, "-map", f"0:a:{track}", "-vn", "-sn", "-dn", "-af", chain, "-f", "null", "-")


def piece(
    path: Path, track: int, bounds: Bounds, shape: Shape, start: float, end: float, target: Path
) -> tuple[str, ...]:
    """Decode what lies between two moments (seconds) and write it small: MP3 or WAV. Seeks, so it costs little in a
    long file, and in some is off by a little."""
    seek = (*_START, *_TOLD_EACH_SECOND, *SAFE_INPUT, "-ss", f"{start:.3f}", "-t", f"{end - start:.3f}")
    sound = ("-map", f"0:a:{track}", *_ONLY_THE_SOUND, *_SPEECH, *_ENCODERS[shape.extension])
    return (*seek, "-i", input_url(path), *sound, *_into(target, shape.muxer, bounds))


def part(
    path: Path, track: int, bounds: Bounds, shape: Shape, start: float, end: float, target: Path
) -> tuple[str, ...]:
    """The same, exact to the sample in any file: all before ``start`` is decoded, and thrown away."""
    sound = ("-map", f"0:a:{track}", *_ONLY_THE_SOUND, *_SPEECH, *_ENCODERS[shape.extension])
    between = ("-af", f"atrim=start={start:.3f}:end={end:.3f},asetpts=PTS-STARTPTS")
    return (*_open(path), *sound, *between, *_into(target, shape.muxer, bounds))


def samples(path: Path, track: int, bounds: Bounds, target: Path) -> tuple[str, ...]:
    """Decode a track to bare samples: 16 bit little-endian, mono, 16 kHz."""
    sound = ("-map", f"0:a:{track}", *_ONLY_THE_SOUND, *_SPEECH)
    return (*_open(path), *sound, *_longest(bounds), *_into(target, "s16le", bounds))


def voice_note(sounds: Sequence[Path], bounds: Bounds, target: Path) -> tuple[str, ...]:
    """One sound after the other as what Telegram plays as a voice note: Ogg/Opus, mono, 48 kHz."""
    inputs = [option for sound in sounds for option in (*SAFE_INPUT, "-i", input_url(sound))]
    chain = "".join(f"[{number}:a:0]" for number in range(len(sounds))) + f"concat=n={len(sounds)}:v=0:a=1[all]"
    sound = ("-filter_complex", chain, "-map", "[all]", "-map_metadata", "-1", "-map_chapters", "-1", *_VOICE)
    return (*_START, *_TOLD_EACH_SECOND, *inputs, *sound, *_longest(bounds), *_into(target, "ogg", bounds))


def _open(path: Path) -> tuple[str, ...]:
    return (*_START, *_TOLD_EACH_SECOND, *SAFE_INPUT, "-i", input_url(path))


def _listen(track: int) -> tuple[str, ...]:
    # Copy-protected sound looks ordinary until somebody decodes it, so one second is.
    return "-map", f"0:a:{track}", "-vn", "-sn", "-dn", "-t", "1", "-f", "null", "-"


def _copy(track: int, bounds: Bounds) -> tuple[str, ...]:
    return "-map", f"0:a:{track}", *_ONLY_THE_SOUND, "-c", "copy", *_longest(bounds)


def _silences(cut: Cut, bounds: Bounds, before: str = "") -> tuple[str, ...]:
    samples = min(_SCANNED_TOGETHER, max(1, cut.sample_rate // _FRAMES_A_SECOND))
    # ametadata tells them without the chatter of a higher log level.
    chain = (
        f"asetnsamples=n={samples}:p=0,{before}aformat=channel_layouts=mono,"
        f"silencedetect=noise={SILENCE_BELOW}:d={SHORTEST_SILENCE},ametadata=mode=print:file=pipe\\\\:2"
    )
    return "-map", f"0:a:{cut.track}", "-vn", "-sn", "-dn", *_longest(bounds), "-af", chain


def _longest(bounds: Bounds) -> tuple[str, ...]:
    # One second more than allowed, so that what is too long shows as too long and not as cut off.
    return "-t", f"{bounds.seconds + 1:.0f}"


def _into(target: Path, muxer: str, bounds: Bounds) -> tuple[str, ...]:
    return "-fs", str(bounds.bytes), "-f", muxer, input_url(target)
