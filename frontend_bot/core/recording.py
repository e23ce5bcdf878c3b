"""A recording longer than one request: what was planned for it, and what was heard of each chunk. Plain data."""

from dataclasses import dataclass
from enum import StrEnum

from frontend_bot.core.timeline import STRAIGHT, Timeline
from frontend_bot.core.transcript import Segment, Transcript


class Way(StrEnum):
    """How the sound of a long recording gets into a shape that can be cut by copying."""

    IN_PLACE = "in place"
    """The file is cut as it is."""
    EXTRACT = "extract"
    """The sound is copied out of a video first, and the video dropped."""
    ENCODE = "encode"
    """Decoded and written small, because the codec or the bit rate is not taken as it is."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece that is sent in one request. ``start`` and ``end`` are seconds of the recording.

    ``pauses`` are the silences inside it, (start, end) in seconds of the recording. ``is_silent`` is true where there
    is next to nothing but silence: such a chunk is not sent.
    """

    start: float
    end: float
    pauses: tuple[tuple[float, float], ...] = ()
    is_silent: bool = False

    @property
    def speech_seconds(self) -> float:
        """Seconds in which something sounds."""
        return max(0.0, self.end - self.start - sum(end - start for start, end in self.pauses))


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker who was heard: ``label`` and a piece of the recording (seconds) in which only this one speaks.

    ``sample`` is that piece as a data URL, where an engine has cut it out.
    """

    label: str
    start: float
    end: float
    sample: str = ""


@dataclass(frozen=True, slots=True)
class LongRecording:
    """The plan for one long recording: enough to make any of its chunks again on any machine.

    ``duration`` is how much sound it has, in seconds; the chunks are in seconds of the recording, as a player shows
    them, and ``timeline`` says where the sound lies in it. ``extension`` names the shape of the chunks ("m4a");
    ``track`` counts audio streams from 0.
    ``promised`` is how long the header says it is, in seconds, where clearly less is in the file; else 0.
    """

    duration: float
    track: int
    way: Way
    extension: str
    chunks: tuple[Chunk, ...]
    timeline: Timeline = STRAIGHT
    promised: float = 0.0

    @property
    def end(self) -> float:
        """When the sound ends, in seconds of the recording."""
        return self.timeline.end(self.duration)

    def sound_seconds(self, number: int) -> float:
        """How much sound a chunk has, which is what its request costs: a gap of the recording is not sent."""
        chunk = self.chunks[number]
        return self.timeline.sound(chunk.end) - self.timeline.sound(chunk.start)


@dataclass(frozen=True, slots=True)
class Begun:
    """What the first look at a recording gave: the transcript of a short one, or the plan for a long one."""

    transcript: Transcript | None = None
    recording: LongRecording | None = None


@dataclass(frozen=True, slots=True)
class RecognizedChunk:
    """What was understood of one chunk; ``segments`` are in seconds of the whole recording.

    An empty ``text`` means that nobody speaks in it, unless ``is_unclear``: then somebody may, but what the engine
    answered is no speech that anybody said.
    """

    text: str
    language: str = ""
    segments: tuple[Segment, ...] = ()
    is_unclear: bool = False
