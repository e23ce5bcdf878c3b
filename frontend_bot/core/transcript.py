"""The transcript of a recording: segments in order, and where they came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text with a start and an end, in seconds from the beginning of the recording.

    ``speaker`` is "" where nobody told; else a name, or a number where an engine told voices apart.
    """

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
class Part:
    """One recording of a batch. ``start`` and ``duration`` are seconds on the clock of the whole transcript.

    ``text`` is what was said, with ``Gap.mark`` in the place of what could not be transcribed. Where there is none,
    ``remark`` says why, in the words of its person; ``has_failed`` is true where an error is the reason.
    """

    sender: str
    sent_at: float
    start: float
    duration: float
    text: str
    remark: str = ""
    has_failed: bool = False
    is_unclear: bool = False
    zone: str = ""
    """The time zone in which ``sent_at`` is told; "" for UTC."""

    @property
    def end(self) -> float:
        """Where the next recording begins."""
        return self.start + self.duration

    @property
    def shown(self) -> str:
        """What stands under its label."""
        return self.text or f"[{self.remark}]"


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said in one recording, or in all of a batch (then ``parts`` are its recordings, in order).

    ``engine`` names who understood it ("openai", "pocketsphinx"), ``model`` what it ran. ``is_draft`` is true for an
    engine whose text is only good for trying things out; the result then says so. ``duration`` is in seconds, measured
    by us, 0 where nothing measured it. ``text`` is exactly what the provider answered, edge whitespace removed; that of
    a long recording has a paragraph for each chunk, and ``Gap.mark`` in the place of each of its ``gaps``.
    ``names`` tells what users call the segments' speakers, by the labels in the segments. ``promised`` is how long the
    file's header says the recording is, in seconds, where clearly less is in the file; else 0.

    A text that somebody sent is a transcript too: ``engine`` is "" then, and where no times are written in it every
    segment starts and ends at 0. An empty ``text`` means: nobody speaks in this recording; with ``is_unclear``: nothing
    in it can be made out.
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
    names: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    promised: float = 0.0

    @property
    def has_times(self) -> bool:
        """Whether it is known when something was said; else a segment's place is its number."""
        return any(segment.end > 0 for segment in self.segments)


def clock(seconds: float) -> str:
    """A moment of a recording as people read it: 01:02:03."""
    whole = max(0, round(seconds))
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
