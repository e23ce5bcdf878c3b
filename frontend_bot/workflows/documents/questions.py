"""Several parts of one transcript asked about at once, smaller ones where a part is too much, none forgotten.

Only calls of recorded methods stand in here, and always in the same order, so that a job which is cut off goes on where
it stood: what has been answered is not asked again.
"""

import asyncio
import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from frontend_bot.core.phrase import phrase
from frontend_bot.core.question import Question
from frontend_bot.core.tools import Tools
from frontend_bot.errors import BotError, TextTooLong
from frontend_bot.workflows.documents.lines import Passage, halves

T = TypeVar("T")

ROUNDS = 4
"""A part that is too much is halved so often: to an eighth."""


class IncompleteAnswer(Exception):
    """What a reader of answers raises where an answer leaves too much out: the part is asked about in halves."""


@dataclass(frozen=True)
class PassageOutcome(Generic[T]):
    """What came of one part: something, or the error that a person reads."""

    part: Passage
    found: T | None = None
    error: BotError | None = None


@dataclass
class Questions:
    """All questions of one job. ``numbers`` gives each the same number in every run of the job."""

    tools: Tools
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    async def one(self, question: Question) -> str:
        """The text of one answer. Raises the LanguageModel errors."""
        return (await self.tools.language_model.ask(question, next(self.numbers))).text

    async def all(
        self,
        parts: Iterable[Passage],
        about: Callable[[Passage], Question],
        read: Callable[[Passage, str], T],
        *,
        overlaps: bool = True,
    ) -> list[PassageOutcome[T]]:
        """What ``read`` makes of the answer about each part, in order. ``read`` runs in a thread.

        Halves of a part that is too much share lines at their border if ``overlaps``. Raises the first BotError if
        nothing came of any part, TokensSpent before the first is asked about.
        """
        waiting, done = list(parts), list[PassageOutcome[T]]()
        for round in range(1, ROUNDS + 1):
            numbered = {next(self.numbers): part for part in waiting}
            if round == 1:  # halves come too late for a refusal: each is reserved when it is asked about
                await self.tools.language_model.afford({number: about(part) for number, part in numbered.items()})
            outcomes = await self._round(numbered, about, read)
            again = [one for one in outcomes if isinstance(one.error, TextTooLong)] if round < ROUNDS else []
            done += [one for one in outcomes if one not in again]
            waiting = [half for one in again for half in halves(one.part, overlaps=overlaps)]
            if not waiting:
                break
        errors = [one.error for one in done if one.error is not None]
        if errors and len(errors) == len(done):
            raise errors[0]
        return sorted(done, key=lambda one: one.part.lines[one.part.overlap].number)

    async def _round(
        self, parts: Mapping[int, Passage], about: Callable[[Passage], Question], read: Callable[[Passage, str], T]
    ) -> list[PassageOutcome[T]]:
        turns = asyncio.Semaphore(self.tools.language_model.at_once)
        answered = 0

        async def ask(part: Passage, number: int) -> PassageOutcome[T]:
            nonlocal answered
            async with turns:
                outcome = await self._ask(part, number, about, read)
            answered += 1
            self.tools.progress(answered / len(parts), phrase("progress-reading"))
            return outcome

        # Turns are taken in the order of the tasks: the same steps in every run.
        self.tools.progress(0.0, phrase("progress-reading"))
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(ask(part, number)) for number, part in parts.items()]
        return [task.result() for task in tasks]

    async def _ask(
        self, part: Passage, number: int, about: Callable[[Passage], Question], read: Callable[[Passage, str], T]
    ) -> PassageOutcome[T]:
        try:
            answer = await self.tools.language_model.ask(about(part), number)
            return PassageOutcome(part, await asyncio.to_thread(read, part, answer.text))
        except IncompleteAnswer:
            return PassageOutcome(part, error=TextTooLong("the answer leaves too much out"))
        except BotError as error:
            return PassageOutcome(part, error=error)
