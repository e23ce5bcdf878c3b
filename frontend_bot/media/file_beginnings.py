"""Where files begin in a file that may be several files one after the other: the first bytes of each of them.

Each format is walked by the sizes that it tells itself, so that bytes within the sound that look like a beginning are
none.
"""

import mmap
from collections.abc import Callable, Iterator
from typing import Literal

from frontend_bot.media.ogg_pages import FIRST, NO_PACKET_ENDS_HERE, pages

_MOST_PAGES = 400_000
"""Of Ogg; hours of sound, read through in half a second."""
_MOST_STEPS = 1_000_000
"""Of all the others, a second or two: five hours of AMR, whose frames are the shortest. What lies behind so many is
not looked at: a file made for it has millions in a few megabytes."""
_BOX_HEADER = 8
_ASF_HEADER = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_W64_RIFF = bytes.fromhex("726966662e91cf11a5d628db04c10000")
_EBML, _SEGMENT = bytes.fromhex("1a45dfa3"), bytes.fromhex("18538067")
_EBML_HEADER = 80
"""Bytes, in which the kind of document is named."""
_MOST_HEADERS = 1000
"""Bytes within the sound that look like one, which four bytes do by chance in every fourth gigabyte."""
_FLV = b"FLV\1"
_UNKNOWN = 2**32 - 1
_AMR_FRAMES = {
    b"#!AMR\n": (13, 14, 16, 18, 20, 21, 27, 32, 6, 1, 1, 1, 1, 1, 1, 1),
    b"#!AMR-WB\n": (18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 1, 1, 1, 1, 1, 1),
}
"""Bytes of a frame by its kind (RFC 4867)."""
_FIRST_BLOCK = 0x800
_TAGS = 2**20
"""Bytes of tags between two files of WavPack, at most."""

Walk = Callable[[mmap.mmap], Iterator[int]]


def beginnings(data: mmap.mmap) -> Iterator[int]:
    """The first byte of each file in it; nothing for a format whose readers go on with the next file by themselves."""
    walk = next((walk for magic, at, walk in _WALKS if data[at : at + len(magic)] == magic), None)
    return walk(data) if walk is not None else iter(())


def _ogg(data: mmap.mmap) -> Iterator[int]:
    """Streams that begin after others have: those that begin together play together."""
    has_sound = True
    for number, page in enumerate(pages(data)):
        is_first = bool(page.flags & FIRST)
        if is_first and has_sound:
            yield page.at
        has_sound = not is_first and (has_sound or page.granule not in {0, NO_PACKET_ENDS_HERE})
        if number > _MOST_PAGES:
            return


def _riff(data: mmap.mmap) -> Iterator[int]:
    return _iff(data, "little")


def _form(data: mmap.mmap) -> Iterator[int]:
    return _iff(data, "big")


def _iff(data: mmap.mmap, order: Literal["little", "big"]) -> Iterator[int]:
    kind, at = data[:4], 0
    for _ in range(_MOST_STEPS):
        if data[at : at + 4] != kind:
            return
        if data[at + 8 : at + 12] != b"AVIX":  # a long AVI goes on so
            yield at
        size = int.from_bytes(data[at + 4 : at + 8], order)
        at += 8 + size + size % 2
        if data[at - 1 : at + 3] == kind:  # the padding is often forgotten
            at -= 1


def _mp4(data: mmap.mmap) -> Iterator[int]:
    """A second ``ftyp`` begins a second video."""
    at, is_whole = 0, True
    for _ in range(_MOST_STEPS):
        if at + _BOX_HEADER > len(data):
            return
        size, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if name == b"ftyp" and is_whole:
            yield at
            is_whole = False
        is_whole = is_whole or name == b"moov"
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        if size < _BOX_HEADER:
            return
        at += size


def _asf(data: mmap.mmap) -> Iterator[int]:
    at = 0
    for _ in range(_MOST_STEPS):
        if at + 24 > len(data):
            return
        if data[at : at + 16] == _ASF_HEADER:
            yield at
        size = int.from_bytes(data[at + 16 : at + 24], "little")
        if size < 24:
            return
        at += size


def _caf(data: mmap.mmap) -> Iterator[int]:
    at = 0
    for _ in range(_MOST_STEPS):
        if at + 12 > len(data):
            return
        if data[at : at + 4] == b"caff":
            yield at
            at += 8
            continue
        size = int.from_bytes(data[at + 4 : at + 12], "big", signed=True)
        if size < 0:
            return
        at += 12 + size


