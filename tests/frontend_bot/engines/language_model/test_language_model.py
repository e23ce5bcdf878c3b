"""The language model's engine in front of the strict double: retries, refusals, odd servers."""

from collections.abc import AsyncIterator

import pytest
from pydantic import BaseModel

from frontend_bot.core.question import Question
from frontend_bot.engines.language_model.json_answers import UnfitAnswer, read_shape
from frontend_bot.engines.language_model.openai import OpenAILanguageModel
from frontend_bot.errors import (
    BotError,
    LanguageModelKeyRefused,
    LanguageModelMissing,
    LanguageModelRefused,
    LanguageModelUnavailable,
    TextTooLong,
)
from tests.frontend_bot.engines.conftest import QUICK
from tests.provider.double import ProviderDouble
from tests.provider.faults import Fault


class Answer(BaseModel):
    """A shape that the double answers as a summary."""

    overview: str
    points: list[dict[str, str]] = []


PLAIN = Question("Sum it up.", "a text")


@pytest.fixture
async def model(provider: ProviderDouble) -> AsyncIterator[OpenAILanguageModel]:
    engine = OpenAILanguageModel(
        base_url=provider.url, key=provider.key, model="gpt-4o-mini", part_characters=1000, patience=QUICK
    )
    yield engine
    await engine.close()


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault("key"), LanguageModelKeyRefused),
        (Fault("quota"), LanguageModelKeyRefused),
        (Fault("model"), LanguageModelMissing),
        (Fault("server_error", times=9), LanguageModelUnavailable),
        (Fault("cut_early", times=9), LanguageModelUnavailable),
        (Fault("html", times=9), LanguageModelUnavailable),
        (Fault("length"), TextTooLong),
        (Fault("too_large"), TextTooLong),
        (Fault("answer", status=400, body={"error": {"message": "This is not allowed"}}), LanguageModelRefused),
        (Fault("answer", times=9, status=200, body={"choices": [{"message": {"content": ""}}]}), LanguageModelRefused),
    ],
    ids=lambda value: value.kind if isinstance(value, Fault) else "",
)
async def test_each_failure_has_its_sentence(
    provider: ProviderDouble, model: OpenAILanguageModel, fault: Fault, error: type[BotError]
) -> None:
    provider.chat.faults.append(fault)
    with pytest.raises(error):
        await model.ask(PLAIN, 1)


async def test_what_time_heals_is_asked_again_and_counted(provider: ProviderDouble, model: OpenAILanguageModel) -> None:
    provider.chat.faults.extend([Fault("rate_limit_ms", seconds=0.01), Fault("server_error")])
    answer = await model.ask(PLAIN, 1)
    assert answer.text == "Together: a text"
    assert answer.tokens_in > 0 and answer.tokens_out > 0 and answer.model == "gpt-4o-mini"


async def test_parameters_that_are_refused_are_left_out_from_then_on(
    provider: ProviderDouble, model: OpenAILanguageModel
) -> None:
    provider.chat.refused_fields = frozenset({"temperature", "max_completion_tokens", "max_tokens"})
    await model.ask(PLAIN, 1)
    refused = len(provider.chat.asked) - 1
    assert refused == 3
    await model.ask(PLAIN, 2)
    assert len(provider.chat.asked) == refused + 2


@pytest.mark.parametrize(
    "text",
    [
        '{"overview": "ok"}',
        'Sure!\n```json\n{"overview": "ok",}\n```',
        '<think>{"overview": "no"}</think>{"overview": "ok"}',
        '{"overview": "ok", "points": []',
        "{'overview': 'ok'}",
    ],
)
def test_broken_json_is_mended(text: str) -> None:
    assert Answer.model_validate_json(read_shape(text, Answer)).overview == "ok"


@pytest.mark.parametrize("text", ["", "I cannot do this.", "[1, 2]", '{"points": []}', "{" * 3000])
def test_what_cannot_be_mended_is_said(text: str) -> None:
    with pytest.raises(UnfitAnswer):
        read_shape(text, Answer)
