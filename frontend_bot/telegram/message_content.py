"""Messages as content: what kind of thing is it, and how much work will it be?"""

import re
from dataclasses import replace
from pathlib import PurePath
from urllib.parse import urlsplit, urlunsplit

from aiogram.enums import ChatType
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
# fmt: off
_AUDIO = {
    ".mp3", ".ogg", ".oga", ".opus", ".wav", ".m4a", ".flac", ".aac", ".wma", ".amr", ".aiff", ".mka",
    ".3ga", ".ac3", ".adts", ".aif", ".aifc", ".au", ".awb", ".bwf", ".caf", ".dts", ".eac3", ".f4a", ".latm", ".loas",
    ".m4b", ".m4r", ".mp1", ".mp2", ".mpa", ".mpga", ".rf64", ".snd", ".spx", ".w64", ".weba", ".wv",
}
_VIDEO = {
    ".mp4", ".webm", ".mkv", ".mov", ".avi", ".flv", ".wmv", ".3gp", ".ts", ".mpg", ".mpeg", ".m4v",
    ".3g2", ".3gpp", ".asf", ".divx", ".f4v", ".m2t", ".m2ts", ".mpe", ".mts", ".ogm", ".ogv", ".qt", ".trp", ".vob",
}
# fmt: on
_PHOTO = {".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".gif", ".bmp", ".tif", ".tiff"}
_TEXT = {
    ".txt", ".text", ".md", ".log", ".csv", ".json", ".htm", ".html", ".docx", ".docm", ".dotx", ".doc", ".odt", ".rtf",
    ".pdf", ".srt", ".vtt", ".sbv", ".ass", ".ssa", ".ttml", ".dfxp", ".smi", ".sub",
}  # fmt: skip
_TEXT_TYPES = (
    "application/pdf", "application/rtf", "application/msword", "application/json", "application/x-subrip",
    "application/ttml+xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.",
    "application/vnd.ms-word.", "application/vnd.oasis.opendocument.text",
)  # fmt: skip
"""How the MIME types of texts begin that do not begin with "text/"."""
_MIME_TYPES = {
    "application/ogg": Kind.AUDIO,
    "application/mp4": Kind.VIDEO,
    "application/vnd.ms-asf": Kind.VIDEO,
    "application/x-matroska": Kind.VIDEO,
}
_SAYS_NOTHING = {"", "application/octet-stream", "binary/octet-stream", "application/force-download"}
"""MIME types of programs that do not know what they send."""
# fmt: off
_OTHER = {
    ".7z", ".apk", ".bat", ".c", ".cer", ".cpp", ".crt", ".css", ".db", ".djvu", ".dll", ".dmg", ".dotm", ".dwg",
    ".eml", ".epub", ".exe", ".fb2", ".gz", ".ics", ".ipa", ".iso", ".jar", ".java", ".js", ".key", ".mobi", ".msi",
    ".numbers", ".odp", ".ods", ".pages", ".pem", ".php", ".pkg", ".ppt", ".pptx", ".ps1", ".psd", ".py", ".rar", ".sh",
    ".sig", ".sql", ".sqlite", ".svg", ".tar", ".torrent", ".vcf", ".xls", ".xlsm", ".xlsx", ".xml", ".yaml", ".yml",
    ".zip",
}
# fmt: on
"""Names of what is no recording, whoever sends it as what."""
_NAMED_LIKE_MEDIA = re.compile(
    r"audio|sound|voice|speech|rec(?:ord|\b|_|\d)|call|memo|meeting|interview|lecture|podcast|track|\bptt|\baud|video|\bvid"
    r"|аудио|звук|голос|речь|запис|звон|разговор|встреч|совещ|интервью|лекци|диктофон|видео|подкаст|(?<!\d)20\d{6}",
    re.IGNORECASE,
)
"""What people and dictaphones call their recordings, or a date; what programs make of "a.mp3" is looked at as well."""


def content_of(message: Message) -> Content | None:
    """The message's payload; None for what no mode can ever take (a sticker, a place, a poll)."""
    if message.photo:
        return _media(Kind.PHOTO, message.photo[-1])
    if message.document and not message.animation:
        return _media(_kind_of_document(message.document, message.chat.type), message.document)
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


def with_sender(content: Content, message: Message, zone: str) -> Content:
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
    return replace(content, sender=" ".join(name.split())[:_LONGEST_NAME], sent_at=date.timestamp(), zone=zone)


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


def _kind_of_document(document: Document, chat_type: str) -> Kind:
    """By the name first: phones and browsers often send application/octet-stream.

    Where neither the name nor the type says what it is, it may be a recording: ffprobe will look at it, and its person
    reads what can be sent if it is none. In a group, where many files are nobody's business, only what is called like a
    recording. Other documents are not even fetched.
    """
    name = PurePath(document.file_name or "")
    suffix, mime_type = name.suffix.lower(), (document.mime_type or "").lower()
    for kind, suffixes in ((Kind.AUDIO, _AUDIO), (Kind.VIDEO, _VIDEO), (Kind.PHOTO, _PHOTO), (Kind.TEXT, _TEXT)):
        if suffix in suffixes:
            return kind
    families = {"audio": Kind.AUDIO, "video": Kind.VIDEO, "image": Kind.PHOTO, "text": Kind.TEXT}
    if mime_type.startswith(_TEXT_TYPES):
        return Kind.TEXT
    if told := _MIME_TYPES.get(mime_type) or families.get(mime_type.partition("/")[0]):
        return told
    is_unknown = mime_type in _SAYS_NOTHING and suffix not in _OTHER and bool(name.name or mime_type)
    is_for_us = chat_type == ChatType.PRIVATE or _is_named_like_media(name)
    return Kind.AUDIO if is_unknown and is_for_us else Kind.DOCUMENT


def _is_named_like_media(name: PurePath) -> bool:
    was_media = {suffix.lower() for suffix in name.suffixes} & (_AUDIO | _VIDEO)
    return bool(was_media or _NAMED_LIKE_MEDIA.search(name.name))
