"""The pictures, files and voice notes of a result as messages: one alone under its caption, several as an album.

What has been sent once goes by its file id ever after. A file that is neither here nor at Telegram is told of.
"""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import SendDocument, SendMediaGroup, SendMessage, SendPhoto, SendVoice, TelegramMethod
from aiogram.types import (
    FSInputFile,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    Message,
    ReplyParameters,
)

from frontend_bot.core.content import Content
from frontend_bot.core.job import Job
from frontend_bot.core.phrase import phrase
from frontend_bot.core.record import Record
from frontend_bot.services.rate_limit.limiter import Priority
from frontend_bot.telegram.output.entities import CAPTION_LIMIT, beginning
from frontend_bot.telegram.output.keyboards import Renderer
from frontend_bot.telegram.output.sender import Outbox, Unreachable

log = structlog.get_logger()

Parcel = Callable[[], Awaitable[tuple[str, ...]]]
_ALBUM = 10
"""Parts of one album at the most (Bot API, sendMediaGroup); a single one is no album."""
_NO_VOICE_NOTES = ("voice_messages_forbidden", "can't use file of type")
"""In a refusal: this person takes no voice notes, or the id is of a document, as which it was sent for that reason."""


class Attachments:
    """Sends a record's previews as photos and its files as documents or, where they are ones, as voice notes."""

    def __init__(self, outbox: Outbox, renderer: Renderer) -> None:
        self._outbox, self._renderer = outbox, renderer

    def parcels(
        self, job: Job, record: Record, caption: str, keyboard: InlineKeyboardMarkup, priority: Priority
    ) -> list[Parcel]:
        """One message, or one album, each; a parcel answers a file id for everything that it was to send.

        The caption and the buttons go with a single file: albums have neither.
        """
        previews, files = record.result.previews, record.result.files
        ids = (*record.result_file_ids, *("" for _ in (*previews, *files)))
        is_alone = len(files) == 1
        words, buttons = (caption, keyboard) if is_alone else ("", None)
        shown = [partial(self._previews, job, *part, priority) for part in _albums(previews, ids)]
        kept = [
            partial(self._files, job, *part, words, buttons, priority) for part in _albums(files, ids[len(previews) :])
        ]
        return [*shown, *kept]

    async def _previews(
        self, job: Job, previews: Sequence[Content], ids: Sequence[str], priority: Priority
    ) -> tuple[str, ...]:
        """Previews are a courtesy: one that cannot be sent costs nothing but itself."""
        media = [_media(preview, id) for preview, id in zip(previews, ids, strict=True)]
        there = [one for one in media if one is not None]
        method: SendPhoto | SendMediaGroup
        if len(there) < len(media) or not there:
            return tuple(ids)
        if len(there) == 1:
            caption = self._renderer.say(phrase("result-preview"), job.language)
            method = SendPhoto(chat_id=job.chat_id, photo=there[0], caption=caption, reply_parameters=answering(job))
        else:
            group = [InputMediaPhoto(media=one) for one in there]
            method = SendMediaGroup(chat_id=job.chat_id, media=[*group], reply_parameters=answering(job))
        try:
            sent = await self._send(job, method, len(there), priority)
        except TelegramBadRequest as error:
            log.warning("preview refused", job=job.id, reason=error.message)
            return tuple(ids)
        return tuple(message.photo[-1].file_id if message.photo else "" for message in sent) or tuple(ids)

    async def _files(
        self,
        job: Job,
        files: Sequence[Content],
        ids: Sequence[str],
        caption: str,
        keyboard: InlineKeyboardMarkup | None,
        priority: Priority,
    ) -> tuple[str, ...]:
        media = [_media(file, id) for file, id in zip(files, ids, strict=True)]
        there = [one for one in media if one is not None]
        if len(there) < len(media):
            return await self._gone(job, ids, priority)
        try:
            if len(there) > 1:
                group = [InputMediaDocument(media=one, disable_content_type_detection=True) for one in there]
                album = SendMediaGroup(chat_id=job.chat_id, media=[*group], reply_parameters=answering(job))
                sent = await self._send(job, album, len(there), priority)
            else:
                sent = await self._alone(job, files[0], there[0], caption, keyboard, priority)
        except TelegramBadRequest as error:
            log.error("result file refused", job=job.id, reason=error.message)
            return await self._gone(job, ids, priority)
        return tuple(_file_id(message) for message in sent) or tuple(ids)

    async def _alone(
        self,
        job: Job,
        content: Content,
        media: str | FSInputFile,
        caption: str,
        keyboard: InlineKeyboardMarkup | None,
        priority: Priority,
    ) -> list[Message]:
        """A voice note as one, unless its person takes none; everything else as a document."""
        words: dict[str, Any] = {"caption": beginning(caption, CAPTION_LIMIT), "reply_markup": keyboard}
        where: dict[str, Any] = {"chat_id": job.chat_id, "reply_parameters": answering(job)}
        if content.is_voice_note:
            voice = SendVoice(voice=media, duration=round(content.duration), **where, **words)
            try:
                return await self._send(job, voice, 1, priority)
            except TelegramBadRequest as error:
                if not any(sign in error.message.lower() for sign in _NO_VOICE_NOTES):
                    raise
        document = SendDocument(document=media, disable_content_type_detection=True, **where, **words)
        return await self._send(job, document, 1, priority)

    async def _send(self, job: Job, method: TelegramMethod[Any], count: int, priority: Priority) -> list[Message]:
        """The messages that it became; none where nobody can be reached."""
        try:
            sent = await self._outbox.send(method, job.chat_id, priority, messages=count)
        except Unreachable as error:
            log.info("nobody to deliver to", job=job.id, reason=str(error))
            return []
        return [*sent] if isinstance(sent, list) else [sent]

    async def _gone(self, job: Job, ids: Sequence[str], priority: Priority) -> tuple[str, ...]:
        text = self._renderer.say(phrase("result-file-not-sent"), job.language)
        method = SendMessage(chat_id=job.chat_id, text=text, reply_parameters=answering(job))
        await self._send(job, method, 1, priority)
        return tuple("" for _ in ids)


def answering(job: Job) -> ReplyParameters | None:
    """Answer the message that asked, or stand alone where it was deleted meanwhile."""
    if not job.message_id:
        return None
    return ReplyParameters(message_id=job.message_id, allow_sending_without_reply=True)


def _file_id(message: Message) -> str:
    file = message.voice or message.document
    return file.file_id if file else ""


def _albums(contents: Sequence[Content], ids: Sequence[str]) -> list[tuple[Sequence[Content], Sequence[str]]]:
    """Ten at the most in each, and none with a lonely one at the end where it can be helped."""
    size = _ALBUM if len(contents) % _ALBUM != 1 else _ALBUM - 1
    starts = range(0, len(contents), size)
    return [(contents[at : at + size], ids[at : min(at + size, len(contents))]) for at in starts]


def _media(content: Content, file_id: str) -> str | FSInputFile | None:
    """What to send: by Telegram's id if it has one, else from scratch; None if it is nowhere."""
    if file_id:
        return file_id
    if not content.path or not Path(content.path).is_file():
        return None
    return FSInputFile(content.path, filename=content.file_name or None)
