"""Methods that send, edit and remove texts and keyboards."""

from typing import Any

from playground.method_table import CallContext, method
from playground.outgoing import MEDIA_KINDS, caption_of, edit, send, text_of, to_edit
from playground.refusals import bad_request
from playground.schema import Given
from playground.world import Chat, Message

_CONTENT = (*MEDIA_KINDS, "text", "entities", "caption", "caption_entities", "document")
_ACTIONS = frozenset({
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
})  # fmt: skip


@method("sendMessage")
async def send_message(context: CallContext, given: Given) -> Message:
    """A text."""
    return send(context.world, given, text_of(given))


@method("editMessageText")
async def edit_message_text(context: CallContext, given: Given) -> Message:
    """Another text in the same message."""
    new = text_of(given)
    chat, message = to_edit(context.world, given)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return edit(context.world, chat, message, given, ("text", "entities"), new)


@method("editMessageCaption")
async def edit_message_caption(context: CallContext, given: Given) -> Message:
    """Another caption under the same media."""
    new = caption_of(given)
    chat, message = to_edit(context.world, given)
    if not any(kind in message for kind in MEDIA_KINDS):
        raise bad_request("there is no caption in the message to edit")
    return edit(context.world, chat, message, given, ("caption", "caption_entities"), new)


@method("editMessageReplyMarkup")
async def edit_message_reply_markup(context: CallContext, given: Given) -> Message:
    """Another keyboard under the same message."""
    chat, message = to_edit(context.world, given)
    return edit(context.world, chat, message, given, (), {})


@method("deleteMessage")
async def delete_message(context: CallContext, given: Given) -> bool:
    """Remove one message."""
    chat = context.world.chat_for_bot(given["chat_id"])
    message_id = given["message_id"]
    if message_id not in chat.messages:
        raise bad_request("message to delete not found")
    if not _may_delete(chat, message_id):
        raise bad_request("message can't be deleted")
    context.world.delete_messages(chat, [message_id])
    return True


@method("deleteMessages")
async def delete_messages(context: CallContext, given: Given) -> bool:
    """Remove up to 100 messages; those that are gone are skipped."""
    message_ids: list[int] = given["message_ids"]
    if not 1 <= len(message_ids) <= 100:
        raise bad_request("too many message identifiers specified" if message_ids else _NO_IDS)
    chat = context.world.chat_for_bot(given["chat_id"])
    found = [number for number in dict.fromkeys(message_ids) if number in chat.messages and _may_delete(chat, number)]
    if found:
        context.world.delete_messages(chat, found)
    return True


_NO_IDS = "message identifiers are not specified"


def _may_delete(chat: Chat, message_id: int) -> bool:
    # In a group the bot is an ordinary member here: only its own messages.
    return chat.type == "private" or bool(chat.messages[message_id]["from"]["is_bot"])


@method("copyMessage")
async def copy_message(context: CallContext, given: Given) -> dict[str, int]:
    """The same content once more, without a hint where it comes from."""
    original = _original(context, given)
    content = {key: original[key] for key in _CONTENT if key in original}
    if "caption" in given:
        content = {key: value for key, value in content.items() if not key.startswith("caption")} | caption_of(given)
    return {"message_id": send(context.world, given, content)["message_id"]}


@method("forwardMessage")
async def forward_message(context: CallContext, given: Given) -> Message:
    """The same content once more, with where it comes from."""
    original = _original(context, given)
    origin = {"type": "user", "date": original["date"], "sender_user": original["from"]}
    content = {key: original[key] for key in _CONTENT if key in original}
    return send(context.world, given, content | {"forward_origin": origin})


def _original(context: CallContext, given: Given) -> Message:
    source = context.world.chat_for_bot(given["from_chat_id"])
    original = source.messages.get(given["message_id"])
    if original is None:
        raise bad_request("message to copy not found" if "caption" in given else "message to forward not found")
    return original


@method("sendChatAction")
async def send_chat_action(context: CallContext, given: Given) -> bool:
    """A line like “typing…” above the chat."""
    if given["action"] not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = context.world.chat_for_bot(given["chat_id"])
    context.world.journal.emit("action", chat.id, action=given["action"])
    return True


@method("setMessageReaction")
async def set_message_reaction(context: CallContext, given: Given) -> bool:
    """An emoji under a message; one for a bot."""
    chat = context.world.chat_for_bot(given["chat_id"])
    reactions: list[dict[str, Any]] = given.get("reaction") or []
    if given["message_id"] not in chat.messages:
        raise bad_request("message to react not found")
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    context.world.journal.emit("reaction", chat.id, message_id=given["message_id"], reaction=reactions)
    return True
