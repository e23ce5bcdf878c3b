"""What the page calls, in the form that the page relies on."""

import asyncio
import json
from typing import Any

import aiohttp
from aiogram import Bot
from aiogram.types import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup

from playground.server import Playground
from playground.world import GROUP_ID
from tests.patience import patience
from tests.playground.conftest import ANNA, BEN, Call


async def _events(
    http: aiohttp.ClientSession, telegram: Playground, count: int, since: int = 0
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    async with asyncio.timeout(patience(5)), http.get(f"{telegram.base_url}/sim/events?since={since}") as stream:
        assert stream.content_type == "text/event-stream"
        async for line in stream.content:
            if line.startswith(b"data: "):
                found.append(json.loads(line[6:]))
                if len(found) == count:
                    return found
    return found


async def test_the_state(sim: Call, bot: Bot) -> None:
    await bot.set_my_commands([BotCommand(command="start", description="Начать")], language_code="ru")
    state = await sim("GET", "/sim/state")
    assert state["bot"]["username"] == "playground_bot"
    assert [(user["id"], user["language_code"]) for user in state["users"]] == [(ANNA, "ru"), (BEN, "en")]
    assert [(chat["id"], chat["type"], chat["user_ids"]) for chat in state["chats"]] == [
        (ANNA, "private", [ANNA]),
        (BEN, "private", [BEN]),
        (GROUP_ID, "group", [ANNA, BEN]),
    ]
    assert state["commands"] == [{"command": "start", "description": "Начать"}]
    assert state["bot_online"] is False
    assert {"notices", "samples", "last_event"} <= state.keys()


async def test_writing_and_reading(sim: Call, bot: Bot) -> None:
    sent = (await sim("POST", "/sim/message", chat_id=ANNA, user_id=ANNA, text="hi"))["message"]
    assert (sent["sender"], sent["text"]) == ("user", "hi")
    await bot.send_message(ANNA, "hello")
    chat = await sim("GET", f"/sim/chats/{ANNA}/messages")
    assert [message["sender"] for message in chat["messages"]] == ["user", "bot"]
    assert chat["reply_keyboard"] is None


async def test_a_file_goes_up_and_comes_back(telegram: Playground, http: aiohttp.ClientSession) -> None:
    form = aiohttp.FormData({"chat_id": str(ANNA), "user_id": str(ANNA), "kind": "document", "caption": "вот"})
    form.add_field("file", b"hello", filename="запись.txt", content_type="text/plain")
    async with http.post(telegram.base_url + "/sim/file", data=form) as response:
        message = (await response.json())["message"]
    assert (message["caption"], message["document"]["file_name"]) == ("вот", "запись.txt")
    async with http.get(f"{telegram.base_url}/sim/file/{message['document']['file_id']}") as response:
        assert await response.read() == b"hello"
        assert response.headers["Content-Type"] == "text/plain"
        assert response.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%D0%B7")


async def test_a_press_is_answered_on_the_page(
    telegram: Playground, sim: Call, bot: Bot, http: aiohttp.ClientSession
) -> None:
    button = InlineKeyboardButton(text="a", callback_data="b")
    sent = await bot.send_message(ANNA, "x", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]]))
    press = await sim("POST", "/sim/press", chat_id=ANNA, user_id=ANNA, message_id=sent.message_id, data="b")
    since = telegram.world.journal.last_event
    await bot.answer_callback_query(press["callback_query_id"], text="done", show_alert=True)
    answered = (await _events(http, telegram, 1, since))[0]
    assert (answered["type"], answered["text"], answered["show_alert"]) == ("callback_answer", "done", True)
    assert (answered["chat_id"], answered["user_id"]) == (ANNA, ANNA)


async def test_events_follow_everything_live(telegram: Playground, bot: Bot, http: aiohttp.ClientSession) -> None:
    since = telegram.world.journal.last_event
    following = asyncio.create_task(_events(http, telegram, 9, since))
    await asyncio.sleep(0.1)
    sent = await bot.send_message(ANNA, "one " * 100)
    await bot.send_chat_action(ANNA, "typing")
    await bot.edit_message_text("two", chat_id=ANNA, message_id=sent.message_id)
    await bot.delete_message(ANNA, sent.message_id)
    await bot.set_my_commands([])
    events = await following
    assert [event["type"] for event in events] == [
        "message", "call", "action", "call", "edit", "call", "delete", "call", "commands",
    ]  # fmt: skip
    assert events[0]["message"]["text"] == "one " * 99 + "one"  # what it was, although it was edited since
    assert events[0]["message"]["sender"] == "bot"
    call = events[1]
    assert (call["method"], call["ok"], call["error_code"]) == ("sendMessage", True, None)
    assert len(call["parameters"]["text"]) < 250
    assert call["ms"] >= 0
    assert events[6]["message_ids"] == [sent.message_id]


async def test_events_after_a_number_only(telegram: Playground, http: aiohttp.ClientSession) -> None:
    telegram.say(ANNA, "old")
    since = telegram.world.journal.last_event
    telegram.say(ANNA, "new")
    assert (await _events(http, telegram, 1, since))[0]["message"]["text"] == "new"
    assert len(await _events(http, telegram, 2, since=10**9)) == 2  # the numbers began anew


async def test_the_page_learns_that_the_bot_came(
    telegram: Playground, bot: Bot, sim: Call, http: aiohttp.ClientSession
) -> None:
    since = telegram.world.journal.last_event
    await bot.get_updates()
    assert (await sim("GET", "/sim/state"))["bot_online"] is True
    assert (await _events(http, telegram, 1, since))[0] == {"type": "bot_online", "chat_id": None, "bot_online": True}


async def test_start_block_delete(telegram: Playground, sim: Call, bot: Bot) -> None:
    assert (await sim("POST", "/sim/start", user_id=BEN))["chat"]["id"] == BEN
    sent = await bot.send_message(BEN, "welcome")
    await sim("POST", "/sim/delete", chat_id=BEN, message_id=sent.message_id)
    assert not telegram.world.chats[BEN].messages
    await sim("POST", "/sim/block", user_id=BEN, blocked=True)
    assert telegram.world.users[BEN].has_blocked_bot
    assert (await sim("GET", "/sim/state"))["users"][1]["blocked"] is True


async def test_mistakes_are_told(sim: Call) -> None:
    expected = {"ok": False, "error_code": 400, "description": "Bad Request: chat_id must be a number"}
    assert await sim("POST", "/sim/message", user_id=ANNA, text="x") == expected
    assert (await sim("GET", "/sim/chats/5/messages"))["description"] == "Bad Request: chat not found"
    assert (await sim("GET", "/sim/samples/none.mp3"))["error_code"] == 404
    assert (await sim("POST", "/sim/file", chat_id=ANNA, user_id=ANNA))["description"].endswith(
        "there is no file in the request"
    )


async def test_samples_are_served(telegram: Playground, http: aiohttp.ClientSession) -> None:
    folder = telegram.world.folder
    (folder / "a.txt").write_text("sample")
    (folder / "secret.txt").write_text("no")
    telegram.world.samples_folder = folder
    telegram.world.samples = [{"name": "a.txt", "url": "/sim/samples/a.txt"}]
    async with http.get(telegram.base_url + "/sim/samples/a.txt") as response:
        assert await response.text() == "sample"
    async with http.get(telegram.base_url + "/sim/samples/secret.txt") as response:
        assert response.status == 404
