"""What all messages of the bot have in common: the text's form, the reply, the keyboard, the send rates."""

import time
from typing import Any

from playground.html_entities import parse_html
from playground.markup import check_markup, inline_only
from playground.refusals import bad_request, not_in_playground, not_modified
from playground.schema import Given
from playground.texts import CAPTION_LIMIT, TEXT_LIMIT, Entity, trimmed, units
from playground.world import Chat, Message, World

MEDIA_KINDS = ("photo", "document", "voice", "audio", "video", "video_note", "animation")


def formatted(given: Given, name: str, entities_name: str) -> tuple[str, list[Entity]]:
    """The text under ``name`` without its mark-up, and its entities; refuses mark-up that cannot be read."""
    source: str = given.get(name, "")
    mode = given.get("parse_mode", "").lower()
    if mode == "html":
        return trimmed(*parse_html(source))
    if mode in ("markdown", "markdownv2"):
        raise not_in_playground("parse_mode Markdown")
    if mode:
        raise bad_request("unsupported parse_mode")
    return trimmed(source, given.get(entities_name) or [])


def text_of(given: Given) -> Message:
    """``text`` and ``entities`` of a message; refuses an empty one and one above 4096 units."""
    text, entities = formatted(given, "text", "entities")
    if not text:
        raise bad_request("message text is empty")
    if units(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return {"text": text, "entities": entities} if entities else {"text": text}


def caption_of(given: Given) -> Message:
    """``caption`` and ``caption_entities``, or nothing; refuses one above 1024 units."""
    if not given.get("caption"):
        return {}
    text, entities = formatted(given, "caption", "caption_entities")
    if units(text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    if not text:
        return {}
    return {"caption": text, "caption_entities": entities} if entities else {"caption": text}


def reply_in(chat: Chat, given: Given) -> Message:
    """``reply_to_message`` or nothing; refuses a message that is not there unless the bot allows it."""
    parameters: dict[str, Any] = given.get("reply_parameters") or {}
    number = parameters.get("message_id") or given.get("reply_to_message_id")
    if not number:
        return {}
    original = chat.messages.get(int(number))
    if original is not None:
        return {"reply_to_message": {key: value for key, value in original.items() if key != "reply_to_message"}}
    if parameters.get("allow_sending_without_reply") or given.get("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def send(world: World, given: Given, content: Message) -> Message:
    """Put the bot's message into the chat, unless the keyboard, the reply or the send rates forbid it."""
    chat = world.chat_for_bot(given["chat_id"])
    content |= reply_in(chat, given)
    markup = check_markup(given.get("reply_markup"))
    if inline := inline_only(markup):
        content["reply_markup"] = inline
    world.rates.take(chat.id)
    message = world.add_message(chat, world.bot.as_json(), content)
    _place_keyboard(world, chat, message["message_id"], markup)
    return message


def _place_keyboard(world: World, chat: Chat, message_id: int, markup: dict[str, Any] | None) -> None:
    if not markup or "inline_keyboard" in markup:
        return
    if "keyboard" in markup:
        chat.fixed_ids.add(message_id)
        world.set_reply_keyboard(chat, markup)
    elif markup.get("remove_keyboard") and chat.reply_keyboard is not None:
        world.set_reply_keyboard(chat, None)


def to_edit(world: World, given: Given) -> tuple[Chat, Message]:
    """The message that the bot wants to edit; refuses one that is not there or not its own."""
    if "chat_id" not in given:
        raise bad_request("chat_id is empty")
    if "message_id" not in given:
        raise bad_request("message identifier is not specified")
    chat = world.chat_for_bot(given["chat_id"])
    message = chat.messages.get(given["message_id"])
    if message is None:
        raise bad_request("message to edit not found")
    if not message["from"]["is_bot"] or message["message_id"] in chat.fixed_ids:
        raise bad_request("message can't be edited")
    return chat, message


def edit(world: World, chat: Chat, message: Message, given: Given, gone: tuple[str, ...], new: Message) -> Message:
    """Replace the parts ``gone`` by ``new``; an edit without a keyboard removes the keyboard, as at Telegram."""
    world.rates.take(chat.id)
    replaced = {key: value for key, value in message.items() if key not in (*gone, "reply_markup")} | new
    if inline := inline_only(check_markup(given.get("reply_markup"))):
        replaced["reply_markup"] = inline
    if all(replaced.get(key) == message.get(key) for key in (*gone, *new, "reply_markup")):
        raise not_modified()
    replaced["edit_date"] = int(time.time())
    return world.replace_message(chat, replaced)
