"""What is in a file, by ffprobe: the content decides, never the name or the sender's claim."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, Field, ValidationError

from frontend_bot.errors import DamagedMedia, EmptyFile, NotMedia
from frontend_bot.media.programs import Collected, Limits, Programs

SAFE_INPUT = (
    "-protocol_whitelist",
    "file",
    # The protocol list alone lets a playlist that calls itself .ogg read other people's files; this list does not.
    "-format_whitelist",
    "ogg,mp3,mov,wav,flac,matroska,aac,amr,asf,avi,aiff,caf,mpegts,flv",
    # 8K pictures pass, a cover of 16000 x 16000 (800 MB when decoded) does not.
    "-max_pixels",
    "33177600",
)
"""Input options of every ffmpeg and ffprobe call. The input itself is ``input_url(path)``."""
PROBE_LIMITS = Limits(wall_seconds=30, cpu_seconds=20)
LEAST_PROBE_SCORE = 5
"""Real mp3 scores 51, everything else 100; a text that might be taken for mp3 scores 1."""
_ENTRIES = (
    "format=format_name,duration,size,bit_rate,probe_score"
    ":stream=index,codec_type,codec_name,codec_tag_string,channels,sample_rate"
    ":stream_disposition=default,attached_pic:stream_tags=language"
)


@dataclass(frozen=True, slots=True)
class AudioTrack:
    """One audio stream. ``number`` counts audio streams only, from 0, as ``-map 0:a:number`` does."""

    number: int
    codec: str
    channels: int
    sample_rate: int
    language: str = ""
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Probe:
    """What ffprobe found. ``formats`` are its names of the container; ``duration`` is the header's claim in seconds,
    0 where there is none; ``size`` is in bytes."""

    formats: frozenset[str]
    duration: float
    size: int
    audio: tuple[AudioTrack, ...]
    has_video: bool = False
    has_cover: bool = False


def input_url(path: Path) -> str:
    """A path as ffmpeg must be given it: never read as a pattern, an option or another protocol."""
    return f"file:{path.absolute()}"


async def probe(path: Path, programs: Programs) -> Probe:
    """Ask ffprobe.

    Raises EmptyFile, NotMedia, DamagedMedia, UnreasonableMedia, ProgramMissing.
    """
    answer = Collected()
    options = ("-v", "error", "-hide_banner", *SAFE_INPUT, "-show_entries", _ENTRIES, "-of", "json")
    finished = await programs.run("ffprobe", *options, "-i", input_url(path), limits=PROBE_LIMITS, on_output=answer)
    if finished.returncode != 0:
        raise _refusal(path, finished.stderr)
    return parse_probe(answer.value)


def parse_probe(answer: bytes) -> Probe:
    """ffprobe's JSON as a Probe. Raises NotMedia for one that describes no media, DamagedMedia for protected media."""
    try:
        told = _Answer.model_validate_json(answer)
    except ValidationError:
        raise NotMedia("ffprobe's answer makes no sense") from None
    if not told.streams or told.format.probe_score < LEAST_PROBE_SCORE:
        raise NotMedia(f"nothing certain in it (probe score {told.format.probe_score})")
    audio = [stream for stream in told.streams if stream.codec_type == "audio"]
    if any(stream.codec_tag_string in {"enca", "drms"} for stream in audio):
        raise DamagedMedia("protected against copying")
    video = [stream for stream in told.streams if stream.codec_type == "video"]
    return Probe(
        formats=frozenset(told.format.format_name.split(",")),
        duration=told.format.duration,
        size=told.format.size,
        audio=tuple(_track(number, stream) for number, stream in enumerate(audio)),
        has_video=any(not stream.disposition.attached_pic for stream in video),
        has_cover=any(stream.disposition.attached_pic for stream in video),
    )


def _refusal(path: Path, said: str) -> Exception:
    if path.stat().st_size == 0:
        return EmptyFile("zero bytes")
    if "moov atom not found" in said:
        return DamagedMedia("the index is missing: the file is cut off")
    return NotMedia(said.strip().rpartition(": ")[2][:100] or "ffprobe refuses it")


def _track(number: int, told: "_Stream") -> AudioTrack:
    return AudioTrack(
        number=number,
        codec=told.codec_name,
        channels=told.channels,
        sample_rate=told.sample_rate,
        language=told.tags.language,
        is_default=bool(told.disposition.default),
    )


class _Disposition(BaseModel):
    default: int = 0
    attached_pic: int = 0


class _Tags(BaseModel):
    language: str = ""


class _Stream(BaseModel):
    codec_type: str = ""
    codec_name: str = ""
    codec_tag_string: str = ""
    channels: int = 0
    sample_rate: int = 0
    disposition: _Disposition = Field(default_factory=_Disposition)
    tags: _Tags = Field(default_factory=_Tags)


class _Format(BaseModel):
    format_name: str = ""
    duration: float = Field(0.0, ge=0, allow_inf_nan=False)
    size: int = 0
    probe_score: int = 0


class _Answer(BaseModel):
    streams: list[_Stream] = Field(default_factory=list)
    format: _Format = Field(default_factory=_Format)
