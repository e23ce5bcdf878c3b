"""Reading the header of an Ogg/Opus file, which is what every Telegram voice note is, without starting a program.

RFC 3533 (Ogg pages) and RFC 7845 (Opus in Ogg). Only the first and the last 64 KB of the file are looked at.
"""

import asyncio
import os
import struct
from dataclasses import dataclass
from pathlib import Path

from frontend_bot.errors import DamagedMedia, EmptyFile

HEAD_BYTES = 4096
TAIL_BYTES = 65307 + 4096
"""The largest possible page and a little more: the start of the last page lies in it."""
PAGE = struct.Struct("<4sBBqIIIB")
NO_PACKET_ENDS_HERE = -1
FIRST_PAGE = 2
GRANULES_PER_SECOND = 48000
LEAST_BITS_PER_SECOND = 400
MOST_BITS_PER_SECOND = 600_000


@dataclass(frozen=True, slots=True)
class OggOpus:
    """What the header says. ``duration`` is in seconds; ``size`` in bytes."""

    duration: float
    channels: int
    size: int

    @property
    def is_plausible(self) -> bool:
        """False where the claimed duration does not go with the number of bytes: a forged or damaged header."""
        bits = self.size * 8
        return LEAST_BITS_PER_SECOND * self.duration <= bits <= MOST_BITS_PER_SECOND * max(self.duration, 0.02) + 64_000


async def read_ogg_opus(path: Path) -> OggOpus | None:
    """The header of a file with one Opus stream in it, or None for every other kind of file.

    Raises EmptyFile for zero bytes, DamagedMedia for an Ogg file that ends in the middle of a page.
    """
    size, head, tail = await asyncio.to_thread(_ends, path)
    return parse_ogg_opus(size, head, tail)


def _ends(path: Path) -> tuple[int, bytes, bytes]:
    with path.open("rb", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        head = file.read(HEAD_BYTES)
        if not head.startswith(b"OggS"):
            return size, head, b""
        file.seek(max(0, size - TAIL_BYTES))
        return size, head, file.read(TAIL_BYTES)


def parse_ogg_opus(size: int, head: bytes, tail: bytes) -> OggOpus | None:
    """The same from bytes: ``head`` and ``tail`` are the first and the last of ``size`` bytes."""
    if size == 0:
        raise EmptyFile("zero bytes")
    if not head.startswith(b"OggS"):
        return None
    first = _page(head, 0)
    if first is None:
        raise DamagedMedia("ogg ends within its first page")
    last = _last_page(tail, first.serial)
    if last is None:
        return None  # several streams one after the other, or something odd: ffprobe's business
    if last.end > len(tail):
        raise DamagedMedia("ogg ends in the middle of a page")
    opus = head[first.start : first.start + 19]
    second = _page(head, first.end)
    if len(opus) < 19 or opus[:8] != b"OpusHead" or (second is not None and second.flags & FIRST_PAGE):
        return None
    granule = _last_granule(tail, first.serial)
    pre_skip = int.from_bytes(opus[10:12], "little")
    duration = max(0, granule - pre_skip) / GRANULES_PER_SECOND
    return OggOpus(duration=duration, channels=opus[9], size=size)


@dataclass(frozen=True, slots=True)
class _Page:
    flags: int
    granule: int
    serial: int
    start: int
    """Where its content begins."""
    end: int
    """Where the next page begins; beyond the bytes at hand if the page is cut off."""


def _page(data: bytes, at: int) -> _Page | None:
    if len(data) - at < PAGE.size:
        return None
    pattern, version, flags, granule, serial, _, _, segments = PAGE.unpack_from(data, at)
    if pattern != b"OggS" or version != 0 or flags > 7:
        return None
    start = at + PAGE.size + segments
    return _Page(flags, granule, serial, start, start + sum(data[at + PAGE.size : start]))


def _last_page(tail: bytes, serial: int) -> _Page | None:
    at = len(tail)
    while (at := tail.rfind(b"OggS", 0, at)) >= 0:
        if len(tail) - at < PAGE.size:
            return _Page(0, NO_PACKET_ENDS_HERE, serial, at, len(tail) + 1)  # cut off within the page's header
        page = _page(tail, at)
        if page is not None and page.serial == serial:
            return page
    return None


def _last_granule(tail: bytes, serial: int) -> int:
    at = len(tail)
    while (at := tail.rfind(b"OggS", 0, at)) >= 0:
        page = _page(tail, at)
        if page is not None and page.serial == serial and page.granule != NO_PACKET_ENDS_HERE:
            return page.granule
    return 0
