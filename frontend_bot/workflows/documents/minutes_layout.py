"""Minutes laid out: as MoM, and as a plan of what is to be done."""

from collections.abc import Iterator

from frontend_bot.core.block import Block, Style
from frontend_bot.core.minutes import Evidence, Minutes, Place, Stretch, Task
from frontend_bot.core.phrase import Phrase, SayHere, phrase
from frontend_bot.core.tools import Say
from frontend_bot.core.transcript import clock


def mom_blocks(minutes: Minutes, say: Say) -> tuple[Block, ...]:
    """Decisions and tasks first, then dates, then what was talked about. ``say`` is asked in the minutes' language."""
    return tuple(_Layout(minutes, say).mom())


def todo_blocks(minutes: Minutes, say: Say) -> tuple[Block, ...]:
    """Every task with a box to tick, by topic."""
    return tuple(_Layout(minutes, say).todo())


class _Layout:
    def __init__(self, minutes: Minutes, say: Say) -> None:
        self._minutes = minutes
        self._say_in = say

    def _say(self, what: Phrase) -> str:
        return self._say_in(what, self._minutes.language)

    def mom(self) -> Iterator[Block]:
        minutes = self._minutes
        yield Block(Style.TITLE, minutes.title or self._say(phrase("document-mom")))
        yield from self._meeting()
        yield Block(Style.HEADING, self._say(phrase("document-decisions")))
        for decision in minutes.decisions:
            text = f"{decision.text} ({decision.votes})" if decision.votes else decision.text
            yield Block(Style.BULLET, text, source=self._source(decision.evidence))
        if not minutes.decisions:
            yield Block(Style.TEXT, self._say(phrase("document-no-decisions")))
        yield Block(Style.HEADING, self._say(phrase("document-tasks")))
        yield from map(self._task, minutes.tasks)
        if not minutes.tasks:
            yield Block(Style.TEXT, self._say(phrase("document-no-tasks")))
        yield from self._dates()
        yield from self._discussion()
        yield from not_covered_blocks(minutes.not_covered, self._say)

    def todo(self) -> Iterator[Block]:
        minutes = self._minutes
        yield Block(Style.TITLE, self._say(phrase("document-todo")))
        if minutes.title:
            yield Block(Style.TEXT, minutes.title)
        topics = list(dict.fromkeys(task.topic for task in minutes.tasks))
        for topic in topics:
            if topic or len(topics) > 1:
                yield Block(Style.HEADING, topic or self._say(phrase("document-other-tasks")))
            yield from (self._task(task) for task in minutes.tasks if task.topic == topic)
        if not minutes.tasks:
            yield Block(Style.TEXT, self._say(phrase("document-no-tasks")))
        yield from not_covered_blocks(minutes.not_covered, self._say)

    def _meeting(self) -> Iterator[Block]:
        minutes = self._minutes
        members = ", ".join(f"{one.name} ({one.role})" if one.role else one.name for one in minutes.members)
        told = (
            (phrase("document-organisation"), minutes.organisation),
            (phrase("document-date"), minutes.date),
            (phrase("document-venue"), minutes.venue),
            (phrase("document-members"), members),
        )
        for name, value in told:
            if value:
                yield Block(Style.TEXT, value, lead=f"{self._say(name)}:")
        if minutes.agenda:
            yield Block(Style.HEADING, self._say(phrase("document-agenda")))
            yield from (Block(Style.BULLET, point) for point in minutes.agenda)

    def _task(self, task: Task) -> Block:
        text = task.text
        if task.deadline:
            text += f" — {self._say(phrase('document-deadline', when=task.deadline))}"
        return Block(Style.TASK, text, lead=f"{task.owner}:" if task.owner else "", source=self._source(task.evidence))

    def _dates(self) -> Iterator[Block]:
        if self._minutes.dates:
            yield Block(Style.HEADING, self._say(phrase("document-dates")))
        for date in self._minutes.dates:
            yield Block(Style.BULLET, date.what, lead=f"{date.when}:", source=self._source(date.evidence))

    def _discussion(self) -> Iterator[Block]:
        if self._minutes.topics:
            yield Block(Style.HEADING, self._say(phrase("document-discussion")))
        for topic in self._minutes.topics:
            if topic.title:
                yield Block(Style.HEADING, topic.title)
            for point in topic.points:
                source = self._source(point.evidence) if point.evidence else ""
                lead = f"{point.speaker}:" if point.speaker else ""
                yield Block(Style.BULLET, point.text, lead=lead, source=source)

    def _source(self, evidence: Evidence) -> str:
        return place_words(evidence.place, self._say)


def place_words(place: Place, say: SayHere) -> str:
    """A place as people read it: 00:12:31, or the number of a line."""
    return clock(place.seconds) if place.seconds is not None else say(phrase("place-line", line=place.line))


def not_covered_blocks(stretches: tuple[Stretch, ...], say: SayHere) -> Iterator[Block]:
    """What could not be read, named: nobody may take silence about it for "nothing happened there"."""
    if stretches:
        places = "; ".join(f"{place_words(one.first, say)} – {place_words(one.last, say)}" for one in stretches)
        yield Block(Style.NOTE, say(phrase("document-not-covered", places=places)))
