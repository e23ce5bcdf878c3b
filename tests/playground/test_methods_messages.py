"""Texts, edits and deletions, with the exact refusals."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardRemove
from aiogram.utils.keyboard import ReplyKeyboardBuilder

from playground.server import Playground
from tests.playground.conftest import ANNA, BEN, Call

Refusal = Callable[..., Awaitable[str]]
KEYBOARD = {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}


@pytest.mark.parametrize("text", ["x" * 4096, "й" * 4096, "😀" * 2048])
async def test_4096_units_pass_and_arrive_as_they_are(bot: Bot, text: str) -> None:
    assert (await bot.send_message(ANNA, text)).text == text


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"text": "x" * 4097}, "Bad Request: message is too long"),
        ({"text": "😀" * 2049}, "Bad Request: message is too long"),
        ({"text": ""}, "Bad Request: message text is empty"),
        ({"text": " \n "}, "Bad Request: message text is empty"),
        ({}, "Bad Request: message text is empty"),
        ({"text": "x", "chat_id": 77}, "Bad Request: chat not found"),
        ({"text": "x", "chat_id": BEN}, "Bad Request: chat not found"),
        ({"text": "x", "chat_id": None}, "Bad Request: chat_id is empty"),
        ({"text": "x", "chat_id": "anna"}, "Bad Request: can't parse chat_id: an integer is expected"),
        ({"text": "x", "chat_id": "@nobody"}, "Bad Request: chat not found"),
        ({"text": "x", "reply_parameters": {"message_id": 9}}, "Bad Request: message to be replied not found"),
        ({"text": "x", "parse_mode": "RTF"}, "Bad Request: unsupported parse_mode"),
        ({"text": "x\ud800"}, "Bad Request: strings must be encoded in UTF-8"),
        ({"text": "x", "reply_markup": "{"}, "Bad Request: can't parse reply_markup: Can't parse JSON object"),
        ({"text": "x", "disable_notification": "maybe"},
         "Bad Request: can't parse disable_notification: a boolean is expected"),
        ({"text": "<b>x", "parse_mode": "HTML"},
         'Bad Request: can\'t parse entities: Can\'t find end tag corresponding to start tag "b"'),
    ],
)  # fmt: skip
async def test_send_message_refuses(refusal: Refusal, parameters: dict[str, Any], expected: str) -> None:
    assert await refusal("sendMessage", **{"chat_id": ANNA} | parameters) == expected


async def test_a_blocked_bot_is_forbidden(telegram: Playground, call: Call) -> None:
    telegram.world.users[ANNA].has_blocked_bot = True
    body = await call("sendMessage", chat_id=ANNA, text="x")
    assert (body["error_code"], body["description"]) == (403, "Forbidden: bot was blocked by the user")


async def test_markdown_is_not_imitated(call: Call) -> None:
    assert (await call("sendMessage", chat_id=ANNA, text="*x*", parse_mode="MarkdownV2"))["error_code"] == 501


async def test_a_reply_quotes_the_message(bot: Bot, telegram: Playground) -> None:
    asked = telegram.say(ANNA, "question")
    answer = await bot.send_message(ANNA, "answer", reply_to_message_id=asked["message_id"])
    assert answer.reply_to_message is not None
    assert answer.reply_to_message.text == "question"
    lonely = await bot.send_message(ANNA, "x", reply_to_message_id=99, allow_sending_without_reply=True)
    assert lonely.reply_to_message is None


async def test_an_edit_changes_the_text_and_drops_the_keyboard(bot: Bot, telegram: Playground) -> None:
    button = InlineKeyboardButton(text="a", callback_data="b")
    sent = await bot.send_message(ANNA, "one", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]]))
    edited = await bot.edit_message_text("two", chat_id=ANNA, message_id=sent.message_id)
    assert not isinstance(edited, bool)
    assert (edited.text, edited.reply_markup) == ("two", None)
    assert edited.edit_date
    assert telegram.world.chats[ANNA].messages[sent.message_id]["text"] == "two"


async def test_an_edit_that_changes_nothing_is_refused(call: Call, refusal: Refusal) -> None:
    sent = await call("sendMessage", chat_id=ANNA, text="same", reply_markup=KEYBOARD)
    where = {"chat_id": ANNA, "message_id": sent["result"]["message_id"]}
    expected = (
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
        " as a current content and reply markup of the message"
    )
    assert await refusal("editMessageText", **where, text="same", reply_markup=KEYBOARD) == expected
    assert await refusal("editMessageReplyMarkup", **where, reply_markup=KEYBOARD) == expected
    assert (await call("editMessageText", **where, text="same"))["ok"]  # the keyboard went
    assert await refusal("editMessageText", **where, text=" same ") == expected


async def test_edits_that_cannot_be(telegram: Playground, call: Call, refusal: Refusal, bot: Bot) -> None:
    theirs = telegram.say(ANNA, "mine")["message_id"]
    gone = (await call("sendMessage", chat_id=ANNA, text="x"))["result"]["message_id"]
    assert (await call("deleteMessage", chat_id=ANNA, message_id=gone))["result"] is True
    builder = ReplyKeyboardBuilder()
    builder.button(text="Menu")
    fixed = (await bot.send_message(ANNA, "menu", reply_markup=builder.as_markup())).message_id
    edit = {"chat_id": ANNA, "text": "new"}
    assert await refusal("editMessageText", **edit, message_id=gone) == "Bad Request: message to edit not found"
    assert await refusal("editMessageText", **edit, message_id=theirs) == "Bad Request: message can't be edited"
    assert await refusal("editMessageText", **edit, message_id=fixed) == "Bad Request: message can't be edited"
    assert await refusal("editMessageText", **edit) == "Bad Request: message identifier is not specified"
    assert (
        await refusal("editMessageCaption", chat_id=ANNA, message_id=fixed, caption="x")
        == "Bad Request: message can't be edited"
    )


async def test_a_reply_keyboard_stays_until_it_is_removed(bot: Bot, telegram: Playground) -> None:
    builder = ReplyKeyboardBuilder()
    builder.button(text="Menu")
    await bot.send_message(ANNA, "x", reply_markup=builder.as_markup())
    await bot.send_message(ANNA, "y")
    keyboard = telegram.world.chats[ANNA].reply_keyboard
    assert keyboard is not None
    assert keyboard["keyboard"] == [[{"text": "Menu"}]]
    await bot.send_message(ANNA, "z", reply_markup=ReplyKeyboardRemove())
    assert telegram.world.chats[ANNA].reply_keyboard is None


async def test_deleting(telegram: Playground, bot: Bot, refusal: Refusal) -> None:
    first = await bot.send_message(ANNA, "1")
    theirs = telegram.say(ANNA, "2")["message_id"]
    assert await bot.delete_messages(ANNA, [first.message_id, theirs, 999])
    assert not telegram.world.chats[ANNA].messages
    assert await refusal("deleteMessage", chat_id=ANNA, message_id=theirs) == "Bad Request: message to delete not found"
    assert (
        await refusal("deleteMessages", chat_id=ANNA, message_ids=list(range(101)))
        == "Bad Request: too many message identifiers specified"
    )


async def test_copies_and_forwards(telegram: Playground, bot: Bot) -> None:
    theirs = telegram.say(ANNA, "mine")["message_id"]
    copied = await bot.copy_message(ANNA, ANNA, theirs)
    assert "forward_origin" not in telegram.world.chats[ANNA].messages[copied.message_id]
    forwarded = await bot.forward_message(ANNA, ANNA, theirs)
    assert forwarded.forward_origin is not None
    assert forwarded.text == "mine"


async def test_chat_actions_and_reactions(bot: Bot, telegram: Playground, refusal: Refusal) -> None:
    theirs = telegram.say(ANNA, "x")["message_id"]
    assert await bot.send_chat_action(ANNA, "typing")
    assert (
        await refusal("sendChatAction", chat_id=ANNA, action="dance")
        == "Bad Request: wrong parameter action in request"
    )
    assert (
        await refusal("setMessageReaction", chat_id=ANNA, message_id=999) == "Bad Request: message to react not found"
    )
    assert (await bot.set_message_reaction(ANNA, theirs)) is True
