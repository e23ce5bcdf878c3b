"""Methods about the bot itself, its chats and its presses."""

import time
from typing import Any

from playground.journal import to_json
from playground.method_table import CallContext, method
from playground.refusals import bad_request
from playground.schema import Given
from playground.texts import units
from playground.updates import CALLBACK_LIFETIME
from playground.world import Chat

Result = dict[str, Any]


@method("getMe")
async def get_me(context: CallContext, given: Given) -> Result:
    """The bot."""
    return context.world.bot.as_json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@method("logOut")
@method("close")
async def leave(context: CallContext, given: Given) -> bool:
    """The bot moves to another server; nothing to do here."""
    return True


@method("answerCallbackQuery")
async def answer_callback_query(context: CallContext, given: Given) -> bool:
    """Stop the waiting circle on a pressed button; once a press, within its lifetime."""
    text = given.get("text", "")
    if units(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    press = context.world.presses.pop(given["callback_query_id"], None)
    if press is None or press.at < time.time() - CALLBACK_LIFETIME:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    context.world.journal.emit(
        "callback_answer", press.chat_id, user_id=press.user_id, text=text,
        show_alert=given.get("show_alert", False), callback_query_id=press.id,
    )  # fmt: skip
    return True


def _scope(given: Given) -> tuple[str, str]:
    return to_json(given.get("scope") or {"type": "default"}), given.get("language_code", "")


@method("setMyCommands")
async def set_my_commands(context: CallContext, given: Given) -> bool:
    """The list behind the "/" button."""
    commands: list[dict[str, str]] = given["commands"]
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for entry in commands:
        name = entry["command"].removeprefix("/")
        if (
            not 1 <= len(name) <= 32
            or not name.isascii()
            or not name.replace("_", "").isalnum()
            or name != name.lower()
        ):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= units(entry["description"].strip()) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    context.world.bot.commands[_scope(given)] = commands
    context.world.journal.emit("commands")
    return True


@method("getMyCommands")
async def get_my_commands(context: CallContext, given: Given) -> list[dict[str, str]]:
    """The list as it was set for exactly this scope and language."""
    return context.world.bot.commands.get(_scope(given), [])


@method("deleteMyCommands")
async def delete_my_commands(context: CallContext, given: Given) -> bool:
    """Forget the list of this scope and language."""
    context.world.bot.commands.pop(_scope(given), None)
    context.world.journal.emit("commands")
    return True


def _set_text(texts: dict[str, str], given: Given, name: str, limit: int) -> bool:
    text = given.get(name, "")
    if units(text) > limit:
        raise bad_request(f"BOT_{name.upper()}_TOO_LONG" if name != "name" else "BOT_TITLE_INVALID")
    texts[given.get("language_code", "")] = text
    return True


@method("setMyName")
async def set_my_name(context: CallContext, given: Given) -> bool:
    """The bot's name."""
    return _set_text(context.world.bot.names, given, "name", 64)


@method("setMyDescription")
async def set_my_description(context: CallContext, given: Given) -> bool:
    """What an empty chat shows."""
    return _set_text(context.world.bot.descriptions, given, "description", 512)


@method("setMyShortDescription")
async def set_my_short_description(context: CallContext, given: Given) -> bool:
    """What the bot's page shows."""
    return _set_text(context.world.bot.short_descriptions, given, "short_description", 120)


def _get_text(texts: dict[str, str], given: Given) -> str:
    return texts.get(given.get("language_code", "")) or texts.get("", "")


@method("getMyName")
async def get_my_name(context: CallContext, given: Given) -> Result:
    """The bot's name in a language."""
    return {"name": _get_text(context.world.bot.names, given)}


@method("getMyDescription")
async def get_my_description(context: CallContext, given: Given) -> Result:
    """The bot's description in a language."""
    return {"description": _get_text(context.world.bot.descriptions, given)}


@method("getMyShortDescription")
async def get_my_short_description(context: CallContext, given: Given) -> Result:
    """The bot's short description in a language."""
    return {"short_description": _get_text(context.world.bot.short_descriptions, given)}


@method("setChatMenuButton")
async def set_chat_menu_button(context: CallContext, given: Given) -> bool:
    """What the button beside the input field opens."""
    context.world.bot.menu_button = given.get("menu_button") or {"type": "default"}
    return True


@method("getChatMenuButton")
async def get_chat_menu_button(context: CallContext, given: Given) -> Result:
    """What the button beside the input field opens."""
    return context.world.bot.menu_button


@method("getChat")
async def get_chat(context: CallContext, given: Given) -> Result:
    """A chat in full."""
    chat = _known_chat(context, given)
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
    )
    return chat.json | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}


@method("getChatMember")
async def get_chat_member(context: CallContext, given: Given) -> Result:
    """What somebody is in a chat."""
    chat = _known_chat(context, given)
    world, user_id = context.world, given["user_id"]
    if user_id == world.bot.id:
        return {"status": "member", "user": world.bot.as_json()}
    if user_id not in world.users:
        raise bad_request("user not found")
    status = "member" if user_id in chat.user_ids else "left"
    return {"status": status, "user": world.users[user_id].as_json()}


def _known_chat(context: CallContext, given: Given) -> Chat:
    """Reading about a chat works for a blocked bot as well."""
    chat = context.world.chats.get(given["chat_id"])
    if chat is None or not chat.is_open:
        raise bad_request("chat not found")
    return chat
