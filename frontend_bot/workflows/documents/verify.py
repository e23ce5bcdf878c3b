"""What the model noted down of one part, sifted: what its quotes prove stays, the rest goes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from frontend_bot.core.minutes import Decision, Evidence, KeyDate, Point, Task
from frontend_bot.workflows.documents.lines import Passage
from frontend_bot.workflows.documents.minutes_schema import (
    DateNote,
    DecisionNote,
    MemberNote,
    PartNotes,
    Sourced,
    TaskNote,
)
from frontend_bot.workflows.documents.quotes import QuoteIndex, is_said

Item = Decision | Task | KeyDate | Point
Note = TypeVar("Note", bound=Sourced)


@dataclass(frozen=True, slots=True)
class VerifiedItem:
    """One item, the number of the line that proves it (among all lines), and the topic it belongs to."""

    item: Item
    line: int
    topic: str = ""


@dataclass(frozen=True, slots=True)
class VerifiedPart:
    """What is proven of one part. ``notes`` keeps what is told of the meeting itself."""

    notes: PartNotes
    found: tuple[VerifiedItem, ...]
    first_line: int
    overlap_end: int
    """Number of the first line that no part before this one has read."""


def verify(part: Passage, answer: str) -> VerifiedPart:
    """Raises pydantic.ValidationError for an answer that is not of its shape, which the engine has made sure it is."""
    notes = PartNotes.model_validate_json(answer)
    said = QuoteIndex(part.lines)
    found = [*_points(notes, said, part), *_rest(notes, said, part)]
    return VerifiedPart(_proven(notes, said.words), tuple(found), part.lines[0].number, part.lines[part.overlap].number)


def _points(notes: PartNotes, said: QuoteIndex, part: Passage) -> Iterator[VerifiedItem]:
    for topic in notes.topics:
        for note, evidence, index in _with_evidence(topic.points, said):
            speaker = note.speaker if note.speaker and said.is_near(note.speaker, index) else ""
            yield VerifiedItem(Point(note.text, evidence, speaker), part.lines[index].number, topic.title)


def _rest(notes: PartNotes, said: QuoteIndex, part: Passage) -> Iterator[VerifiedItem]:
    for decision, evidence, index in _with_evidence(notes.decisions, said):
        yield VerifiedItem(_decision(decision, evidence, index, said), part.lines[index].number, decision.topic)
    for task, evidence, index in _with_evidence(notes.tasks, said):
        yield VerifiedItem(_task(task, evidence, index, said), part.lines[index].number, task.topic)
    for date, evidence, index in _with_evidence(notes.dates, said):
        if said.is_near(date.when, index):
            yield VerifiedItem(_date(date, evidence), part.lines[index].number)


def _with_evidence(notes: Iterable[Note], said: QuoteIndex) -> Iterator[tuple[Note, Evidence, int]]:
    for note in notes:
        proof = said.find(note.quote, note.place)
        if proof is not None and _words(note):
            yield note, *proof


def _words(note: Sourced) -> str:
    return note.what if isinstance(note, DateNote) else str(getattr(note, "text", ""))


def _decision(note: DecisionNote, evidence: Evidence, index: int, said: QuoteIndex) -> Decision:
    return Decision(note.text, evidence, note.votes if said.is_near(note.votes, index) else "", note.topic)


def _task(note: TaskNote, evidence: Evidence, index: int, said: QuoteIndex) -> Task:
    owner = note.owner if said.is_near(note.owner, index) and is_said(note.owner, said.words, wholly=True) else ""
    deadline = note.deadline if said.is_near(note.deadline, index) else ""
    return Task(note.text, evidence, owner, deadline, note.topic)


def _date(note: DateNote, evidence: Evidence) -> KeyDate:
    return KeyDate(note.when, note.what, evidence)


def _proven(notes: PartNotes, words: set[str]) -> PartNotes:
    """Of what is told of the meeting itself only what was said somewhere in this part."""
    kept = {name: told for name in ("organisation", "venue", "date") if is_said(told := getattr(notes, name), words)}
    return PartNotes.model_construct(
        title=notes.title,
        members=tuple(_member(one, words) for one in notes.members if is_said(one.name, words, wholly=True)),
        agenda=tuple(point for point in notes.agenda if is_said(point, words)),
        **kept,
    )


def _member(told: MemberNote, words: set[str]) -> MemberNote:
    return told if is_said(told.role, words) else MemberNote(name=told.name)
