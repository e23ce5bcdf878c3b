"""One question to a chat server and its answer back: corrections, retries, and refusals sorted out."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp
import structlog

from frontend_bot.core.phrase import Phrase
from frontend_bot.core.question import ModelAnswer, Question
from frontend_bot.core.tools import LanguageModel
from frontend_bot.engines.language_model.json_answers import UnfitAnswer, read_shape, strict_schema
from frontend_bot.engines.language_model.openai_answers import ChatAnswer, chat_answer, said_in
from frontend_bot.engines.language_model.openai_capabilities import ChatCapabilities, schema_in_words
from frontend_bot.engines.language_model.thoughts import without_thoughts
from frontend_bot.engines.openai_http.answers import ProviderError, bounded
from frontend_bot.engines.openai_http.retries import Patience, ask_again_while_it_helps
from frontend_bot.errors import (
    EngineError,
    LanguageModelKeyRefused,
    LanguageModelMissing,
    LanguageModelRefused,
    LanguageModelUnavailable,
    TextTooLong,
)

logger = structlog.get_logger(__name__)

MOST_CORRECTIONS = 6
"""Requests that differ from the last one because of what it was refused for."""
_TOO_LONG = (
    "context_length",
    "context length",
    "context window",
    "context size",
    "too many tokens",
    "prompt is too long",
    "input is too long",
    "string_above_max_length",
    "request too large",
)

Messages = Sequence[Mapping[str, str]]


class OpenAIChat:
    """Asks one (base URL, model). ``key`` may be empty for a server that asks for none."""

    def __init__(self, *, base_url: str, key: str, model: str, patience: Patience) -> None:
        self._url = f"{base_url.rstrip('/')}/chat/completions"
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self.model = model
        self.capabilities = ChatCapabilities(model)
        self._patience = patience
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the connections. May be called more than once."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def say(self, messages: Messages, schema: Mapping[str, Any] | None) -> ChatAnswer:
        """The model's answer, held to ``schema`` as far as the server can. Raises the LanguageModel errors."""
        for _ in range(MOST_CORRECTIONS):
            fields = self.capabilities.fields(schema)
            told = messages
            if schema is not None and not self.capabilities.takes_schemas:
                told = [*messages[:1], {"role": "system", "content": schema_in_words(schema)}, *messages[1:]]
            try:
                return await self._say(told, fields)
            except ProviderError as error:
                if _is_too_long(error) or not self.capabilities.learn(error, fields):
                    raise _for_the_user(error) from None
                logger.info("chat_capability_learned", model=self.model, reason=str(error))
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                raise LanguageModelUnavailable(f"{type(error).__name__} after all retries") from None
        raise LanguageModelRefused("the server refuses one parameter after the other")

    async def _say(self, messages: Messages, fields: Mapping[str, Any]) -> ChatAnswer:
        body = {"model": self.model, "messages": messages, **fields}
        return await ask_again_while_it_helps(lambda: self._post(body, fields), self._patience.retries)

    async def _post(self, body: Mapping[str, Any], fields: Mapping[str, Any]) -> ChatAnswer:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        patience = self._patience
        timeout = aiohttp.ClientTimeout(
            total=patience.request, sock_connect=patience.connect, sock_read=patience.silence
        )
        async with self._session.post(
            self._url, json=body, headers=self._headers, timeout=timeout, allow_redirects=False
        ) as response:
            answer = await bounded(response)
        return said_in(await asyncio.to_thread(chat_answer, response.status, response.headers, answer), fields)


def _is_too_long(error: ProviderError) -> bool:
    """The text does not fit, today or ever: no rate limit, though some servers call it one."""
    told = f"{error.code} {error.message}".lower()
    return error.status == 413 or (error.status < 500 and any(word in told for word in _TOO_LONG))


def _for_the_user(error: ProviderError) -> EngineError:
    if _is_too_long(error):
        return TextTooLong(str(error))
    if error.status in {401, 403} or error.is_about_money:
        return LanguageModelKeyRefused(str(error))
    if error.is_unread:
        return LanguageModelRefused(str(error))
    if error.is_about_the_server:  # no such model, or a server that only transcribes
        return LanguageModelMissing(str(error))
    if error.status in {408, 409, 429} or error.status >= 500:
        return LanguageModelUnavailable(str(error))
    return LanguageModelRefused(str(error))


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
        self, messages: list[dict[str, str]], first: ChatAnswer, problem: str, schema: Mapping[str, Any] | None
    ) -> ChatAnswer:
        # A server that was held to a schema and answers something else does not know what it has promised.
        self._chat.capabilities.shape_ignored(first.sent)
        remark = f"This answer cannot be used. {problem} Answer again, complete and in the required form."
        answer = without_thoughts(first.text)
        more = [{"role": "assistant", "content": answer}, {"role": "user", "content": remark}]
        return await self._chat.say([*messages, *more] if answer else messages, schema)


async def _read(said: ChatAnswer, question: Question) -> str:
    if question.shape is None:
        text = await asyncio.to_thread(without_thoughts, said.text)
        if not text:
            raise UnfitAnswer("It is empty.")
        return text
    return await asyncio.to_thread(read_shape, said.text, question.shape)


def _answer(text: str, *said: ChatAnswer) -> ModelAnswer:
    return ModelAnswer(
        text,
        tokens_in=sum(one.tokens_in for one in said),
        tokens_out=sum(one.tokens_out for one in said),
        model=said[-1].model,
    )
