"""Content: something with a kind that a user sent or a mode made."""

from dataclasses import dataclass
from enum import StrEnum


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
    zone: str = ""
    """The time zone in which that is told."""
