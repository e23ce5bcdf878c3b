"""The pages of an Ogg file (RFC 3533), one after the other: what they claim, and where they end."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from mmap import mmap

CONTINUED, FIRST, LAST = 1, 2, 4
"""Flags of a page: it goes on with a packet, begins a stream, ends one."""
NO_PACKET_ENDS_HERE = -1
HEADER = struct.Struct("<4sBBqIIIB")
LARGEST_PAGE = HEADER.size + 255 + 255 * 255
_MAGIC = b"OggS"


@dataclass(frozen=True, slots=True)
class OggPage:
    """``at`` is where it begins, ``start`` where its content does; ``lacing`` are the lengths of the content's pieces.

    A piece of 255 bytes goes on in the next one.
    """

    at: int
    flags: int
    granule: int
    serial: int
    lacing: bytes
    start: int

    @property
    def end(self) -> int:
        """Where the next page begins; beyond the data at hand if this one is cut off."""
        return self.start + sum(self.lacing)


def page_at(data: bytes | mmap, at: int) -> OggPage | None:
    """The page that begins there, None if none does."""
    if len(data) - at < HEADER.size:
        return None
    magic, version, flags, granule, serial, _, _, segments = HEADER.unpack_from(data, at)
    if magic != _MAGIC or version != 0 or flags > CONTINUED | FIRST | LAST:
        return None
    start = at + HEADER.size + segments
    return OggPage(at, flags, granule, serial, data[at + HEADER.size : start], start)


def pages(data: bytes | mmap) -> Iterator[OggPage]:
    """All pages from the beginning on, up to the first place where there is none."""
    page = page_at(data, 0)
    while page is not None:
        yield page
        page = page_at(data, page.end)


def is_cut_off(tail: bytes) -> bool:
    """Whether a file that ends so ends within a page. ``tail`` is a little longer than the largest page."""
    at = len(tail)
    while (at := tail.rfind(_MAGIC, 0, at)) >= 0:
        if len(tail) - at < HEADER.size:
            return True
        page = page_at(tail, at)
        if page is not None:
            return page.end > len(tail)
    return False
