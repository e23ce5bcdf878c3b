"""Files that are several files one after the other, as ``cat a.ogg b.ogg`` makes them, taken apart.

What reads such a file stops after the first, takes the second for noise, or counts its time from 0 again, and says
nothing. Formats that are streams anyway (mp3, aac, flac, ac3, mpegts) are left as they are: their readers go on.
"""

import mmap
import shutil
from itertools import islice, pairwise
from pathlib import Path

from frontend_bot.media.file_beginnings import beginnings

MOST = 64
"""Files in one; with more, what their reader makes of them must do."""


def parts_of(path: Path) -> tuple[tuple[int, int], ...]:
    """Where each file in it lies (first byte, end). Empty for an ordinary file."""
    with path.open("rb") as file:
        if len(file.read(12)) < 12:
            return ()
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            begins = list(islice(beginnings(data), MOST + 1))
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
