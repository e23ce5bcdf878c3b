"""The arguments of every ffmpeg call: what to read, safely; what to make of it; where it must stop."""

from collections.abc import Sequence
from pathlib import Path

from frontend_bot.media.allowed import SAFE_INPUT
from frontend_bot.media.plan import Bounds, Shape
from frontend_bot.media.probe import AudioTrack, input_url

SILENCE_BELOW = "-35dB"
SHORTEST_SILENCE = 0.25
"""Seconds; shorter ones are within words."""
_SCANNED_TOGETHER = 8192
"""Samples. A decoder hands out an eighth of that, and each frame's way to the filters costs as much as they do."""
_FRAMES_A_SECOND = 5
"""At least: a frame can tell one beginning and one end of a silence, so it must be shorter than the shortest."""
_LOWEST_RATE = 8000
"""Hertz, for sound that begins so late in a broadcast that ffprobe has not come to it."""
LOUDNESS_KEY = "lavfi.astats.Overall.RMS_level"
JUMP_KEY = "jump"
SMALLEST_JUMP = 0.12
"""Seconds by which the clock of a file runs ahead of its sound before it is told."""
_LAYOUTS_KNOWN = 8
"""Channels; how more of them are mixed into one, ffmpeg does not know."""

_START = ("-nostdin", "-hide_banner", "-loglevel", "error", "-nostats", "-threads", "1", "-y")
# Sound that stops for more than ten seconds is no fault of the clock. Whether it is, clock.py finds out.
_CLOCK_BELIEVED = ("-dts_delta_threshold", "1000000")
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
    "s16": ("-c:a", "pcm_s16le"),
}
# A copy begins with its sound and tells nothing of when that was; what lies before 0 is not to be heard.
_OWN_TIME = ("-bsf:a", "setts=ts=TS-max(STARTPTS\\,0)")
# Where several files were joined, the clock begins again; the packets are as long as ever.
_ON_AND_ON = ("-bsf:a", "setts=ts=max(TS\\,if(eq(N\\,0)\\,TS\\,PREV_OUTDTS+PREV_OUTDURATION))")
# Of a copy, ffmpeg's mp3 header tells players to skip what is no delay of the encoder: up to half a second of sound
# would be lost, in pieces at every cut.
_NO_HEADER = ("-write_xing", "0", "-id3v2_version", "0")
_PICTURE = ("-map", "0:v:0", "-c", "copy")
_TELL = "file=pipe\\\\:2:direct=1"
"""On the standard error, line by line."""


def measure(path: Path, track: AudioTrack, bounds: Bounds) -> tuple[str, ...]:
    """Read a track through without decoding or writing it: about how long it is shows in the progress."""
    return (*_open(path), *_copy(track, bounds), *_ON_AND_ON, "-f", "null", "-")


def picture_clock(path: Path, *, is_believed: bool) -> tuple[str, ...]:
    """Read the picture through: how long it is by its clock, or by its clock without the jumps."""
    clock = _CLOCK_BELIEVED if is_believed else ()
    return (*_START, *clock, *_TOLD_EACH_SECOND, *SAFE_INPUT, "-i", input_url(path), *_PICTURE, "-f", "null", "-")


def scan(path: Path, track: AudioTrack, bounds: Bounds, *, is_exact: bool = False) -> tuple[str, ...]:
    """Decode a track once and tell, on the standard error, its silences and where its clock jumps.

    Where it jumps is told to the sample if ``is_exact``, which costs some more, else to a fifth of a second.
    """
    return (*_open(path), *_listen(track, bounds, is_exact=is_exact), "-f", "null", "-")


def encode_and_scan(path: Path, track: AudioTrack, bounds: Bounds, shape: Shape, target: Path) -> tuple[str, ...]:
    """Both in one pass: the sound written small (mono, 16 kHz) as MP3, WAV or bare samples, without gaps."""
    sound = (*_listen(track, bounds, is_exact=True), *_ONLY_THE_SOUND, *_SPEECH, *_ENCODERS[shape.extension])
    return (*_open(path), *sound, *_into(target, shape.muxer, bounds))


