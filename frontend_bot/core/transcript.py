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
class Gap:
    """A part of the recording that could not be transcribed, in seconds from its beginning."""

    start: float
    end: float

    @property
    def mark(self) -> str:
        """What stands in the text in its place; no language in it, so that it is found again and translated."""
        return f"[⚠ {clock(self.start)}–{clock(self.end)}]"


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said in one recording.

    ``engine`` names who understood it ("openai", "pocketsphinx"), ``model`` what it ran. ``is_draft`` is true for an
    engine whose text is only good for trying things out; the result then says so. ``duration`` is in seconds, measured
    by us, 0 where nothing measured it. ``text`` is exactly what the provider answered, edge whitespace removed; that of
    a long recording has a paragraph for each chunk, and ``Gap.mark`` in the place of each of its ``gaps``.
    An empty ``text`` means: nobody speaks in this recording; with ``is_unclear``: nothing in it can be made out.
    """

    text: str
    engine: str
    model: str = ""
    language: str = ""
    duration: float = 0.0
    segments: tuple[Segment, ...] = ()
    is_draft: bool = False
    gaps: tuple[Gap, ...] = ()
    is_unclear: bool = False


def clock(seconds: float) -> str:
    """A moment of a recording as people read it: 01:02:03."""
    whole = max(0, round(seconds))
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
