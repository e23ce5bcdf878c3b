"""Headers that hide a part of the sound, or promise more than there is, where ffmpeg believes them.

A WAV file whose header counts fewer bytes of sound than follow; an mp3 whose ID3 tag claims to reach into the sound.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from frontend_bot.media.joined_files import copy_bytes

_STREAMED_FROM = 0x7FFF_0000
"""Sizes from here on are what programs write that do not know the size yet; 0 is another such."""
_CHUNK = 8
"""Bytes of a RIFF chunk's header."""
ID3_HEADER = 10
"""Bytes of an ID3 tag's header, and of that of each of its frames."""
_MOST_PADDING = 2**20
_MOST_CHUNKS = 10_000
"""And frames of a tag: of a file with more than that nothing is known."""


@dataclass(frozen=True, slots=True)
class Lie:
    """What is wrong with a header. ``begin`` is where a truthful file would begin; ``size_at`` where, in a WAV file,
    the size of its sound stands (0: nothing is to be corrected there)."""

    begin: int = 0
    size_at: int = 0


def lie_in(path: Path) -> Lie | None:
    """What hides sound in this file. None for most files."""
    begin = _sound_in_tag(path)
    if begin:
        return Lie(begin=begin)
    wav = read_wav(path)
    return Lie(size_at=wav.size_at) if wav is not None and wav.hides else None


def write_truth(path: Path, lie: Lie, target: Path) -> None:
    """A copy of the file that hides nothing."""
    size = path.stat().st_size
    with path.open("rb") as file:
        copy_bytes(file.fileno(), lie.begin, size, target)
    if lie.size_at:
        with target.open("r+b") as copy:
            for at in (4, lie.size_at):  # of the whole, of the sound
                copy.seek(at)
                copy.write(min(size - at - 4, 2**32 - 1).to_bytes(4, "little"))


@dataclass(frozen=True, slots=True)
class WavSizes:
    """``size_at`` is where the size of the sound stands, ``claimed`` what it says, in bytes.

    ``a_second`` of them make a second. ``hides`` is true where sound lies beyond the claimed end.
    """

    size_at: int
    claimed: int
    a_second: int
    hides: bool

    @property
    def promised(self) -> float:
        """Seconds of sound that the header promises, 0 where it does not know."""
        is_known = 0 < self.claimed < _STREAMED_FROM and self.a_second
        return self.claimed / self.a_second if is_known else 0.0


def read_wav(path: Path) -> WavSizes | None:
    """The sizes in a WAV file's header. None for another file, or one whose sound is not found."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(12)
        if head[:4] != b"RIFF" or head[8:] != b"WAVE":
            return None
        a_second, at = 0, 12
        for _ in range(_MOST_CHUNKS):
            if at + _CHUNK > size:
                break
            name, claimed = _chunk(file, at)
            if name == b"fmt ":
                a_second = int.from_bytes(file.read(12)[8:], "little")
            if name == b"data":
                end = at + _CHUNK + claimed
                hides = claimed > 0 and end + _CHUNK < size and not _are_chunks(file, end, size)
                return WavSizes(at + 4, claimed, a_second, hides)
            at += _CHUNK + claimed + claimed % 2
    return None


def _chunk(file: BinaryIO, at: int) -> tuple[bytes, int]:
    file.seek(at)
    return file.read(4), int.from_bytes(file.read(4), "little")


def _are_chunks(file: BinaryIO, at: int, size: int) -> bool:
    """Whether nothing but chunks follows up to the end of the file, padded to even places as it should be or not."""
    for _ in range(_MOST_CHUNKS):
        if at + _CHUNK > size:
            return at <= size + 1
        name, claimed = _chunk(file, at)
        if not name.isascii() or not name.decode().isprintable():
            name, claimed = _chunk(file, at + 1)
            at += 1
        if not name.isascii() or not name.decode().isprintable():
            return False
        at += _CHUNK + claimed
    return True


def _sound_in_tag(path: Path) -> int:
    """Where the sound begins if an ID3 tag claims its beginning for itself, else 0."""
    with path.open("rb") as file:
        head = file.read(ID3_HEADER)
        if len(head) < ID3_HEADER or head[:3] != b"ID3" or head[3] not in {3, 4} or head[5] & 0x40:
            return 0
        at, end = ID3_HEADER, ID3_HEADER + seven_bits(head[6:])
        for _ in range(_MOST_CHUNKS):
            if at + ID3_HEADER > end or not (frame := file.read(ID3_HEADER))[:4].isalnum() or len(frame) < ID3_HEADER:
                break
            at += ID3_HEADER + (seven_bits(frame[4:8]) if head[3] == 4 else int.from_bytes(frame[4:8], "big"))
            file.seek(at)
        file.seek(at)
        padding = file.read(max(0, min(end - at, _MOST_PADDING)))
    rest = padding.lstrip(b"\0")
    is_sound = len(rest) > 1 and rest[0] == 0xFF and rest[1] & 0xE0 == 0xE0
    return at + len(padding) - len(rest) if is_sound else 0


def seven_bits(number: bytes) -> int:
    """The number in four bytes of an ID3 tag (ID3v2.4, 6.2: "synchsafe")."""
    return sum((byte & 0x7F) << shift for byte, shift in zip(number, (21, 14, 7, 0), strict=True))
