"""Messages as content: what kind of thing is it, and how much work will it be?"""

from pathlib import PurePath

from aiogram.types import Document, Message

from frontend_bot.core.content import Content, Kind
from frontend_bot.core.job import Lane

_SHORT_SECONDS = 120
_SHORT_BYTES = 3 * 1024 * 1024
_AUDIO = {".mp3", ".ogg", ".oga", ".opus", ".wav", ".m4a", ".flac", ".aac", ".wma", ".amr", ".aiff", ".mka"}
_VIDEO = {".mp4", ".webm", ".mkv", ".mov", ".avi", ".flv", ".wmv", ".3gp", ".ts", ".mpg", ".mpeg", ".m4v"}
_PHOTO = {".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".gif", ".bmp", ".tif", ".tiff"}
_TEXT = {".txt", ".md"}


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


def album_of(message: Message) -> str:
    """Names the album that the message is a part of, the same for all its parts; "" if it stands alone."""
    return f"{message.chat.id}:{message.media_group_id}" if message.media_group_id else ""


def lane_of(content: Content) -> Lane:
    """Voice notes and texts are short work; what may take minutes waits in the other line."""
    if content.kind is Kind.TEXT:
        return Lane.SHORT
    if content.size > _SHORT_BYTES or content.kind is Kind.VIDEO:
        return Lane.LONG
    return Lane.SHORT if content.is_voice_note and content.duration <= _SHORT_SECONDS else Lane.LONG


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