def copy_and_scan(
    path: Path, track: AudioTrack, bounds: Bounds, shape: Shape, target: Path, *, is_exact: bool = False
) -> tuple[str, ...]:
    """Both in one pass: the sound copied into a file of its own, and told of as ``scan`` tells."""
    return (*copy(path, track, bounds, shape, target), *_listen(track, bounds, is_exact=is_exact), "-f", "null", "-")


def copy(path: Path, track: AudioTrack, bounds: Bounds, shape: Shape, target: Path) -> tuple[str, ...]:
    """Copy a track, without decoding it, into a file of its own."""
    header = _NO_HEADER if shape.extension == "mp3" else ()
    return (*_open(path), *_copy(track, bounds), *_OWN_TIME, *header, *_into(target, shape.muxer, bounds))


def split(
    path: Path, track: AudioTrack, bounds: Bounds, shape: Shape, times: Sequence[float], folder: Path
) -> tuple[str, ...]:
    """Copy a track into a file for each piece between these seconds of its sound: 0000, 0001... in ``folder``."""
    # Cut again after a crash, a piece is the same to the last bit: no random numbers of streams in it.
    same = ("-fflags", "+bitexact")
    pieces: tuple[str, ...] = (*same, "-f", "segment", "-segment_format", shape.muxer, "-reset_timestamps", "1")
    at = ("-segment_times", ",".join(f"{time:.3f}" for time in times)) if times else ("-segment_time", "999999")
    if shape.extension == "mp3":
        pieces = (*pieces, "-segment_format_options", "write_xing=0:id3v2_version=0")
    # A job's folder has percent signs in its name, which would be taken for numbers' places as well.
    sound = (*_copy(track, bounds), *_OWN_TIME)
    if shape.extension == "wav":
        # A copied piece begins with a whole packet, and of bare samples one may last a quarter of a second.
        exact = ("-af", "asetnsamples=n=256:p=0,asetpts=PTS-STARTPTS", "-c:a", "pcm_s16le")
        sound = (*_map(track), *_ONLY_THE_SOUND, *exact, *_longest(bounds))
    return (*_open(path), *sound, *pieces, *at, f"{input_url(folder).replace('%', '%%')}/%04d")


def loudness(path: Path, track: AudioTrack, start: float, end: float) -> tuple[str, ...]:
    """Tell, on the standard error, how loud each fifth of a second between two moments is."""
    chain = (
        f"{_mono(track)},aresample=8000,asetnsamples=n=1600,"
        "astats=metadata=1:reset=1:measure_perchannel=none:measure_overall=RMS_level,"
        f"ametadata=mode=print:key={LOUDNESS_KEY}:{_TELL}"
    )
    seek = (*_START, *SAFE_INPUT, "-ss", f"{start:.3f}", "-t", f"{end - start:.3f}", "-i", input_url(path))
    return (*seek, *_map(track), "-vn", "-sn", "-dn", "-af", chain, "-f", "null", "-")


def piece(
    path: Path, track: AudioTrack, bounds: Bounds, shape: Shape, start: float, end: float, target: Path
) -> tuple[str, ...]:
    """Decode what lies between two moments (seconds) and write it small: MP3 or WAV. Seeks, so it costs little in a
    long file, and in some is off by a little."""
    seek = (*_START, *_TOLD_EACH_SECOND, *SAFE_INPUT, "-ss", f"{start:.3f}", "-t", f"{end - start:.3f}")
    sound = (*_map(track), *_ONLY_THE_SOUND, "-af", _mono(track), *_SPEECH, *_ENCODERS[shape.extension])
    return (*seek, "-i", input_url(path), *sound, *_into(target, shape.muxer, bounds))


def part(
    path: Path, track: AudioTrack, bounds: Bounds, shape: Shape, start: float, end: float, target: Path
) -> tuple[str, ...]:
    """The same, exact to the sample in any file: all before ``start`` is decoded, and thrown away."""
    sound = (*_map(track), *_ONLY_THE_SOUND, *_SPEECH, *_ENCODERS[shape.extension])
    between = ("-af", f"atrim=start={start:.3f}:end={end:.3f},asetpts=PTS-STARTPTS,{_mono(track)}")
    return (*_open(path), *sound, *between, *_into(target, shape.muxer, bounds))


def voice_note(sounds: Sequence[Path], bounds: Bounds, target: Path) -> tuple[str, ...]:
    """One sound after the other as what Telegram plays as a voice note: Ogg/Opus, mono, 48 kHz."""
    return (*_one_after_the_other(sounds), *_VOICE, *_longest(bounds), *_into(target, "ogg", bounds))


