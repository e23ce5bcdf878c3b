"""Content: something with a kind that a user sent or a mode made."""

from dataclasses import dataclass
from enum import StrEnum

_EXTENSIONS = """
    3g2 3ga 3gp 3gpp aac ac3 adts aif aifc aiff amr ape arw asf ass au avi avif awb bmp bwf caf cr2 csv dfxp divx dng
    doc docm docx dotx dts eac3 eml f4a f4v flac flv gif heic heif htm html jfif jpeg jpg json latm loas log m2t m2ts
    m4a m4b m4r m4v md mka mkv mov mp1 mp2 mp3 mp4 mpa mpe mpeg mpg mpga mts nef odt oga ogg ogm ogv opus pdf png qt ra
    rf64 rtf sbv smi snd spx srt ssa sub text tif tiff trp ts ttml txt vob vtt w64 wav weba webm webp wma wmv wv xml
"""
"""What ends the names of files that people send. What else stands behind a dot is a part of the name: of a date, a
person's name, a site."""


class Kind(StrEnum):
    """What a piece of content is to a person, whatever file type carries it."""

    TEXT = "text"
    AUDIO = "audio"
    VIDEO = "video"
    PHOTO = "photo"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Content:
    """One message's payload, or one result, as plain data that survives a crash.

    A text lies in ``text`` (short, pasted) or in the history under ``record_id`` (a transcript made earlier).
    Everything else lies at Telegram under ``file_id``, or behind a ``link``; ``path`` names a scratch file that a mode
    has just made.
    """

    kind: Kind
    text: str = ""
    record_id: str = ""
    file_id: str = ""
    file_unique_id: str = ""
    file_name: str = ""
    mime_type: str = ""
    size: int = 0
    """Bytes; 0 where Telegram does not say."""
    duration: float = 0.0
    """Seconds as the sender's client claims; 0 where unknown. Never trusted for limits that cost money."""
    is_voice_note: bool = False
    link: str = ""
    """Where on the internet it lies, if it came as a link."""
    path: str = ""
    sender: str = ""
    """Who said it, as Telegram names them; known of recordings that were sent together."""
    sent_at: float = 0.0
    """Unix time in seconds at which ``sender`` sent it; 0 where unknown."""


def without_extension(name: str) -> str:
    """A file's name as a title: «Запись 12.05.2026» has no extension to take off."""
    stem, _, extension = name.rpartition(".")
    return stem if stem.strip() and extension.lower() in _EXTENSIONS.split() else name
