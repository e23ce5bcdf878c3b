"""The files of the playground: on disk, known by opaque ids, each id good for one kind of message."""

import itertools
import mimetypes
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playground.refusals import bad_request, wrong_file_id

DOWNLOAD_LIMIT = 20 << 20
UPLOAD_LIMIT = 50 << 20
PHOTO_LIMIT = 10 << 20

_ID_PREFIX = {
    "voice": "AwACAgI", "photo": "AgACAgI", "document": "BQACAgI", "video": "BAACAgI",
    "audio": "CQACAgI", "video_note": "DQACAgI", "animation": "CgACAgI",
}  # fmt: skip
_FOLDER = {"photo": "photos", "document": "documents", "video": "videos", "audio": "music", "video_note": "video_notes",
           "voice": "voice", "animation": "animations"}  # fmt: skip
_TYPE_NAME = {"voice": "VoiceNote", "photo": "Photo", "document": "Document", "video": "Video", "audio": "Audio",
              "video_note": "VideoNote", "animation": "Animation"}  # fmt: skip
_SUFFIX = {"voice": ".oga", "photo": ".jpg", "video_note": ".mp4"}


@dataclass(frozen=True, slots=True)
class Upload:
    """Bytes that have just arrived and lie on disk; ``content_type`` is what the sender claims."""

    path: Path
    name: str
    content_type: str
    size: int

    def as_json(self) -> dict[str, Any]:
        """For the call log."""
        return {"file_name": self.name, "file_size": self.size}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file of a message; ``media`` is its part of the message as the Bot API writes it (a list for a photo)."""

    file_id: str
    unique_id: str
    kind: str
    path: Path
    name: str
    mime_type: str
    size: int
    file_path: str
    media: Any

    def as_json(self) -> dict[str, Any]:
        """A ``File`` of the Bot API."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": self.size,
            "file_path": self.file_path,
        }


@dataclass(frozen=True, slots=True)
class FileName:
    """The identity that a new file gets."""

    file_id: str
    unique_id: str
    file_path: str


def mime_type_of(name: str, claimed: str = "") -> str:
    """The media type by the name's ending, else what the sender claims, else the unknown type."""
    guessed = mimetypes.guess_type(name)[0]
    return guessed or claimed or "application/octet-stream"


class FileStore:
    """All files, in one folder of the disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count()
        self._scratch = itertools.count()
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def new_path(self) -> Path:
        """A path where nothing is yet."""
        return self._folder / f"upload_{next(self._scratch)}"

    def name(self, kind: str, file_name: str) -> FileName:
        """A fresh identity for a file of this kind."""
        suffix = _SUFFIX.get(kind) or Path(file_name).suffix.lower() or ".bin"
        return FileName(
            f"{_ID_PREFIX[kind]}{secrets.token_urlsafe(33)}",
            f"Ag{secrets.token_urlsafe(9)}",
            f"{_FOLDER[kind]}/file_{next(self._numbers)}{suffix}",
        )

    def add(self, stored: StoredFile) -> StoredFile:
        """Remember the file."""
        self._by_id[stored.file_id] = stored
        self._by_path[stored.file_path] = stored
        return stored

    def get(self, file_id: str) -> StoredFile:
        """The file of an id; refuses an id that was never given out."""
        stored = self._by_id.get(file_id)
        if stored is None:
            raise wrong_file_id()
        return stored

    def get_as(self, kind: str, file_id: str) -> StoredFile:
        """The file of an id to be sent again; refuses another kind, as Telegram does."""
        stored = self.get(file_id)
        if stored.kind != kind:
            raise bad_request(f"can't use file of type {_TYPE_NAME[stored.kind]} as {_TYPE_NAME[kind]}")
        return stored

    def for_download(self, file_id: str) -> StoredFile:
        """The file of an id for ``getFile``; refuses more than 20 MB."""
        stored = self.get(file_id)
        if stored.size > DOWNLOAD_LIMIT:
            raise bad_request("file is too big")
        return stored

    def at(self, file_path: str) -> StoredFile | None:
        """The file behind a download address."""
        stored = self._by_path.get(file_path)
        return stored if stored is not None and stored.size <= DOWNLOAD_LIMIT else None
