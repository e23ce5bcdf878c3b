"""A page about a whole transcript, written from its minutes: each point has the place it comes from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from frontend_bot.core.block import Block, Style
from frontend_bot.core.minutes import Evidence, Minutes
from frontend_bot.core.phrase import SayHere, phrase
from frontend_bot.workflows.documents import prompts
from frontend_bot.workflows.documents.minutes_layout import not_covered_blocks, place_words
from frontend_bot.workflows.documents.questions import Questions
from frontend_bot.workflows.documents.writing_schema import Condensed, KeyPoint, WrittenSummary

ROUNDS = 3
"""Condensing thirds the notes, so this is enough for a shelf of books."""
MOST_SHOWN_SOURCES = 3


@dataclass(frozen=True, slots=True)
class _Note:
    text: str
    evidence: tuple[Evidence, ...]


async def write_summary(
    questions: Questions, minutes: Minutes, say: SayHere, *, differently: bool = False
) -> tuple[Block, ...]:
    """The summary as blocks. Raises a LanguageModel error."""
    notes = list(_notes(minutes))
    if not notes:
        nothing = Block(Style.TEXT, say(phrase("document-nothing-said")))
        return (_title(minutes.title, say), nothing, *not_covered_blocks(minutes.not_covered, say))
    for _ in range(ROUNDS):
        if len(_numbered(notes)) <= questions.tools.language_model.part_characters:
            break
        notes = await _condensed(questions, notes, minutes.language)
    task = prompts.SUMMARY + (prompts.DIFFERENTLY if differently else "")
    asked = prompts.question(task, _numbered(notes), WrittenSummary, language=minutes.language, what="notes")
    document = WrittenSummary.model_validate_json(await questions.one(asked))
    return tuple(_laid_out(document, notes, minutes, say))


def _notes(minutes: Minutes) -> Iterator[_Note]:
    """Everything in the minutes in one line each, the weightiest first: what stands first is not lost."""
    for decision in minutes.decisions:
        yield _Note(f"DECISION: {decision.text} {decision.votes}".strip(), (decision.evidence,))
    for task in minutes.tasks:
        who = ", ".join(part for part in (task.owner, task.deadline) if part)
        yield _Note(f"TASK: {task.text}{f' ({who})' if who else ''}", (task.evidence,))
    for date in minutes.dates:
        yield _Note(f"DATE: {date.when}: {date.what}", (date.evidence,))
    for topic in minutes.topics:
        for point in topic.points:
            speaker = f"{point.speaker}: " if point.speaker else ""
            yield _Note(f"{topic.title}: {speaker}{point.text}", (point.evidence,) if point.evidence else ())


def _numbered(notes: Sequence[_Note]) -> str:
    return "\n".join(f"[{number}] {note.text}" for number, note in enumerate(notes, start=1))


async def _condensed(questions: Questions, notes: list[_Note], language: str) -> list[_Note]:
    """Fewer notes. Groups are asked about one after the other: a shelf of books is rare, and order is simple."""
    limit, fewer = questions.tools.language_model.part_characters, list[_Note]()
    while notes:
        size = 1
        while size < len(notes) and len(_numbered(notes[: size + 1])) <= limit:
            size += 1
        group, notes = notes[:size], notes[size:]
        asked = prompts.question(prompts.CONDENSE, _numbered(group), Condensed, language=language, what="notes")
        found = Condensed.model_validate_json(await questions.one(asked))
        fewer += [_Note(point.text, _evidence(point, group)) for point in found.points if point.text]
    return fewer


def _evidence(point: KeyPoint, notes: Sequence[_Note]) -> tuple[Evidence, ...]:
    return tuple(e for number in point.notes if 0 < number <= len(notes) for e in notes[number - 1].evidence)


def _laid_out(document: WrittenSummary, notes: Sequence[_Note], minutes: Minutes, say: SayHere) -> Iterator[Block]:
    yield _title(document.title or minutes.title, say)
    if document.overview:
        yield Block(Style.TEXT, document.overview)
    for point in document.points:
        evidence = _evidence(point, notes)
        if point.text and evidence:  # a point that rests on none of the notes is of the model's own making
            places = dict.fromkeys(place_words(one.place, say) for one in evidence)
            yield Block(Style.BULLET, point.text, source=", ".join(list(places)[:MOST_SHOWN_SOURCES]))
    yield from not_covered_blocks(minutes.not_covered, say)


def _title(title: str, say: SayHere) -> Block:
    return Block(Style.TITLE, title or say(phrase("document-summary")))
