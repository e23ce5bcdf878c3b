"""Zip archives with documents in them: counted before they are opened, their names as people's programs write them."""

import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from urllib.parse import unquote

from frontend_bot.file_formats.reading.refusal import ReadingRefused, Refusal

MAGIC = b"PK\x03\x04"
MOST_MEMBERS = 5000
"""A document of a thousand pictures has about a thousand."""
LARGEST_DIRECTORY = 2**20
"""Bytes of the list of members; Python reads it by its length, whatever number of members the archive tells."""
LARGEST_MEMBER = 64 * 2**20
_END = b"PK\x05\x06"
_END_RECORD = struct.Struct("<4sHHHHIIH")
_LONGEST_END = _END_RECORD.size + 65_535
_BROKEN = (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError, ValueError)


class ZipContainer:
    """Members by their names in small letters, with slashes between folders and none at the beginning."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._members = {_plain(member.filename): member for member in archive.infolist()}

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._members

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def open(self, name: str) -> IO[bytes]:
        """One member as a stream. Raises ReadingRefused for one that is too large, KeyError where there is none."""
        member = self._members[_plain(name)]
        if member.file_size > LARGEST_MEMBER:
            raise ReadingRefused(Refusal.TOO_LONG)
        return self._archive.open(member)


@contextmanager
def opened(file: IO[bytes]) -> Iterator[ZipContainer]:
    """Raises ReadingRefused for what is broken, locked, or holds absurdly many members."""
    require_few_members(file)
    try:
        with zipfile.ZipFile(file) as archive:
            yield ZipContainer(archive)
    except _BROKEN as error:
        is_locked = isinstance(error, RuntimeError) and "encrypted" in str(error)
        raise ReadingRefused(Refusal.LOCKED if is_locked else Refusal.UNREADABLE) from error


def require_few_members(file: IO[bytes]) -> None:
    """Raises ReadingRefused by what the end of the archive says, before Python makes an object of each member."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _LONGEST_END))
    tail = file.read()
    file.seek(0)
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + _END_RECORD.size:
        return  # no archive; whoever opens it will say so
    _, _, _, _, members, directory, _, _ = _END_RECORD.unpack_from(tail, at)
    if members > MOST_MEMBERS or directory > LARGEST_DIRECTORY:  # 65,535 and 4 GB stand for numbers of 64 bits
        raise ReadingRefused(Refusal.TOO_HEAVY)


def _plain(name: str) -> str:
    return unquote(name).replace("\\", "/").lstrip("./").lower()