def joined(sounds: Sequence[Path], bounds: Bounds, shape: Shape, target: Path) -> tuple[str, ...]:
    """The first track of each file, one after the other, written small: MP3 or WAV."""
    small = (*_SPEECH, *_ENCODERS[shape.extension])
    return (*_one_after_the_other(sounds), *small, *_longest(bounds), *_into(target, shape.muxer, bounds))


def _one_after_the_other(sounds: Sequence[Path]) -> tuple[str, ...]:
    inputs = [option for sound in sounds for option in (*SAFE_INPUT, "-i", input_url(sound))]
    chain = "".join(f"[{number}:a:0]" for number in range(len(sounds))) + f"concat=n={len(sounds)}:v=0:a=1[all]"
    alone = ("-map", "[all]", "-map_metadata", "-1", "-map_chapters", "-1")
    return (*_START, *_TOLD_EACH_SECOND, *inputs, "-filter_complex", chain, *alone)


def _open(path: Path) -> tuple[str, ...]:
    return (*_START, *_CLOCK_BELIEVED, *_TOLD_EACH_SECOND, *SAFE_INPUT, "-i", input_url(path))


def _map(track: AudioTrack) -> tuple[str, ...]:
    return "-map", f"0:a:{track.number}"


def _copy(track: AudioTrack, bounds: Bounds) -> tuple[str, ...]:
    return (*_map(track), *_ONLY_THE_SOUND, "-c", "copy", *_longest(bounds))


def _listen(track: AudioTrack, bounds: Bounds, *, is_exact: bool) -> tuple[str, ...]:
    samples = min(_SCANNED_TOGETHER, (track.sample_rate or _LOWEST_RATE) // _FRAMES_A_SECOND)
    together = f"asetnsamples=n={samples}:p=0"
    first, then = (_jumps(), together) if is_exact else (together, _jumps())
    silences = f"silencedetect=noise={SILENCE_BELOW}:d={SHORTEST_SILENCE}"
    # ametadata tells them without the chatter of a higher log level.
    chain = f"{first},{then},{_mono(track)},{silences},ametadata=mode=print:{_TELL}"
    return (*_map(track), "-vn", "-sn", "-dn", *_longest(bounds), "-af", chain)


def _jumps() -> str:
    """Filters that tell where the clock runs ahead of the sound: by how much, and in the next line when.

    A clock that goes back is not followed: what was said then comes after what was said before.
    """
    ahead = "st(1,max(PTS,ld(0)))*0+st(0,ld(1)+S/SR/TB)*0+ld(1)-N/SR/TB"
    # ffmpeg asks more than once for each frame; the answer must be the same.
    is_new = f"not(ld(1))+gt(t-ld(0),{SMALLEST_JUMP})"
    jumps = f"if(eq(n+1,ld(2)),1,if({is_new},st(0,t)*0+st(1,1)+st(2,n+1)*0,0))"
    told = f"ametadata=mode=print:key={JUMP_KEY}:{_TELL}"
    mark = f"ametadata=mode=add:key={JUMP_KEY}:value=1:enable='{jumps}'"
    return f"asetpts='{ahead}',{mark},{told},asetpts=PTS+N/SR/TB,{told},ametadata=mode=delete:key={JUMP_KEY}"


def _mono(track: AudioTrack) -> str:
    if track.channels <= _LAYOUTS_KNOWN:
        return "aformat=channel_layouts=mono"
    # One voice in one of many channels is to be heard, and the same voice in all of them not to be distorted.
    share = track.channels**-0.5
    mixed = "+".join(f"{share:.3f}*c{number}" for number in range(track.channels))
    return f"aformat=sample_fmts=flt,pan=mono|c0={mixed},alimiter=limit=0.9:level=0"


def _longest(bounds: Bounds) -> tuple[str, ...]:
    # One second more than allowed, so that what is too long shows as too long and not as cut off.
    return "-t", f"{bounds.seconds + 1:.0f}"


def _into(target: Path, muxer: str, bounds: Bounds) -> tuple[str, ...]:
    return "-fs", str(bounds.bytes), "-f", muxer, input_url(target)
