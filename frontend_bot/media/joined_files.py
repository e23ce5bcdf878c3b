"""Files that are several files one after the other, as ``cat a.ogg b.ogg`` makes them: where each of them begins.

What reads such a file stops after the first, or takes the second for noise, and says nothing. Formats that are streams
anyway (mp3, aac, flac, ac3, mpegts, matroska) are left as they are: their readers go on.
"""

import mmap
import shutil
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Literal

from frontend_bot.media.ogg_pages import FIRST, NO_PACKET_ENDS_HERE, pages

MOST = 64
"""Files in one; with more, what their reader makes of them must do."""
_MOST_PAGES = 400_000
"""Of Ogg; hours of sound, read through in half a second."""
_BOX_HEADER = 8
_ASF_HEADER = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_BYTE_ORDERS: Mapping[bytes, Literal["little", "big"]] = {b"RIFF": "little", b"FORM": "big"}


def parts_of(path: Path) -> tuple[tuple[int, int], ...]:
    """Where each file in it lies (first byte, end). Empty for an ordinary file."""
    with path.open("rb") as file:
        if len(file.read(12)) < 12:
            return ()
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            begins = list(_begins(data))
            edges = [*begins, len(data)]
    return tuple(pairwise(edges)) if 1 < len(begins) <= MOST else ()


def write_parts(path: Path, parts: tuple[tuple[int, int], ...], folder: Path) -> list[Path]:
    """Each of them as a file of its own in ``folder``."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    written = []
    with path.open("rb") as file:
        for number, (start, end) in enumerate(parts):
            target = folder / f"{number:04d}"
            copy_bytes(file.fileno(), start, end, target)
            written.append(target)
    return written


def copy_bytes(source: int, start: int, end: int, target: Path) -> None:
    """Copy a range of bytes of an open file into a new one."""
    with open(source, "rb", closefd=False) as file, target.open("wb") as copy:
        file.seek(start)
        left = end - start
        while left and (piece := file.read(min(left, 2**20))):
            copy.write(piece)
            left -= len(piece)


def _begins(data: mmap.mmap) -> Iterator[int]:
    kind = data[:4]
    if kind == b"OggS":
        return _ogg(data)
    if kind in _BYTE_ORDERS:
        return _iff(data, kind)
    if data[4:8] == b"ftyp":
        return _mp4(data)
    if data[:16] == _ASF_HEADER:
        return _asf(data)
    return iter(())


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


def _iff(data: mmap.mmap, kind: bytes) -> Iterator[int]:
    at = 0
    while data[at : at + 4] == kind:
        yield at
        size = int.from_bytes(data[at + 4 : at + 8], _BYTE_ORDERS[kind])
        at += 8 + size + size % 2
        if data[at - 1 : at + 3] == kind:  # the padding is often forgotten
            at -= 1


def _mp4(data: mmap.mmap) -> Iterator[int]:
    """A second ``ftyp`` begins a second video."""
    at, is_whole = 0, True
    while at + _BOX_HEADER <= len(data):
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
    while at + 24 <= len(data):
        if data[at : at + 16] == _ASF_HEADER:
            yield at
        size = int.from_bytes(data[at + 16 : at + 24], "little")
        if size < 24:
            return
        at += size
