"""The transcript of a recording: segments in order, and where they came from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text with a start and an end, in seconds from the beginning of the recording."""

    start: float
    end: float
    text: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said in one recording.

    ``engine`` names who understood it ("openai", "pocketsphinx"), ``model`` what it ran. ``is_draft`` is true for an
    engine whose text is only good for trying things out; the result then says so. ``duration`` is in seconds, measured
    by us, 0 where nothing measured it. ``text`` is exactly what the provider answered, edge whitespace removed.
    An empty ``text`` means: nobody speaks in this recording.
    """

    text: str
    engine: str
    model: str = ""
    language: str = ""
    duration: float = 0.0
    segments: tuple[Segment, ...] = ()
    is_draft: bool = False
