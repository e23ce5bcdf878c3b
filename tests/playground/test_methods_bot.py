"""The bot's profile, commands, presses, chats."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, InlineKeyboardButton, InlineKeyboardMarkup

from playground.server import Playground
from playground.world import GROUP_ID
from tests.playground.conftest import ANNA, BEN

Refusal = Callable[..., Awaitable[str]]
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


async def _press(bot: Bot, telegram: Playground) -> str:
    button = InlineKeyboardButton(text="a", callback_data="b")
    sent = await bot.send_message(ANNA, "x", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]]))
    return telegram.press(ANNA, sent.message_id, "b")


async def test_a_press_is_answered_once(bot: Bot, telegram: Playground, refusal: Refusal) -> None:
    query_id = await _press(bot, telegram)
    update = (await bot.get_updates(timeout=1))[-1]
    assert update.callback_query is not None
    assert (update.callback_query.id, update.callback_query.data) == (query_id, "b")
    assert await bot.answer_callback_query(query_id, text="ok")
    assert await refusal("answerCallbackQuery", callback_query_id=query_id) == TOO_OLD


async def test_a_press_grows_old(
    bot: Bot, telegram: Playground, refusal: Refusal, monkeypatch: pytest.MonkeyPatch
) -> None:
    query_id = await _press(bot, telegram)
    monkeypatch.setattr("playground.methods_bot.CALLBACK_LIFETIME", -1)
    assert await refusal("answerCallbackQuery", callback_query_id=query_id) == TOO_OLD


async def test_an_answer_has_200_characters(bot: Bot, telegram: Playground, refusal: Refusal) -> None:
    query_id = await _press(bot, telegram)
    text = "x" * 201
    assert (
        await refusal("answerCallbackQuery", callback_query_id=query_id, text=text) == "Bad Request: MESSAGE_TOO_LONG"
    )


async def test_commands_by_scope_and_language(bot: Bot) -> None:
    commands = [BotCommand(command="start", description="Начать")]
    scope = BotCommandScopeAllPrivateChats()
    assert await bot.set_my_commands(commands, scope=scope, language_code="ru")
    assert await bot.get_my_commands() == []
    kept = await bot.get_my_commands(scope=scope, language_code="ru")
    assert [(entry.command, entry.description) for entry in kept] == [("start", "Начать")]
    assert await bot.delete_my_commands(scope=scope, language_code="ru")
    assert await bot.get_my_commands(scope=scope, language_code="ru") == []


@pytest.mark.parametrize(
    ("command", "description", "expected"),
    [
        ("Старт", "x", "BOT_COMMAND_INVALID"),
        ("Start", "x", "BOT_COMMAND_INVALID"),
        ("x" * 33, "x", "BOT_COMMAND_INVALID"),
        ("start", "", "BOT_COMMAND_DESCRIPTION_INVALID"),
        ("start", "x" * 257, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
async def test_commands_are_checked(refusal: Refusal, command: str, description: str, expected: str) -> None:
    commands = [{"command": command, "description": description}]
    assert await refusal("setMyCommands", commands=commands) == f"Bad Request: {expected}"


async def test_nested_parameters_have_a_shape(refusal: Refusal) -> None:
    assert (await refusal("setMyCommands", commands=[{"command": "x"}])).startswith(
        "Bad Request: can't parse commands: "
    )


async def test_the_profile(bot: Bot, refusal: Refusal) -> None:
    assert await bot.set_my_short_description("Короткое", language_code="ru")
    assert (await bot.get_my_short_description("ru")).short_description == "Короткое"
    assert (await bot.get_my_short_description()).short_description == ""
    assert await bot.set_my_description("Long")
    assert (await bot.get_my_description("ru")).description == "Long"
    assert await bot.set_my_name("Scribe")
    assert (await bot.get_me()).first_name == "Scribe"
    assert (
        await refusal("setMyShortDescription", short_description="x" * 121)
        == "Bad Request: BOT_SHORT_DESCRIPTION_TOO_LONG"
    )
    assert await bot.set_chat_menu_button()
    assert (await bot.get_chat_menu_button()).type == "default"


async def test_chats_and_their_members(bot: Bot, refusal: Refusal) -> None:
    assert (await bot.get_chat(GROUP_ID)).title == "Анна & Ben"
    assert (await bot.get_chat_member(GROUP_ID, BEN)).status == "member"
    assert (await bot.get_chat_member(ANNA, BEN)).status == "left"
    assert await refusal("getChat", chat_id=BEN) == "Bad Request: chat not found"
    assert await refusal("getChatMember", chat_id=GROUP_ID, user_id=5) == "Bad Request: user not found"


async def test_every_result_has_the_form_that_aiogram_expects(
    bot: Bot, telegram: Playground, jpeg: Callable[[int, int], bytes]
) -> None:
    """aiogram validates every result it parses; what no other test calls is called here."""
    calls: list[Any] = [bot.get_me(), bot.get_webhook_info(), bot.get_my_name(), bot.log_out(), bot.close()]
    for pending in calls:
        assert await pending is not None
