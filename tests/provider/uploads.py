"""What arrives at the double of the provider: multipart bodies, and what their files really are."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from aiohttp import BodyPartReader, web


@dataclass(frozen=True)
class Received:
    """One request as it came in. ``fields`` keeps repeated names in order; ``number`` counts arrivals from 1."""

    fields: tuple[tuple[str, str], ...]
    file_name: str = ""
    mime_type: str = ""
    size: int = 0
    sha256: str = ""
    content_length: int = 0
    status: int = 200
    number: int = 0

    def values(self, name: str) -> list[str]:
        """All values of one field."""
        return [value for key, value in self.fields if key == name]


async def receive(request: web.Request, folder: Path) -> Received:
    """Read the multipart body piece by piece, the file to the disk."""
    fields: list[tuple[str, str]] = []
    file_name, mime_type, size, sha = "", "", 0, hashlib.sha256()
    (folder / "file").touch()
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        if part.name != "file":
            fields.append((part.name or "", await part.text()))
            continue
        file_name, mime_type = part.filename or "", part.headers.get("Content-Type", "")
        with (folder / "file").open("wb") as file:
            while piece := await part.read_chunk(2**18):
                size += len(piece)
                sha.update(piece)
                file.write(piece)
    return Received(tuple(fields), file_name, mime_type, size, sha.hexdigest(), request.content_length or 0)


def real_format(head: bytes) -> frozenset[str] | None:
    """The extensions that go with a file's first bytes, None for bytes of no known format."""
    for magic, at, extensions in _MAGIC:
        if head[at : at + len(magic)] == magic:
            return frozenset(extensions.split())
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 in {0xE2, 0xE4, 0xE6}:
        return frozenset({"mp3", "mpeg", "mpga"})
    return None


_MAGIC = (
    (b"OggS", 0, "ogg"),
    (b"RIFF", 0, "wav"),
    (b"fLaC", 0, "flac"),
    (b"ID3", 0, "mp3 mpeg mpga"),
    (b"ftyp", 4, "m4a mp4"),
    (b"\x1a\x45\xdf\xa3", 0, "webm"),
)
