"""An Ogg/Opus file, which is what every Telegram voice note is, measured without starting a program.

RFC 7845 (Opus in Ogg) and RFC 6716 (how long a packet is). No header is believed: all packets are counted.
"""

import asyncio
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from frontend_bot.errors import DamagedMedia, EmptyFile
from frontend_bot.media.ogg_pages import CONTINUED, FIRST, LARGEST_PAGE, NO_PACKET_ENDS_HERE, OggPage, is_cut_off, pages

LARGEST = 24_000_000
"""Bytes; a larger file is no voice note, and is measured by ffmpeg."""
MOST_PACKETS = 120_000
"""Ten minutes of the shortest frames that anybody sends; counting them takes a tenth of a second."""
MOST_PAGES = 40_000
"""Ten minutes with a page for each packet. A file made for it has a million in the size of a voice note."""
SAMPLES_A_SECOND = 48000
CLAIM_BEYOND = 0.1
"""Seconds by which the claimed end may lie behind the last packet: not at all, but for rounding."""
CLAIM_SHORT = 1.2
"""Seconds by which it may lie before it: the last page's claim cuts off what the encoder added at the end."""
LEAST_BITS_PER_SECOND = 400
MOST_BITS_PER_SECOND = 600_000
_HEADERS = 2
"""Packets before the first sound: who made it, and its tags."""
_LOOKED_AT = 65536
"""Bytes of which it is asked how much they say."""
# fmt: off
_FRAMES = (
    *(480, 960, 1920, 2880) * 3, *(480, 960) * 2, *(120, 240, 480, 960) * 4,
)
# fmt: on
"""Samples of one frame, by the packet's first five bits: SILK, hybrid, CELT."""


@dataclass(frozen=True, slots=True)
class OggOpus:
    """What was counted. ``duration`` is in seconds; ``size`` in bytes; ``bits_per_second`` is what it says in a second
    beyond repetitions: next to nothing in digital silence, whatever the encoder's bit rate."""

    duration: float
    channels: int
    size: int
    bits_per_second: float = MOST_BITS_PER_SECOND

    @property
    def is_plausible(self) -> bool:
        """False where the duration does not go with the number of bytes."""
        bits = self.size * 8
        return LEAST_BITS_PER_SECOND * self.duration <= bits <= MOST_BITS_PER_SECOND * max(self.duration, 0.02) + 64_000


async def read_ogg_opus(path: Path) -> OggOpus | None:
    """A file with one Opus stream in it, all of which bears its header out; None for every other kind of file.

    Raises EmptyFile for zero bytes, DamagedMedia for an Ogg file that ends in the middle of a page.
    """
    return await asyncio.to_thread(_read, path)


def _read(path: Path) -> OggOpus | None:
    with path.open("rb", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        if size and file.read(4) != b"OggS"[:size]:
            return None
        if size <= LARGEST:
            file.seek(0)
            return parse_ogg_opus(file.readall())
        file.seek(size - LARGEST_PAGE)
        if is_cut_off(file.readall()):
            raise DamagedMedia("ogg ends in the middle of a page")
        return None


def parse_ogg_opus(data: bytes) -> OggOpus | None:
    """The same from bytes."""
    if not data:
        raise EmptyFile("zero bytes")
    if not data.startswith(b"OggS"):
        return None
    found = list(islice(pages(data), MOST_PAGES + 1))
    if len(found) > MOST_PAGES:
        return None
    end = found[-1].end if found else 0
    if end > len(data) or (end < len(data) and b"OggS".startswith(data[end : end + 4])):
        raise DamagedMedia("ogg ends in the middle of a page")
    head = data[found[0].start : found[0].start + 19]
    if end < len(data) or len(head) < 19 or head[:8] != b"OpusHead" or not _is_one_stream(found):
        return None  # several streams beside or after each other, or something odd: ffmpeg's business
    seconds = _seconds(data, found, int.from_bytes(head[10:12], "little"))
    if seconds is None:
        return None
    piece = data[:_LOOKED_AT]
    sense = len(zlib.compress(piece, 1)) / len(piece)
    return OggOpus(seconds, head[9], len(data), sense * len(data) * 8 / max(seconds, 0.02))


def _is_one_stream(found: list[OggPage]) -> bool:
    return all(page.serial == found[0].serial for page in found) and not any(page.flags & FIRST for page in found[1:])


def _seconds(data: bytes, found: list[OggPage], pre_skip: int) -> float | None:
    """How long the packets last, without what the encoder added; None where the pages claim something else."""
    samples = packets = ended = 0
    beginning: int | None = None
    for page in found:
        for length in _packets(data, page):
            packets += 1
            samples += length if packets > _HEADERS else 0
        if packets > _HEADERS and page.granule != NO_PACKET_ENDS_HERE:
            beginning = max(0, page.granule - samples) if beginning is None else beginning
            ended = page.granule - beginning
        if packets > MOST_PACKETS:
            return None
    if not -CLAIM_SHORT <= (ended - samples) / SAMPLES_A_SECOND <= CLAIM_BEYOND:
        return None
    return max(0, min(ended, samples) - pre_skip) / SAMPLES_A_SECOND


def _packets(data: bytes, page: OggPage) -> Iterator[int]:
    """The samples of each packet that begins on this page."""
    at, is_new = page.start, not page.flags & CONTINUED
    for length in page.lacing:
        if is_new:
            yield _samples(data[at : at + 2]) if length else 0
        at += length
        is_new = length < 255


def _samples(packet: bytes) -> int:
    frame, code = _FRAMES[packet[0] >> 3], packet[0] & 3
    if code < 3:
        return frame * (1, 2, 2)[code]
    return frame * (packet[1] & 63) if len(packet) > 1 else 0
