"""429 at Telegram's figures."""

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramRetryAfter

from playground.refusals import Refusal
from playground.send_rates import SendRates
from playground.server import Playground
from tests.playground.conftest import ANNA


class _Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> _Clock:
    clock = _Clock()
    monkeypatch.setattr("playground.send_rates.time.monotonic", clock)
    return clock


def _refused_for(rates: SendRates, chat_id: int, count: int = 1) -> int | None:
    try:
        rates.take(chat_id, count)
    except Refusal as refusal:
        assert refusal.description == f"Too Many Requests: retry after {refusal.retry_after}"
        return refusal.retry_after
    return None


def test_thirty_a_second_to_everybody(clock: _Clock) -> None:
    rates = SendRates("realistic")
    assert [_refused_for(rates, user) for user in range(1, 31)] == [None] * 30
    assert _refused_for(rates, 31) == 1
    clock.now += 1.01
    assert _refused_for(rates, 31) is None


def test_bursts_to_one_person_but_one_a_second_in_the_long_run(clock: _Clock) -> None:
    rates = SendRates("realistic")
    assert [_refused_for(rates, 5) for _ in range(20)] == [None] * 20
    assert _refused_for(rates, 5) == 20
    clock.now += 20.01
    assert [_refused_for(rates, 5) for _ in range(20)] == [None] * 20


def test_twenty_a_minute_to_a_group(clock: _Clock) -> None:
    rates = SendRates("realistic")
    for _ in range(20):
        assert _refused_for(rates, -5) is None
        clock.now += 0.1
    assert _refused_for(rates, -5) == 58
    assert _refused_for(rates, 5) is None


def test_an_album_counts_its_parts(clock: _Clock) -> None:
    rates = SendRates("tight")
    assert _refused_for(rates, 5, 10) is None
    assert _refused_for(rates, 5) == 2


def test_off_means_off() -> None:
    rates = SendRates("off")
    assert {_refused_for(rates, 5) for _ in range(500)} == {None}


async def test_aiogram_understands_the_refusal_and_edits_count() -> None:
    async with Playground(rates="tight") as telegram:
        telegram.start_chat(ANNA)
        async with AiohttpSession(api=TelegramAPIServer.from_base(telegram.base_url)) as session:
            bot = Bot(telegram.token, session=session)
            sent = await bot.send_message(ANNA, "1")
            await bot.edit_message_text("2", chat_id=ANNA, message_id=sent.message_id)
            with pytest.raises(TelegramRetryAfter) as refused:
                await bot.edit_message_text("3", chat_id=ANNA, message_id=sent.message_id)
            assert refused.value.retry_after == 2
        assert telegram.world.chats[ANNA].messages[sent.message_id]["text"] == "2"
