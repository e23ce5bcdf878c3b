"""Who may speak as Telegram, and what an update does that nobody can read: neither silences anybody."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.types import Update
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontend_bot.services.task_keeper import TaskKeeper
from frontend_bot.telegram.session import build_bot
from frontend_bot.telegram.updates.parsing import parsed_update, parsed_updates
from frontend_bot.telegram.updates.polling import Polling
from frontend_bot.telegram.updates.webhook import Webhook, derived_secret
from playground.server import Playground
from tests.patience import patience
from tests.services import free_port

BEN = 1002
HEADER = "X-Telegram-Bot-Api-Secret-Token"
FORGED = {
    "update_id": 9,
    "message": {
        "message_id": 1,
        "date": 0,
        "chat": {"id": BEN, "type": "private"},
        "from": {"id": BEN, "is_bot": False, "first_name": "Ben"},
        "text": "/history",
    },
}
UNREADABLE = {"update_id": 9, "message": {"message_id": "one", "chat": ["no chat"]}}
JUNK = [b"", b"{", b"\xff\xfe\x00", b"[]", b'"text"', b"null", b"{}", b'{"update_id": "x"}', b"[" * 100_000]


class Seen:
    """Stands for the dispatcher."""

    def __init__(self) -> None:
        self.updates: list[Update] = []

    async def handle(self, update: Update) -> None:
        self.updates.append(update)


@pytest.fixture
async def telegram() -> AsyncIterator[Playground]:
    async with Playground(rates="off") as telegram:
        telegram.start_chat(BEN)
        yield telegram


@pytest.fixture
async def bot(telegram: Playground) -> AsyncIterator[Bot]:
    bot = build_bot(telegram.token, telegram.base_url, is_local=False)
    yield bot
    await bot.session.close()


@asynccontextmanager
async def listening(bot: Bot, seen: Seen, path: str = "/hook", secret: str = "") -> AsyncIterator[str]:
    """A webhook that runs; answers its address without the path."""
    port, keeper = free_port(), TaskKeeper()
    address = f"http://127.0.0.1:{port}"
    webhook = Webhook(bot, seen.handle, url=address + path, secret=secret, host="127.0.0.1", port=port)
    await webhook.open()
    running = keeper.start(webhook.run(), "webhook")
    try:
        yield address
    finally:
        webhook.stop()
        await running
        await keeper.close()


async def posted(url: str, secret: str, **body: Any) -> int:
    headers = {HEADER: secret} if secret else {}
    headers |= body.pop("headers", {})
    async with aiohttp.ClientSession() as session, session.post(url, headers=headers, **body) as response:
        assert "Traceback" not in await response.text()
        return response.status


async def test_without_a_secret_of_its_own_a_webhook_still_has_one(telegram: Playground, bot: Bot) -> None:
    seen = Seen()
    async with listening(bot, seen) as address:
        for guess in ("", "secret", bot.token, "0" * 64):
            assert await posted(f"{address}/hook", guess, json=FORGED) == 401
        assert not seen.updates
        assert await posted(f"{address}/hook", derived_secret(bot.token), json=FORGED) == 200
        assert [update.update_id for update in seen.updates] == [9]
        await telegram.wait("setWebhook")
        telegram.say(BEN, "from Telegram itself")  # which was told the secret
        async with asyncio.timeout(patience(20)):
            while len(seen.updates) < 2:
                await asyncio.sleep(0.01)


def test_the_derived_secret_is_one_that_telegram_takes_and_tells_nothing_of_the_token() -> None:
    one, other = derived_secret("1:AAAA"), derived_secret("1:AAAB")
    assert one != other
    assert one.isalnum() and one.isascii() and 32 <= len(one) <= 256
    assert "AAAA" not in one


async def test_only_the_path_of_the_address_is_listened_to(bot: Bot) -> None:
    seen = Seen()
    async with listening(bot, seen, path="/a/b", secret="s") as address:
        for path in ("", "/", "/a", "/a/b/c", "/hook", "/a/../hook"):
            assert await posted(address + path, "s", json=FORGED) == 404
        assert await posted(f"{address}/a/b", "s", json=FORGED) == 200
    assert len(seen.updates) == 1


async def test_junk_is_400_and_what_nobody_can_read_is_acknowledged(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    seen = Seen()
    async with listening(bot, seen, secret="s") as address:
        for body in JUNK:
            assert await posted(f"{address}/hook", "s", data=body) == 400, body[:20]
        assert await posted(f"{address}/hook", "s", data=b"{}", headers={"Content-Type": "a/b; charset=nope"}) == 400
        assert await posted(f"{address}/hook", "s", json=UNREADABLE) == 200
    assert [update.update_id for update in seen.updates] == [9]
    assert seen.updates[0].message is None
    assert "Error handling request" not in caplog.text


async def test_polling_goes_on_behind_an_update_that_nobody_can_read(telegram: Playground, bot: Bot) -> None:
    seen, keeper = Seen(), TaskKeeper()
    telegram.say(BEN, "before")
    telegram.world.updates.push("message", {"message_id": []}, BEN, str(BEN))
    telegram.say(BEN, "after")
    polling = Polling(bot, seen.handle, keeper)
    running = keeper.start(polling.run(), "polling")
    async with asyncio.timeout(patience(20)):
        while len(seen.updates) < 3:
            await asyncio.sleep(0.01)
    polling.stop()
    await running
    await keeper.close()
    assert [update.message.text if update.message else None for update in seen.updates] == ["before", None, "after"]
    assert not telegram.world.updates.waiting(), "acknowledged to the end"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*FORGED, "ok", "chat"]), inner),
    max_leaves=8,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=JSON)
def test_whatever_comes_is_an_update_or_nothing(raw: Any) -> None:
    bot = build_bot("1:token", "http://127.0.0.1:9", is_local=False)
    update = parsed_update(raw, bot)
    is_numbered = isinstance(raw, dict) and isinstance(raw.get("update_id"), int)
    assert (update is not None) == is_numbered
    assert len([*parsed_updates({"ok": True, "result": [raw, FORGED]}, bot)]) == 1 + is_numbered
