"""Sending: results wait as long as it takes, answers a moment, progress not at all; refusals are sorted out."""

from time import monotonic

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import EditMessageText, SendMessage
from aiohttp import web

from frontend_bot.services.rate_limit.limiter import MemorySendLimiter, Priority
from frontend_bot.telegram.output.sender import NotSent, Outbox, Unreachable
from frontend_bot.telegram.session import build_bot
from playground import people
from playground.server import Playground

BEN = 1002


@pytest.fixture
def outbox(bot: Bot) -> Outbox:
    """With the limiter of one process."""
    return Outbox(bot, MemorySendLimiter())


def _fail(telegram: Playground, code: int, times: int, retry_after: int | None = None) -> None:
    telegram.world.faults.add(
        "error", "sendMessage", times=times, error_code=code, description="Too Many Requests", retry_after=retry_after
    )


def _texts(telegram: Playground) -> list[str]:
    return [message["text"] for message in telegram.world.chats[BEN].messages.values()]


async def test_a_result_waits_as_long_as_telegram_asks(telegram: Playground, outbox: Outbox) -> None:
    _fail(telegram, 429, times=1, retry_after=2)
    began = monotonic()
    message = await outbox.send(SendMessage(chat_id=BEN, text="result"), BEN, Priority.RESULT)
    assert message.text == "result"
    assert monotonic() - began >= 1.9


async def test_a_result_outlives_an_outage(telegram: Playground, outbox: Outbox) -> None:
    _fail(telegram, 502, times=3)
    await outbox.send(SendMessage(chat_id=BEN, text="result"), BEN, Priority.RESULT)
    assert _texts(telegram) == ["result"]


async def test_an_answer_to_a_press_waits_a_moment_only(telegram: Playground, outbox: Outbox) -> None:
    _fail(telegram, 429, times=1, retry_after=30)
    with pytest.raises(NotSent):
        await outbox.send(SendMessage(chat_id=BEN, text="reply"), BEN, Priority.REPLY)
    _fail(telegram, 500, times=1)
    fresh = Outbox(outbox._bot, MemorySendLimiter())
    await fresh.send(SendMessage(chat_id=BEN, text="reply"), BEN, Priority.REPLY)
    assert _texts(telegram) == ["reply"]


@pytest.mark.parametrize("priority", [Priority.STATUS, Priority.ACTION])
async def test_progress_does_not_wait(telegram: Playground, outbox: Outbox, priority: Priority) -> None:
    _fail(telegram, 502, times=1)
    with pytest.raises(NotSent):
        await outbox.send(SendMessage(chat_id=BEN, text="progress"), BEN, priority)
    assert _texts(telegram) == []


async def test_a_429_holds_everybody_of_that_chat_back(telegram: Playground, outbox: Outbox) -> None:
    _fail(telegram, 429, times=1, retry_after=1)
    with pytest.raises(NotSent):
        await outbox.send(SendMessage(chat_id=BEN, text="progress"), BEN, Priority.STATUS)
    began = monotonic()
    await outbox.send(SendMessage(chat_id=BEN, text="result"), BEN, Priority.RESULT)
    assert monotonic() - began >= 0.9


async def test_somebody_who_is_gone(telegram: Playground, outbox: Outbox) -> None:
    people.block(telegram.world, BEN, True)
    for chat_id in (BEN, 424242):
        with pytest.raises(Unreachable):
            await outbox.send(SendMessage(chat_id=chat_id, text="result"), chat_id, Priority.RESULT)


@pytest.mark.parametrize(
    ("code", "description"),
    [
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: user is deactivated"),
        (403, "Forbidden: bot was kicked from the supergroup chat"),
        (400, "Bad Request: chat not found"),
        (400, "Bad Request: PEER_ID_INVALID"),
        (400, "Bad Request: not enough rights to send text messages to the chat"),
        (400, "Bad Request: have no rights to send a message"),
        (400, "Bad Request: CHAT_WRITE_FORBIDDEN"),
        (400, "Bad Request: TOPIC_CLOSED"),
        (400, "Bad Request: message thread not found"),
        (400, "Bad Request: group chat was deactivated"),
    ],
)
async def test_a_chat_that_cannot_be_written_to_is_no_mistake_of_ours(
    telegram: Playground, outbox: Outbox, code: int, description: str
) -> None:
    telegram.world.faults.add("error", "sendMessage", times=1, error_code=code, description=description)
    with pytest.raises(Unreachable):
        await outbox.send(SendMessage(chat_id=BEN, text="result"), BEN, Priority.RESULT)
    assert len(telegram.world.journal.calls) == 1


async def test_what_is_our_fault_is_not_tried_again(telegram: Playground, outbox: Outbox) -> None:
    with pytest.raises(TelegramBadRequest):
        await outbox.send(EditMessageText(chat_id=BEN, message_id=99, text="x"), BEN, Priority.RESULT)
    assert len(telegram.world.journal.calls) == 1


async def test_a_group_that_became_a_supergroup() -> None:
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(str((await request.post())["chat_id"]))
        if asked[-1] == "-5":
            described = "Bad Request: group chat was upgraded to a supergroup chat"
            body = {"ok": False, "error_code": 400, "description": described}
            return web.json_response(body | {"parameters": {"migrate_to_chat_id": -1005}}, status=400)
        chat = {"id": -1005, "type": "supergroup", "title": "T"}
        return web.json_response({"ok": True, "result": {"message_id": 1, "date": 1, "chat": chat, "text": "x"}})

    app = web.Application()
    app.router.add_post("/bot1:playground/sendMessage", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bot = build_bot("1:playground", f"http://127.0.0.1:{runner.addresses[0][1]}", is_local=False)
    try:
        sent = await Outbox(bot, MemorySendLimiter()).send(SendMessage(chat_id=-5, text="x"), -5, Priority.RESULT)
        assert sent.chat.id == -1005
        assert asked == ["-5", "-1005"]
    finally:
        await bot.session.close()
        await runner.cleanup()
