"""Faults on demand, as the bot's client sees them."""

import asyncio
import contextlib
import time

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from playground.faults import Faults
from playground.server import Playground
from tests.patience import patience
from tests.playground.conftest import ANNA, BEN


async def test_an_error_comes_as_often_as_asked(bot: Bot, telegram: Playground) -> None:
    telegram.world.faults.add("error", "sendMessage", times=2, error_code=502, description="Bad Gateway")
    for _ in range(2):
        with pytest.raises(TelegramServerError):
            await bot.send_message(ANNA, "x")
    assert (await bot.send_message(ANNA, "x")).text == "x"
    assert len(telegram.world.chats[ANNA].messages) == 1


async def test_a_429_carries_its_seconds(bot: Bot, telegram: Playground) -> None:
    telegram.world.faults.add("error", error_code=429, description="Too Many Requests: retry after 7", retry_after=7)
    with pytest.raises(TelegramRetryAfter) as refused:
        await bot.send_message(ANNA, "x")
    assert refused.value.retry_after == 7


async def test_a_delay(bot: Bot, telegram: Playground) -> None:
    telegram.world.faults.add("delay", "getMe", delay=0.2)
    start = time.monotonic()
    await bot.get_me()
    assert time.monotonic() - start >= 0.2


async def test_a_connection_dropped_before_or_after_the_work(bot: Bot, telegram: Playground) -> None:
    telegram.world.faults.add("drop_before", "sendMessage", times=1)
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(ANNA, "x")
    assert not telegram.world.chats[ANNA].messages
    telegram.world.faults.add("drop_after", "sendMessage", times=1)
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(ANNA, "x")
    assert len(telegram.world.chats[ANNA].messages) == 1


async def test_broken_json(bot: Bot, telegram: Playground) -> None:
    telegram.world.faults.add("bad_json", times=1)
    with pytest.raises(ClientDecodeError):
        await bot.get_me()


async def test_a_conflict_hits_the_poll_only(bot: Bot, telegram: Playground) -> None:
    telegram.world.faults.add("conflict", times=1)
    await bot.get_me()
    with pytest.raises(TelegramConflictError):
        await bot.get_updates()


async def test_a_file_that_is_gone(bot: Bot, telegram: Playground) -> None:
    file_id = (await telegram.send(ANNA, b"x", "document"))["document"]["file_id"]
    telegram.world.faults.add("file_gone", "getFile", times=1)
    with pytest.raises(TelegramBadRequest, match="wrong file_id or the file is temporarily unavailable"):
        await bot.get_file(file_id)
    file = await bot.get_file(file_id)
    telegram.world.faults.add("file_gone", "file", times=1)
    with pytest.raises(Exception, match="404"):
        await bot.download_file(str(file.file_path))


async def test_a_download_cut_in_the_middle(bot: Bot, telegram: Playground) -> None:
    file_id = (await telegram.send(ANNA, bytes(500_000), "document"))["document"]["file_id"]
    file = await bot.get_file(file_id)
    telegram.world.faults.add("drop_after", "file", times=1)
    with pytest.raises(Exception, match=r"[Pp]ayload|closed|[Dd]isconnected|reset"):
        await bot.download_file(str(file.file_path))


async def test_a_restart_drops_connections_and_keeps_the_state(bot: Bot, telegram: Playground) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    telegram.say(BEN, "before")
    await poll
    poll = asyncio.create_task(bot.get_updates(offset=-1, timeout=20, limit=1))
    await asyncio.sleep(0.1)
    idle = asyncio.create_task(bot.get_updates(offset=10**9, timeout=20))
    await asyncio.sleep(0.1)
    telegram.restart(away=0.3)
    with pytest.raises(TelegramNetworkError):
        await idle
    await asyncio.gather(poll, return_exceptions=True)
    async with asyncio.timeout(patience(5)):
        while True:
            with contextlib.suppress(TelegramNetworkError):
                assert (await bot.send_message(BEN, "after")).text == "after"
                break
            await asyncio.sleep(0.05)
    assert [message["text"] for message in telegram.world.chats[BEN].messages.values()] == ["before", "after"]


def test_dice_are_seeded_and_chats_told_apart() -> None:
    def hits() -> list[bool]:
        faults = Faults(seed=3)
        faults.add("error", probability=0.5)
        return [faults.take("getme", None) is not None for _ in range(20)]

    assert hits() == hits()
    assert {True, False} == set(hits())
    faults = Faults()
    faults.add("error", "sendMessage", chat_id=5)
    assert faults.take("sendmessage", 6) is None
    assert faults.take("sendmessage", 5) is not None


def test_a_star_does_not_mean_the_poll() -> None:
    faults = Faults()
    faults.add("error")
    assert faults.take("getupdates", None) is None
    faults.add("error", "getUpdates")
    assert faults.take("getupdates", None) is not None


@pytest.mark.parametrize(("kind", "fields"), [("earthquake", {}), ("error", {"colour": "red"})])
def test_nonsense_is_refused(kind: str, fields: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"kind must be|colour"):
        Faults().add(kind, **fields)
