"""Texts from texts by OpenAI or any server that speaks the same chat protocol (vLLM, llama.cpp, Ollama...)."""

import asyncio
from collections.abc import Mapping
from typing import Any

import structlog

from frontend_bot.core.phrase import Phrase
from frontend_bot.core.question import ModelAnswer, Question
from frontend_bot.core.tools import LanguageModel
from frontend_bot.engines.language_model.json_answers import UnfitAnswer, read_shape, strict_schema, without_thoughts
from frontend_bot.engines.language_model.openai import OpenAIChat, Said
from frontend_bot.engines.openai_http.retries import Patience
from frontend_bot.errors import LanguageModelRefused

logger = structlog.get_logger(__name__)


class OpenAILanguageModel(LanguageModel):
    """One (base URL, model). ``part_characters`` of a transcript go into one question, ``at_once`` questions of one
    job are at the server together."""

    name = "openai"

    def __init__(
        self,
        *,
        base_url: str,
        key: str,
        model: str,
        part_characters: int,
        at_once: int = 4,
        patience: Patience | None = None,
    ) -> None:
        self.model = model
        self.part_characters = part_characters
        self.at_once = at_once
        self._chat = OpenAIChat(base_url=base_url, key=key, model=model, patience=patience or Patience())

    async def close(self) -> None:
        """Close the connections."""
        await self._chat.close()

    def why_unavailable(self) -> Phrase | None:
        """Always ready: whether the server answers shows when it is asked."""
        return None

    async def ask(self, question: Question, number: int) -> ModelAnswer:
        """One answer, asked for once more where it is empty or does not fit its shape.

        Raises LanguageModelMissing, LanguageModelRefused, TextTooLong, LanguageModelKeyRefused,
        LanguageModelUnavailable.
        """
        schema = strict_schema(question.shape) if question.shape else None
        messages = [
            {"role": "system", "content": question.instructions},
            {"role": "user", "content": question.material},
        ]
        first = await self._chat.say(messages, schema)
        try:
            return _answer(await _read(first, question), first)
        except UnfitAnswer as problem:
            logger.info("answer_does_not_fit", model=self.model, number=number)
            again = await self._again(messages, first, str(problem), schema)
        try:
            return _answer(await _read(again, question), first, again)
        except UnfitAnswer:
            raise LanguageModelRefused("two answers that do not fit") from None

    async def _again(
        self, messages: list[dict[str, str]], first: Said, problem: str, schema: Mapping[str, Any] | None
    ) -> Said:
        # A server that was held to a schema and answers something else does not know what it has promised.
        self._chat.capabilities.shape_ignored(first.sent)
        remark = f"This answer cannot be used. {problem} Answer again, complete and in the required form."
        more = [{"role": "assistant", "content": first.text}, {"role": "user", "content": remark}]
        return await self._chat.say([*messages, *more] if first.text else messages, schema)


async def _read(said: Said, question: Question) -> str:
    if question.shape is None:
        text = without_thoughts(said.text)
        if not text:
            raise UnfitAnswer("It is empty.")
        return text
    return await asyncio.to_thread(read_shape, said.text, question.shape)


def _answer(text: str, *said: Said) -> ModelAnswer:
    return ModelAnswer(
        text,
        tokens_in=sum(one.tokens_in for one in said),
        tokens_out=sum(one.tokens_out for one in said),
        model=said[-1].model,
    )
