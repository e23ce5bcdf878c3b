"""Methods that send and fetch files."""

import time
from typing import Any

from playground.files import StoredFile, Upload
from playground.media import is_voice, store
from playground.method_table import CallContext, Handler, method
from playground.outgoing import MEDIA_KINDS, caption_of, edit, reply_in, send, to_edit
from playground.refusals import bad_request
from playground.schema import Given
from playground.world import Message, World

_ALBUM_KINDS = {"photo": "visual", "video": "visual", "document": "document", "audio": "audio"}


def _content(kind: str, stored: StoredFile, caption: Message) -> Message:
    if kind == "animation":
        return {"animation": stored.media, "document": stored.media, **caption}
    return {kind: stored.media, **caption}


async def _stored(world: World, kind: str, source: Any, given: Given) -> StoredFile:
    """The file to send: new bytes, bytes attached under another name, or an id from before."""
    if isinstance(upload := _upload(source, given), Upload):
        return await store(world.files, kind, upload, given)
    if source.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")  # the playground fetches nothing from outside
    return world.files.get_as(kind, source)


def _upload(source: Any, given: Given) -> Any:
    """The bytes that come with the call, else the source as it is; refuses a name under which nothing is attached."""
    if isinstance(source, Upload) or not source.startswith("attach://"):
        return source
    attached = given.get(source.removeprefix("attach://"))
    if not isinstance(attached, Upload):
        raise bad_request("wrong file identifier/HTTP URL specified")
    return attached


def _sender(kind: str) -> Handler:
    async def send_media(context: CallContext, given: Given) -> Message:
        caption = {} if kind == "video_note" else caption_of(given)
        context.world.chat_for_bot(given["chat_id"])  # before the bytes are kept
        source = _upload(given[kind], given)
        # Other formats than a voice note's arrive, as they do at Telegram, but as a document.
        is_other = kind == "voice" and isinstance(source, Upload) and source.size and not await is_voice(source)
        shown = "document" if is_other else kind
        stored = await _stored(context.world, shown, source, given)
        return send(context.world, given, _content(shown, stored, caption))

    return send_media


for _kind in MEDIA_KINDS:
    method("send" + "".join(word.capitalize() for word in _kind.split("_")))(_sender(_kind))


@method("sendMediaGroup")
async def send_media_group(context: CallContext, given: Given) -> list[Message]:
    """An album: 2 to 10 parts that go together."""
    world, parts = context.world, given["media"]
    if not 2 <= len(parts) <= 10:
        raise bad_request("invalid number of messages specified" if parts else "there are no messages to send")
    if len({_ALBUM_KINDS.get(part["type"], "?") for part in parts}) > 1 or parts[0]["type"] not in _ALBUM_KINDS:
        raise bad_request("Can't mix these media types in one album")
    chat = world.chat_for_bot(given["chat_id"])
    contents = [await _part(world, part, given) for part in parts]
    reply = reply_in(chat, given)
    world.rates.take(chat.id, len(parts))
    group = str(time.time_ns())
    return [
        world.add_message(chat, world.bot.as_json(), {**content, **reply, "media_group_id": group})
        for content in contents
    ]


async def _part(world: World, part: dict[str, Any], given: Given) -> Message:
    stored = await _stored(world, part["type"], part["media"], {**given, **part})
    return _content(part["type"], stored, caption_of(part))


@method("editMessageMedia")
async def edit_message_media(context: CallContext, given: Given) -> Message:
    """Other media in the same message."""
    media: dict[str, Any] = given["media"]
    if media["type"] not in ("photo", "video", "animation", "audio", "document"):
        raise bad_request("unsupported media type to edit")
    caption = caption_of(media)
    chat, message = to_edit(context.world, given)
    if "voice" in message or "video_note" in message:
        raise bad_request("message can't be edited")
    stored = await _stored(context.world, media["type"], media["media"], {**given, **media})
    gone = (*MEDIA_KINDS, "text", "entities", "caption", "caption_entities")
    return edit(context.world, chat, message, given, gone, _content(media["type"], stored, caption))


@method("getFile")
async def get_file(context: CallContext, given: Given) -> StoredFile:
    """Where the bytes of a file id can be fetched; 20 MB at most."""
    return context.world.files.for_download(given["file_id"])
