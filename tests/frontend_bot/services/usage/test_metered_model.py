"""What questions to the language model reserve and settle."""

from collections.abc import Mapping

import pytest

from frontend_bot.core.budget import Budget, Spending
from frontend_bot.core.phrase import Phrase
from frontend_bot.core.question import ModelAnswer, Question
from frontend_bot.core.tools import LanguageModel
from frontend_bot.errors import LanguageModelUnavailable, TokensSpent
from frontend_bot.services.usage.metered_model import MeteredModel

QUESTION = Question("Sum it up.", "слово " * 500)


class Purse(Budget):
    """Counts tokens in and out; refuses what exceeds ``left``."""

    def __init__(self, left: int = 10**9) -> None:
        self.left = left
        self.reserved: dict[str, int] = {}
        self.settled: dict[str, tuple[int, int]] = {}

    async def reserve(self, pieces: Mapping[str, Spending]) -> None:
        needed = {piece: cost.tokens_in + cost.tokens_out for piece, cost in pieces.items()}
        if sum(needed.values()) > self.left:
            raise TokensSpent
        self.reserved |= needed

    async def settle(self, piece: str, paid: Spending) -> None:
        self.settled[piece] = (paid.tokens_in, paid.tokens_out)


class Writer(LanguageModel):
    """Answers with what it was given, or not at all."""

    name = model = "writer"
    part_characters, at_once = 1000, 2

    def __init__(self, answer: ModelAnswer | None) -> None:
        self._answer, self.asked = answer, 0

    def why_unavailable(self) -> Phrase | None:
        return None

    async def ask(self, question: Question, number: int) -> ModelAnswer:
        self.asked += 1
        if self._answer is None:
            raise LanguageModelUnavailable("away")
        return self._answer


async def test_settled_by_what_the_provider_counted() -> None:
    purse = Purse()
    metered = MeteredModel(Writer(ModelAnswer("short", tokens_in=900, tokens_out=40)), purse)
    assert (metered.part_characters, metered.at_once) == (1000, 2)
    await metered.ask(QUESTION, 7)
    assert purse.settled == {"question 7": (900, 40)}
    assert purse.reserved["question 7"] > 940, "an estimate rather errs on the side of too much"


async def test_settled_by_the_length_where_the_provider_does_not_count() -> None:
    purse = Purse()
    await MeteredModel(Writer(ModelAnswer("слово " * 50)), purse).ask(QUESTION, 1)
    assert purse.settled == {"question 1": (1003, 100)}


async def test_all_questions_of_a_round_or_none() -> None:
    purse, writer = Purse(left=5000), Writer(ModelAnswer("x"))
    metered = MeteredModel(writer, purse)
    with pytest.raises(TokensSpent):
        await metered.afford(dict.fromkeys(range(4), QUESTION))
    assert not purse.reserved
    await metered.afford(dict.fromkeys(range(2), QUESTION))
    assert purse.reserved.keys() == {"question 0", "question 1"}


async def test_nothing_is_asked_beyond_the_limit_and_nothing_paid_for_what_failed() -> None:
    writer = Writer(ModelAnswer("x"))
    with pytest.raises(TokensSpent):
        await MeteredModel(writer, Purse(left=10)).ask(QUESTION, 1)
    assert not writer.asked
    purse = Purse()
    with pytest.raises(LanguageModelUnavailable):
        await MeteredModel(Writer(None), purse).ask(QUESTION, 1)
    assert not purse.settled
