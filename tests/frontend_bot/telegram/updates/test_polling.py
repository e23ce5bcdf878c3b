"""Updates are acknowledged when they have been handled, and not before."""

import asyncio

import aiohttp
import pytest
from aiogram import Bot
from aiogram.types import Update

from frontend_bot.errors import SettingsError
from frontend_bot.services.task_keeper import TaskKeeper
from frontend_bot.telegram.updates.polling import Polling
from frontend_bot.telegram.updates.webhook import Webhook
from playground.server import Playground
from tests.patience import patience
from tests.services import free_port

ANNA, BEN = 1001, 1002


class Desk:
    """Handles updates as slowly as the test likes."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.seen: list[str] = []
        self.handled: list[str] = []

    async def handle(self, update: Update) -> None:
        assert update.message and update.message.text
        self.seen.append(update.message.text)
        await self.open.wait()
        self.handled.append(update.message.text)

    async def until(self, count: int) -> None:
        async with asyncio.timeout(patience(10)):
            while len(self.handled if self.open.is_set() else self.seen) < count:
                await asyncio.sleep(0.01)


def _waiting(telegram: Playground) -> int:
    return len(telegram.world.updates.waiting())


async def test_polling_acknowledges_what_has_been_handled(telegram: Playground, bot: Bot, keeper: TaskKeeper) -> None:
    desk = Desk()
    polling = Polling(bot, desk.handle, keeper)
    await polling.open()
    telegram.say(BEN, "one")
    running = keeper.start(polling.run(), "intake")
    await desk.until(1)
    telegram.say(BEN, "two")
    await asyncio.sleep(0.3)
    assert _waiting(telegram) == 2, "nothing is acknowledged while it is being handled"
    desk.open.set()
    await desk.until(2)
    polling.stop()
    async with asyncio.timeout(patience(5)):
        await running
    assert desk.handled == ["one", "two"], "in the order of the chat"
    assert _waiting(telegram) == 0


async def test_what_is_done_does_not_acknowledge_what_came_before_it(
    telegram: Playground, bot: Bot, keeper: TaskKeeper
) -> None:
    """Anna's recording is not durable yet when Ben has his answer: killed now, the next process gets it again."""
    done = asyncio.Event()
    ended: list[str] = []

    async def handle(update: Update) -> None:
        assert update.message and update.message.text
        if update.message.text == "slow":
            await done.wait()
        ended.append(update.message.text)

    telegram.start_chat(ANNA)
    telegram.say(ANNA, "slow")
    telegram.say(BEN, "quick")
    polling = Polling(bot, handle, keeper)
    running = keeper.start(polling.run(), "intake")
    async with asyncio.timeout(patience(10)):
        while "quick" not in ended:
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.3)  # several polls
    assert _waiting(telegram) == 2
    done.set()
    async with asyncio.timeout(patience(10)):
        while _waiting(telegram):
            await asyncio.sleep(0.01)
    polling.stop()
    await running
    assert ended == ["quick", "slow"]


async def test_polling_goes_on_after_every_trouble(telegram: Playground, bot: Bot, keeper: TaskKeeper) -> None:
    desk = Desk()
    desk.open.set()
    faults = telegram.world.faults
    faults.add("error", "getUpdates", times=1, error_code=502)
    faults.add("error", "getUpdates", times=1, error_code=429, description="Too Many Requests", retry_after=1)
    faults.add("drop_before", "getUpdates", times=1)
    faults.add("bad_json", "getUpdates", times=1)
    polling = Polling(bot, desk.handle, keeper)
    running = keeper.start(polling.run(), "intake")
    telegram.say(BEN, "after all that")
    await desk.until(1)
    polling.stop()
    await running


async def test_an_old_webhook_is_removed(telegram: Playground, bot: Bot, keeper: TaskKeeper) -> None:
    await bot.set_webhook("http://127.0.0.1:9/hook")
    desk = Desk()
    desk.open.set()
    telegram.world.faults.add("error", "deleteWebhook", times=1, error_code=502)
    polling = Polling(bot, desk.handle, keeper)
    await polling.open()  # Telegram is away at the start; the first poll finds the webhook in its way
    running = keeper.start(polling.run(), "intake")
    telegram.say(BEN, "heard")
    await desk.until(1)
    polling.stop()
    await running


async def test_the_webhook_answers_when_the_update_has_been_handled(
    telegram: Playground, bot: Bot, keeper: TaskKeeper
) -> None:
    desk, port = Desk(), free_port()
    webhook = Webhook(bot, desk.handle, url=f"http://127.0.0.1:{port}/h", secret="s", host="127.0.0.1", port=port)
    await webhook.open()
    with pytest.raises(SettingsError, match="WEBHOOK_PORT"):
        await Webhook(bot, desk.handle, url="", secret="", host="127.0.0.1", port=port).open()
    telegram.world.faults.add("bad_json", "setWebhook", times=0)
    running = keeper.start(webhook.run(), "intake")
    await telegram.wait("setWebhook", timeout=patience(10))
    telegram.say(BEN, "one")
    await desk.until(1)
    assert _waiting(telegram) == 1
    desk.open.set()
    async with asyncio.timeout(patience(5)):
        while _waiting(telegram):
            await asyncio.sleep(0.01)
    async with aiohttp.ClientSession() as session:
        for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "wrong"}):
            async with session.post(f"http://127.0.0.1:{port}/h", json={"update_id": 1}, headers=headers) as response:
                assert response.status == 401
    webhook.stop()
    await running
    assert desk.handled == ["one"]
