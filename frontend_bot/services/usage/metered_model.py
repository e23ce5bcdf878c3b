"""The language model as one job sees it: every question is set aside by an estimate and settled by what was used."""

from collections.abc import Mapping

from frontend_bot.core.budget import Budget, Spending
from frontend_bot.core.phrase import Phrase
from frontend_bot.core.question import ModelAnswer, Question
from frontend_bot.core.tools import LanguageModel

_CHARACTERS_IN_A_TOKEN = 3.0
"""Russian text has about three in a token of today's models, English four: rather too many tokens than too few."""
_OVERHEAD = 300
"""Tokens of a schema, of roles and separators."""


class MeteredModel(LanguageModel):
    """``model`` with a purse."""

    def __init__(self, model: LanguageModel, budget: Budget) -> None:
        self._model, self._budget = model, budget
        self.name, self.model = model.name, model.model
        self.part_characters, self.at_once = model.part_characters, model.at_once

    def why_unavailable(self) -> Phrase | None:
        """As the model itself."""
        return self._model.why_unavailable()

    async def afford(self, questions: Mapping[int, Question]) -> None:
        """Reserve what all of these will cost, or none of it. Raises TokensSpent, StoreUnavailable."""
        await self._budget.reserve({_piece(number): _estimate(question) for number, question in questions.items()})

    async def ask(self, question: Question, number: int) -> ModelAnswer:
        """As the model itself; raises TokensSpent and StoreUnavailable too."""
        await self._budget.reserve({_piece(number): _estimate(question)})
        answer = await self._model.ask(question, number)
        await self._budget.settle(_piece(number), _used(question, answer))
        return answer


def _piece(number: int) -> str:
    return f"question {number}"


def _tokens(*texts: str) -> int:
    return round(sum(map(len, texts)) / _CHARACTERS_IN_A_TOKEN)


def _estimate(question: Question) -> Spending:
    material = _tokens(question.material)
    return Spending(
        tokens_in=_tokens(question.instructions) + material + _OVERHEAD, tokens_out=material // 2 + _OVERHEAD
    )


def _used(question: Question, answer: ModelAnswer) -> Spending:
    """What the provider counted; by the lengths of the texts where it does not tell."""
    if answer.tokens_in or answer.tokens_out:
        return Spending(tokens_in=answer.tokens_in, tokens_out=answer.tokens_out)
    return Spending(tokens_in=_tokens(question.instructions, question.material), tokens_out=_tokens(answer.text))
