"""What is in a file, by ffprobe: the content decides, never the name or the sender's claim."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from aiofiles.os import path as file_facts
from pydantic import BaseModel, Field, ValidationError

from frontend_bot.errors import DamagedMedia, EmptyFile, NotMedia, UnreadableSound
from frontend_bot.media.allowed import SAFE_INPUT, SAFE_LOOK
from frontend_bot.media.programs import Collected, Finished, Limits, Programs

PROBE_LIMITS = Limits(wall_seconds=30, cpu_seconds=20)
LEAST_PROBE_SCORE = 5
"""Real mp3 scores 51, everything else 100; a text that might be taken for mp3 scores 1."""
_ENTRIES = (
    "format=format_name,start_time,duration,size,bit_rate,probe_score"
    ":stream=index,codec_type,codec_name,codec_tag_string,channels,sample_rate,start_time,duration"
    ":stream_disposition=default,attached_pic:stream_tags=language:packet=stream_index,pts_time"
)
_FIRST_PACKETS = ("-read_intervals", "%+#24")
"""What lies before the beginning comes first."""
_HIDDEN_FROM = 0.3
"""Seconds; what encoders put before the beginning to warm up is shorter."""
_REFUSED_CODEC = re.compile(r"Codec \([^()\n]{0,60}\) not on whitelist")
_SAMPLE = ("-map", "0:a", "-c", "copy", "-t", "60", "-fs", "4000000", "-f", "matroska", "pipe:1")


@dataclass(frozen=True, slots=True)
class AudioTrack:
    """One audio stream. ``number`` counts audio streams only, from 0, as ``-map 0:a:number`` does.

    ``begins`` is when its first packet is due, in seconds from the first of all tracks, 0 where that is not known.
    ``claimed`` is its length by its own header in seconds, 0 where there is none. ``is_trimmed`` is true where the file
    holds sound from before its beginning, which no player plays (an edit list of mp4).
    """

    number: int
    codec: str = ""
    channels: int = 1
    sample_rate: int = 16000
    language: str = ""
    is_default: bool = False
    begins: float = 0.0
    claimed: float = 0.0
    is_trimmed: bool = False


ONLY_TRACK = AudioTrack(0)
"""In a file that we made, whatever its codec."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What ffprobe found. ``formats`` are its names of the container; ``duration`` is the header's claim in seconds,
    0 where there is none; ``size`` is in bytes. ``silent_start`` are the seconds that a player shows before anything
    in the file begins."""

    formats: frozenset[str]
    duration: float
    size: int
    audio: tuple[AudioTrack, ...]
    has_video: bool = False
    has_cover: bool = False
    silent_start: float = 0.0


def input_url(path: Path) -> str:
    """A path as ffmpeg must be given it: never read as a pattern, an option or another protocol."""
    return f"file:{path.absolute()}"


async def probe(path: Path, programs: Programs) -> Probe:
    """Ask ffprobe.

    Raises EmptyFile, NotMedia, UnreadableSound, DamagedMedia, UnreasonableMedia, ProgramMissing.
    """
    finished, answer = await _ask(programs, *SAFE_LOOK, "-i", input_url(path))
    if finished.returncode != 0 and _REFUSED_CODEC.search(finished.stderr):
        return replace(await _without_pictures(path, programs), size=await file_facts.getsize(path), has_video=True)
    if finished.returncode != 0:
        raise _refusal(path, finished.stderr)
    return parse_probe(answer)


async def _ask(programs: Programs, *options: str, given: bytes = b"") -> tuple[Finished, bytes]:
    answer = Collected()
    command = ("ffprobe", "-v", "error", "-hide_banner", *_FIRST_PACKETS, "-show_entries", _ENTRIES, "-of", "json")
    finished = await programs.run(*command, *options, limits=PROBE_LIMITS, on_output=answer, given=given)
    return finished, answer.value


async def _without_pictures(path: Path, programs: Programs) -> Probe:
    """ffprobe gives up on a video whose picture it may not decode; its sound alone, the beginning of it, will do."""
    sample = Collected(8 * 2**20)
    command = ("ffmpeg", "-nostdin", "-v", "error", *SAFE_INPUT, "-i", input_url(path), *_SAMPLE)
    await programs.run(*command, limits=PROBE_LIMITS, on_output=sample)
    safe = ("-protocol_whitelist", "pipe", "-format_whitelist", "matroska", "-i", "pipe:0")
    finished, answer = await _ask(programs, *SAFE_LOOK, *safe, given=sample.value)
    if finished.returncode != 0:
        raise UnreadableSound(finished.stderr.strip().rpartition(": ")[2][:100] or "nothing that may be decoded")
    return replace(parse_probe(answer), duration=0.0)


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
        audio=tuple(_track(number, stream, told) for number, stream in enumerate(audio)),
        has_video=any(not stream.disposition.attached_pic for stream in video),
        has_cover=any(stream.disposition.attached_pic for stream in video),
        silent_start=_silent_start(told.format),
    )


def _refusal(path: Path, said: str) -> Exception:
    if path.stat().st_size == 0:
        return EmptyFile("zero bytes")
    if "moov atom not found" in said:
        return DamagedMedia("the index is missing: the file is cut off")
    return NotMedia(said.strip().rpartition(": ")[2][:100] or "ffprobe refuses it")


def _silent_start(told: "_Format") -> float:
    """Where the clock of the container counts from the video's beginning; that of others counts from anywhere."""
    counts = bool({"mov", "matroska"} & set(told.format_name.split(",")))
    # A broadcast cut into pieces counts on, but its length is that of the piece.
    return told.start_time if counts and 0 < told.start_time < told.duration else 0.0


def _track(number: int, told: "_Stream", whole: "_Answer") -> AudioTrack:
    begins = told.start_time - whole.format.start_time if told.start_time is not None else 0.0
    return AudioTrack(
        number=number,
        codec=told.codec_name,
        channels=told.channels,
        sample_rate=told.sample_rate,
        language=told.tags.language,
        is_default=bool(told.disposition.default),
        begins=max(0.0, begins),
        claimed=told.duration,
        is_trimmed=any(one.stream_index == told.index and one.pts_time < -_HIDDEN_FROM for one in whole.packets),
    )


class _Disposition(BaseModel):
    default: int = 0
    attached_pic: int = 0


class _Tags(BaseModel):
    language: str = ""


class _Stream(BaseModel):
    index: int = -1
    codec_type: str = ""
    codec_name: str = ""
    codec_tag_string: str = ""
    channels: int = 0
    sample_rate: int = 0
    start_time: float | None = Field(None, allow_inf_nan=False)
    duration: float = Field(0.0, ge=0, allow_inf_nan=False)
    disposition: _Disposition = Field(default_factory=_Disposition)
    tags: _Tags = Field(default_factory=_Tags)


class _Packet(BaseModel):
    stream_index: int = -1
    pts_time: float = Field(0.0, allow_inf_nan=False)


class _Format(BaseModel):
    format_name: str = ""
    start_time: float = Field(0.0, allow_inf_nan=False)
    duration: float = Field(0.0, ge=0, allow_inf_nan=False)
    size: int = 0
    probe_score: int = 0


class _Answer(BaseModel):
    streams: list[_Stream] = Field(default_factory=list)
    packets: list[_Packet] = Field(default_factory=list)
    format: _Format = Field(default_factory=_Format)
