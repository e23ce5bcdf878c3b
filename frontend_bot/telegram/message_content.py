"""Messages as content: what kind of thing is it, and how much work will it be?"""

import re
from dataclasses import replace
from pathlib import PurePath
from urllib.parse import urlsplit, urlunsplit

from aiogram.types import (
    Document,
    Message,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
)

from frontend_bot.core.content import Content, Kind
from frontend_bot.core.job import Lane

_SHORT_SECONDS = 120
_SHORT_BYTES = 3 * 1024 * 1024
_LONG_TEXT = 50_000
"""Characters of a text; about half an hour of speech, with which a language model is busy for minutes."""
_LONGEST_NAME = 60
_LONGEST_LINK = 2000
_LINK = re.compile(r"[a-z][a-z0-9+.-]*://\S|(?:data|javascript|file|mailto|tel):", re.IGNORECASE)
_AUDIO = {".mp3", ".ogg", ".oga", ".opus", ".wav", ".m4a", ".flac", ".aac", ".wma", ".amr", ".aiff", ".mka"}
_VIDEO = {".mp4", ".webm", ".mkv", ".mov", ".avi", ".flv", ".wmv", ".3gp", ".ts", ".mpg", ".mpeg", ".m4v"}
_PHOTO = {".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".gif", ".bmp", ".tif", ".tiff"}
_TEXT = {".txt", ".md", ".docx", ".srt", ".vtt"}


def content_of(message: Message) -> Content | None:
    """The message's payload; None for what no mode can ever take (a sticker, a place, a poll)."""
    if message.photo:
        return _media(Kind.PHOTO, message.photo[-1])
    if message.document and not message.animation:
        return _media(_kind_of_document(message.document), message.document)
    if sound := message.voice or message.audio:
        return _media(Kind.AUDIO, sound, is_voice_note=message.voice is not None)
    if film := message.video_note or message.video or message.animation:
        return _media(Kind.VIDEO, film)
    return Content(Kind.TEXT, text=message.text) if message.text else None


def link_of(message: Message) -> str:
    """The link that is all that the message says; "" if it says anything else."""
    text = (message.text or "").strip()
    if not text or len(text) > _LONGEST_LINK or len(text.split()) > 1:
        return ""
    if _LINK.match(text):
        return text
    # Telegram knows "youtu.be/abc" for a link, too.
    whole = any(mark.type == "url" and mark.extract_from(text) == text for mark in message.entities or ())
    return f"https://{text}" if whole else ""


def content_behind(link: str) -> Content | None:
    """The recording that a link leads to; None for a link that is not of the web."""
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host:
        return None
    # What stands behind # is for browsers; yt-dlp would take orders from there.
    return Content(Kind.AUDIO, link=urlunsplit(parts._replace(fragment="")), file_name=f"{host}{parts.path}"[:60])


def album_of(message: Message) -> str:
    """Names the album that the message is a part of, the same for all its parts; "" if it stands alone."""
    return f"{message.chat.id}:{message.media_group_id}" if message.media_group_id else ""


def batch_album_of(message: Message) -> str:
    """The same for recordings, whose albums are not those of the photos among them."""
    return f"{message.chat.id}:r{message.media_group_id}" if message.media_group_id else ""


def with_sender(content: Content, message: Message) -> Content:
    """The content with who said it and when: the one whose message was forwarded, else the one who wrote."""
    origin = message.forward_origin
    match origin:
        case MessageOriginUser():
            name = origin.sender_user.full_name
        case MessageOriginHiddenUser():
            name = origin.sender_user_name
        case MessageOriginChat():
            name = origin.sender_chat.full_name
        case MessageOriginChannel():
            name = origin.chat.full_name
        case _:
            name = message.from_user.first_name if message.from_user else ""
    date = origin.date if origin else message.date
    return replace(content, sender=" ".join(name.split())[:_LONGEST_NAME], sent_at=date.timestamp())


def lane_of(*contents: Content) -> Lane:
    """Voice notes and texts are short work; what may take minutes waits in the other line."""
    is_short = all(_is_short(content) for content in contents)
    return Lane.SHORT if is_short and sum(content.duration for content in contents) <= _SHORT_SECONDS else Lane.LONG


def _is_short(content: Content) -> bool:
    if content.kind is Kind.TEXT:
        return content.size <= _LONG_TEXT
    return content.is_voice_note and content.size <= _SHORT_BYTES


def _media(kind: Kind, media: object, *, is_voice_note: bool = False) -> Content:
    """Telegram's media types share these attributes as far as they have them."""
    return Content(
        kind=kind,
        file_id=getattr(media, "file_id", ""),
        file_unique_id=getattr(media, "file_unique_id", ""),
        file_name=getattr(media, "file_name", None) or "",
        mime_type=getattr(media, "mime_type", None) or "",
        size=getattr(media, "file_size", None) or 0,
        duration=float(getattr(media, "duration", None) or 0),
        is_voice_note=is_voice_note,
    )


def _kind_of_document(document: Document) -> Kind:
    """By the name first: phones and browsers often send application/octet-stream."""
    suffix = PurePath(document.file_name or "").suffix.lower()
    for kind, suffixes in ((Kind.AUDIO, _AUDIO), (Kind.VIDEO, _VIDEO), (Kind.PHOTO, _PHOTO), (Kind.TEXT, _TEXT)):
        if suffix in suffixes:
            return kind
    family = (document.mime_type or "").partition("/")[0]
    return {"audio": Kind.AUDIO, "video": Kind.VIDEO, "image": Kind.PHOTO, "text": Kind.TEXT}.get(family, Kind.DOCUMENT)
