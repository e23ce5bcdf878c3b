"""Long polling: what is kept, what is confirmed, who is refused."""

import asyncio
import contextlib

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramConflictError

from playground.server import Playground
from tests.patience import patience
from tests.playground.conftest import ANNA, Call


async def _texts(bot: Bot, offset: int | None = None, **more: int) -> list[str | None]:
    updates = await bot.get_updates(offset=offset, **more)  # type: ignore[arg-type]  # limit and timeout are numbers
    return [update.message.text for update in updates if update.message]


async def _is_polled(telegram: Playground) -> None:
    async with asyncio.timeout(patience(5)):
        while not telegram.world.updates.is_polled:
            await asyncio.sleep(0.01)


async def test_updates_stay_until_they_are_confirmed(bot: Bot, telegram: Playground) -> None:
    for text in "abc":
        telegram.say(ANNA, text)
    assert await _texts(bot, limit=2) == ["a", "b"]
    first = (await bot.get_updates())[0].update_id
    assert await _texts(bot, first + 1) == ["b", "c"]
    assert await _texts(bot) == ["b", "c"]
    assert await _texts(bot, -1) == ["c"]
    assert await _texts(bot, first + 3) == []
    assert len(telegram.world.updates) == 0


async def test_at_most_100_at_once(bot: Bot, telegram: Playground) -> None:
    for number in range(120):
        telegram.say(ANNA, str(number))
    assert len(await bot.get_updates(limit=500)) == 100
    assert len(await bot.get_updates(limit=0)) == 1


async def test_a_waiting_poll_ends_with_the_first_update(bot: Bot, telegram: Playground) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=10))
    await _is_polled(telegram)
    telegram.say(ANNA, "hello")
    assert len(await asyncio.wait_for(poll, patience(2))) == 1


async def test_a_poll_without_updates_ends_in_time(bot: Bot) -> None:
    assert await asyncio.wait_for(bot.get_updates(timeout=1), patience(3)) == []


async def test_the_first_of_two_pollers_is_refused(bot: Bot, telegram: Playground) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=10))
    await _is_polled(telegram)
    second = asyncio.create_task(bot.get_updates(timeout=10))
    with pytest.raises(TelegramConflictError) as refused:
        await first
    assert refused.value.message == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    telegram.say(ANNA, "hello")
    assert len(await second) == 1


async def test_a_poller_whose_connection_died_is_no_conflict(bot: Bot, telegram: Playground) -> None:
    url = f"{telegram.base_url}/bot{telegram.token}/getUpdates"
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.2)) as dying:
        with contextlib.suppress(TimeoutError):
            await dying.post(url, data={"timeout": 10})
    telegram.say(ANNA, "hello")
    assert await _texts(bot, timeout=1) == ["hello"]
    assert not [call for call in telegram.world.journal.calls if call.error_code == 409]


async def test_kinds_that_are_not_wanted_are_not_kept(bot: Bot, telegram: Playground) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    telegram.say(ANNA, "unseen")
    await bot.get_updates(allowed_updates=[])
    telegram.say(ANNA, "seen")
    assert await _texts(bot) == ["seen"]


async def test_a_duplicated_update_comes_again_after_its_confirmation(bot: Bot, telegram: Playground) -> None:
    telegram.world.faults.add("duplicate_update", times=1)
    telegram.say(ANNA, "twice")
    telegram.say(ANNA, "once")
    updates = await bot.get_updates()
    again = await bot.get_updates(offset=updates[-1].update_id + 1)
    assert [update.update_id for update in again] == [updates[0].update_id]
    assert await bot.get_updates(offset=updates[-1].update_id + 1) == []


async def test_polling_and_webhook_exclude_each_other(call: Call) -> None:
    assert (await call("setWebhook", url="http://127.0.0.1:9/"))["ok"]
    body = await call("getUpdates")
    assert (body["error_code"], body["description"]) == (
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )
    assert (await call("deleteWebhook"))["ok"]
    assert (await call("getUpdates"))["ok"]
