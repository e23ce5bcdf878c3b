"""Updates posted to the bot: order within a chat, repetition until 2xx, the secret, the answer that is a call."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp import web

from playground.server import Playground
from tests.patience import patience
from tests.playground.conftest import ANNA, BEN, Call


class Receiver:
    """A bot's webhook that answers what it is told to."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.secrets: set[str | None] = set()
        self.statuses: list[int] = []
        self.answer: dict[str, object] = {}
        self.hold: asyncio.Event | None = None
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        status = self.statuses.pop(0) if self.statuses else 200
        message = update.get("message", {})
        self.texts.append(message.get("text", update.get("callback_query", {}).get("data", "")))
        if self.hold is not None and message.get("text") == "slow":
            await self.hold.wait()
        return web.json_response(self.answer, status=status) if self.answer else web.Response(status=status)

    async def until(self, is_done: Callable[[], bool]) -> None:
        async with asyncio.timeout(patience(5)):
            while not is_done():
                await asyncio.sleep(0.01)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.add_routes([web.post("/hook", receiver.take)])
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    await runner.cleanup()


async def test_what_waited_and_what_comes_is_posted_with_the_secret(
    telegram: Playground, call: Call, receiver: Receiver
) -> None:
    telegram.say(ANNA, "1")
    assert (await call("setWebhook", url=receiver.url, secret_token="s-1"))["ok"]
    telegram.say(ANNA, "2")
    await receiver.until(lambda: len(telegram.world.updates) == 0)
    assert receiver.texts == ["1", "2"]
    assert receiver.secrets == {"s-1"}


async def test_a_failed_update_comes_again_and_holds_up_its_chat_only(
    telegram: Playground, call: Call, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("playground.webhook.FIRST_RETRY", 0.05)
    receiver.statuses = [500]
    await call("setWebhook", url=receiver.url)
    telegram.say(ANNA, "fails once")
    telegram.say(ANNA, "behind it")
    await receiver.until(lambda: len(telegram.world.updates) == 0)
    assert receiver.texts == ["fails once", "fails once", "behind it"]
    info = (await call("getWebhookInfo"))["result"]
    assert info["last_error_message"].startswith("Wrong response from the webhook: 500")


async def test_a_slow_chat_does_not_hold_up_another(telegram: Playground, call: Call, receiver: Receiver) -> None:
    receiver.hold = asyncio.Event()
    await call("setWebhook", url=receiver.url)
    telegram.say(ANNA, "slow")
    telegram.say(ANNA, "after slow")
    telegram.say(BEN, "quick")
    await receiver.until(lambda: "quick" in receiver.texts)
    assert "after slow" not in receiver.texts
    receiver.hold.set()
    await receiver.until(lambda: "after slow" in receiver.texts)


async def test_the_answer_may_be_a_call(telegram: Playground, call: Call, receiver: Receiver) -> None:
    receiver.answer = {"method": "sendMessage", "chat_id": ANNA, "text": "answered"}
    await call("setWebhook", url=receiver.url)
    telegram.say(ANNA, "question")
    assert (await telegram.wait("sendMessage", chat_id=ANNA))[0].parameters["text"] == "answered"
    receiver.answer = {"method": "sendMessage", "chat_id": ANNA, "text": ""}
    telegram.say(ANNA, "question")
    await receiver.until(lambda: telegram.world.journal.calls[-1].error_code == 400)


async def test_a_webhook_that_is_down_keeps_its_updates(telegram: Playground, call: Call) -> None:
    await call("setWebhook", url="http://127.0.0.1:9/hook")
    telegram.say(ANNA, "kept")
    await asyncio.sleep(0.2)
    await call("deleteWebhook")
    assert len((await call("getUpdates"))["result"]) == 1
    await call("setWebhook", url="", drop_pending_updates=True)
    assert (await call("getUpdates"))["result"] == []


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"url": "http://example.org"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://example.org", "secret_token": "й"}, "secret token contains unallowed characters"),
    ],
)
async def test_what_telegram_refuses(call: Call, parameters: dict[str, str], expected: str) -> None:
    assert (await call("setWebhook", **parameters))["description"] == f"Bad Request: {expected}"
