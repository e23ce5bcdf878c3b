"""What people do: open a chat, write, send files, press buttons, block the bot. The bot gets updates."""

import itertools
import secrets
import time
from typing import Any

from playground.files import Upload
from playground.media import as_voice, store
from playground.outgoing import MEDIA_KINDS
from playground.refusals import bad_request
from playground.texts import CAPTION_LIMIT, TEXT_LIMIT, marks_of, units
from playground.world import Chat, Message, Press, User, World


def open_chat(world: World, user_id: int) -> Chat:
    """The person opens the private chat with the bot; a bot may not write first."""
    chat = _chat_of(world, user_id, user_id)
    chat.is_open = True
    return chat


def write(world: World, chat_id: int, user_id: int, text: str, reply_to: int | None = None) -> Message:
    """The person sends a text; refuses an empty one and one that a Telegram client would split."""
    chat = _chat_of(world, chat_id, user_id)
    content = _text(text)
    message = _say(world, chat, user_id, content, reply_to)
    _hide_keyboard_used_once(world, chat, content["text"])
    return message


def _text(text: str) -> Message:
    text = text.strip()
    if not text:
        raise bad_request("message text is empty")
    if units(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    marks = marks_of(text)
    return {"text": text, "entities": marks} if marks else {"text": text}


def edit(world: World, chat_id: int, user_id: int, message_id: int, text: str) -> Message:
    """The person changes a text of theirs; the bot gets it as an edited message."""
    chat = _chat_of(world, chat_id, user_id)
    original = chat.messages.get(message_id)
    if original is None or original["from"]["id"] != user_id or "text" not in original:
        raise bad_request("message can't be edited")
    kept = {key: value for key, value in original.items() if key != "entities"}
    message = world.replace_message(chat, kept | _text(text) | {"edit_date": int(time.time())})
    if _reaches_bot(world, chat, message):
        world.updates.push("edited_message", message, chat.id, f"chat:{chat.id}")
    return message


async def send_file(
    world: World,
    chat_id: int,
    user_id: int,
    kind: str,
    upload: Upload,
    told: dict[str, Any],
    reply_to: int | None = None,
) -> Message:
    """The person sends a file; ``told`` may hold caption, duration, width, height, title, performer, media_group_id,
    forward_origin (Bot API, MessageOrigin)."""
    chat = _chat_of(world, chat_id, user_id)
    if kind not in MEDIA_KINDS:
        raise bad_request(f"kind must be one of {', '.join(MEDIA_KINDS)}")
    if kind == "voice":
        upload = await as_voice(world.files, upload)
    stored = await store(world.files, kind, upload, told)
    content: Message = {kind: stored.media}
    if caption := str(told.get("caption") or "").strip():
        if units(caption) > CAPTION_LIMIT:
            raise bad_request("message caption is too long")
        marks = marks_of(caption)
        content |= {"caption": caption, **({"caption_entities": marks} if marks else {})}
    if told.get("media_group_id"):
        content["media_group_id"] = str(told["media_group_id"])
    if told.get("forward_origin"):
        content["forward_origin"] = told["forward_origin"]
    return _say(world, chat, user_id, content, reply_to)


def press(world: World, chat_id: int, user_id: int, message_id: int, data: str) -> str:
    """The person presses an inline button; the id under which the bot answers. Refuses a button that is not there."""
    chat = _chat_of(world, chat_id, user_id)
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request("message not found")
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    if not any(button.get("callback_data") == data for row in rows for button in row):
        raise bad_request("the message has no such button")
    query = Press(f"{user_id}{next(_PRESSES):09d}{secrets.randbelow(10**6):06d}", user_id, chat_id, time.time())
    world.presses[query.id] = query
    content = {
        "id": query.id,
        "from": world.users[user_id].as_json(),
        "message": message,
        "chat_instance": str(chat_id),
        "data": data,
    }
    world.updates.push("callback_query", content, chat_id, f"press:{user_id}")
    return query.id


_PRESSES = itertools.count(1)


def block(world: World, user_id: int, blocked: bool) -> None:
    """The person blocks the bot or lets it in again; the bot hears of it."""
    user = _user(world, user_id)
    if user.has_blocked_bot == blocked:
        return
    user.has_blocked_bot = blocked
    before, after = ("member", "kicked") if blocked else ("kicked", "member")
    change = {
        "chat": world.chats[user_id].json,
        "from": user.as_json(),
        "date": int(time.time()),
        "old_chat_member": _member(world, before),
        "new_chat_member": _member(world, after),
    }
    world.updates.push("my_chat_member", change, user_id, f"chat:{user_id}")


def _member(world: World, status: str) -> dict[str, Any]:
    return {"status": status, "user": world.bot.as_json(), **({"until_date": 0} if status == "kicked" else {})}


def delete(world: World, chat_id: int, message_id: int) -> None:
    """A person removes a message for everybody; Telegram does not tell the bot."""
    chat = world.chats.get(chat_id)
    if chat is None or message_id not in chat.messages:
        raise bad_request("message to delete not found")
    world.delete_messages(chat, [message_id])


def _user(world: World, user_id: int) -> User:
    user = world.users.get(user_id)
    if user is None:
        raise bad_request("user not found")
    return user


def _chat_of(world: World, chat_id: int, user_id: int) -> Chat:
    chat = world.chats.get(chat_id)
    if chat is None:
        raise bad_request("chat not found")
    if _user(world, user_id).id not in chat.user_ids:
        raise bad_request("the user is not a member of the chat")
    return chat


def _say(world: World, chat: Chat, user_id: int, content: Message, reply_to: int | None) -> Message:
    if reply_to is not None:
        original = chat.messages.get(reply_to)
        if original is None:
            raise bad_request("message to be replied not found")
        content["reply_to_message"] = {key: value for key, value in original.items() if key != "reply_to_message"}
    chat.is_open = True
    user = world.users[user_id]
    if chat.type == "private" and user.has_blocked_bot:
        block(world, user_id, False)
    message = world.add_message(chat, user.as_json(), content)
    if _reaches_bot(world, chat, message):
        world.updates.push("message", message, chat.id, f"chat:{chat.id}")
    return message


def _reaches_bot(world: World, chat: Chat, message: Message) -> bool:
    """In a group a bot in privacy mode hears commands for it and replies to it, nothing else."""
    if chat.type == "private":
        return True
    if message.get("reply_to_message", {}).get("from", {}).get("is_bot"):
        return True
    text: str = message.get("text") or message.get("caption") or ""
    if not text.startswith("/"):
        return False
    _, at, name = text.split(maxsplit=1)[0].partition("@")
    return not at or name.lower() == world.bot.username.lower()


def _hide_keyboard_used_once(world: World, chat: Chat, text: str) -> None:
    keyboard = chat.reply_keyboard
    if not keyboard or not keyboard.get("one_time_keyboard"):
        return
    buttons = (button for row in keyboard["keyboard"] for button in row)
    if any(text == (button if isinstance(button, str) else button["text"]) for button in buttons):
        world.set_reply_keyboard(chat, None)