def _w64(data: mmap.mmap) -> Iterator[int]:
    at = 0
    for _ in range(_MOST_STEPS):
        if data[at : at + 16] != _W64_RIFF:
            return
        yield at
        size = int.from_bytes(data[at + 16 : at + 24], "little")
        if size < 24:
            return
        at += size + -size % 8


def _au(data: mmap.mmap) -> Iterator[int]:
    at = 0
    for _ in range(_MOST_STEPS):
        if data[at : at + 4] != b".snd":
            return
        yield at
        header, size = (int.from_bytes(data[at + i : at + i + 4], "big") for i in (4, 8))
        if size in {0, _UNKNOWN} or header < 24:
            return
        at += header + size


def _amr(data: mmap.mmap) -> Iterator[int]:
    at = 0
    sizes = _AMR_FRAMES[b"#!AMR\n"]
    for _ in range(_MOST_STEPS):
        magic = next((magic for magic in _AMR_FRAMES if data[at : at + len(magic)] == magic), None)
        if magic is not None:
            yield at
            sizes = _AMR_FRAMES[magic]
            at += len(magic)
        if at >= len(data):
            return
        at += sizes[data[at] >> 3 & 15]


def _wavpack(data: mmap.mmap) -> Iterator[int]:
    """The blocks of a file are numbered by their samples, from 0; of those for several channels one is the first."""
    at, has_sound = 0, True
    for _ in range(_MOST_STEPS):
        at = data.find(b"wvpk", at, at + _TAGS)
        if at < 0:
            return
        size, index, samples, flags = (int.from_bytes(data[at + i : at + i + 4], "little") for i in (4, 16, 20, 24))
        if index == 0 and flags & _FIRST_BLOCK and has_sound:
            yield at
            has_sound = False
        has_sound = has_sound or samples > 0
        at += 8 + max(24, size)


def _flv(data: mmap.mmap) -> Iterator[int]:
    at = 0
    for _ in range(_MOST_STEPS):
        if at + 15 > len(data):
            return
        if data[at : at + 4] == _FLV:
            yield at
            at += int.from_bytes(data[at + 5 : at + 9], "big") + 4
        else:
            at += 11 + int.from_bytes(data[at + 1 : at + 4], "big") + 4


def _matroska(data: mmap.mmap) -> Iterator[int]:
    """An EBML header, a segment, and so on. A streamed segment does not tell its size: its end is looked for."""
    at = 0
    for _ in range(_MOST_STEPS):
        if not 0 <= at < len(data):
            return
        name = data[at : at + 4]
        if name == _EBML and _names_matroska(data, at):
            yield at
        size = _ebml_size(data, at + 4)
        if size is None or name not in {_EBML, _SEGMENT}:
            at = _next_header(data, at + 4)
        else:
            at += 4 + sum(size)


def _ebml_size(data: mmap.mmap, at: int) -> tuple[int, int] | None:
    """How many bytes a size takes, and the size. None where it says that it is not known."""
    first = data[at] if at < len(data) else 0
    length = 9 - first.bit_length()
    value = int.from_bytes(data[at : at + length], "big") & (1 << 7 * length) - 1
    return (length, value) if first and value != (1 << 7 * length) - 1 else None


def _next_header(data: mmap.mmap, at: int) -> int:
    """-1 where there is none."""
    for _ in range(_MOST_HEADERS):
        at = data.find(_EBML, at)
        if at < 0 or _names_matroska(data, at):
            return at
        at += 4
    return -1


def _names_matroska(data: mmap.mmap, at: int) -> bool:
    header = data[at : at + _EBML_HEADER]
    return b"webm" in header or b"matroska" in header


_WALKS: tuple[tuple[bytes, int, Walk], ...] = (
    (b"OggS", 0, _ogg),
    (b"RIFF", 0, _riff),
    (b"FORM", 0, _form),
    (b"ftyp", 4, _mp4),
    (_ASF_HEADER, 0, _asf),
    (b"caff", 0, _caf),
    (_W64_RIFF, 0, _w64),
    (b".snd", 0, _au),
    (b"#!AMR", 0, _amr),
    (b"wvpk", 0, _wavpack),
    (_FLV, 0, _flv),
    (_EBML, 0, _matroska),
)
"""The bytes by which a format is known, where they stand, and the walk through it."""
