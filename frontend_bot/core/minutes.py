"""The minutes of a meeting, drawn from its transcript: what was said, who does what, and where that was said.

Everything is empty where nobody said it. Nothing in here is formatted:
``workflows/documents/minutes_layout.py`` lays it out, and the file formats are written from it.
"""

from dataclasses import dataclass

READING = 1
"""How answers are read today. Before, one that was not understood counted as one that has nothing to say."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a transcript something stands: a moment of a recording, or a line of a text.

    ``seconds`` from the recording's beginning, None where the transcript has no times; ``line`` counts from 1, 0 where
    it is a recording.
    """

    seconds: float | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that something rests on, as they stand in the transcript, and where they stand."""

    quote: str
    place: Place


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that was said about a topic."""

    text: str
    evidence: Evidence | None = None
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that was talked about, and what was said of it, in order."""

    title: str
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided. ``votes`` is how the vote went, in the words of the meeting, where there was one."""

    text: str
    evidence: Evidence
    votes: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """What somebody has to do. ``owner`` and ``deadline`` only where somebody said them."""

    text: str
    evidence: Evidence
    owner: str = ""
    deadline: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class KeyDate:
    """A date or time that matters: ``when`` as it was said, ``what`` happens then."""

    when: str
    what: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who took part; ``role`` as it was said (chair, secretary, guest, a job title)."""

    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the transcript, both ends included, that could not be read: nothing of it is in the minutes."""

    first: Place
    last: Place


@dataclass(frozen=True, slots=True)
class Minutes:
    """What a meeting, a talk or a note came to. ``language`` is the ISO 639-1 code of its texts, "" if unknown.

    ``title`` and the other words about the meeting itself are as they were said; ``date`` is the meeting's own.
    ``topics`` are the proceedings, in order.
    """

    title: str = ""
    organisation: str = ""
    venue: str = ""
    date: str = ""
    members: tuple[Member, ...] = ()
    agenda: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = ()
    decisions: tuple[Decision, ...] = ()
    tasks: tuple[Task, ...] = ()
    dates: tuple[KeyDate, ...] = ()
    not_covered: tuple[Stretch, ...] = ()
    language: str = ""
    reading: int = 0
    """How the answers were read that it was drawn from."""

    @property
    def is_doubtful(self) -> bool:
        """Empty, and perhaps only because an answer was not understood: not to be handed out again."""
        return self.reading < READING and not (self.topics or self.decisions or self.tasks or self.dates)
