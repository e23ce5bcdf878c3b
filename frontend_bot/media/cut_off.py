"""Files that end before their end, by what their headers count, where ffmpeg shortens the claimed length to fit.

All lengths are what the header says, in seconds, and 0 for a file that is whole or of another kind.
"""

from pathlib import Path

from frontend_bot.media.lying_headers import ID3_HEADER, seven_bits

_FIRST_FRAME = 512
"""Bytes of an mp3, in which its Xing header stands if it has one."""
_CUT_OFF_BY = 1.02
"""Other programs' tags at the end are left out of the count, or not."""
_HEAD = 65536
"""Bytes in which the headers of ASF and AVI lie."""
_ASF_FILE_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
_ASF_BROADCAST = 1
_CAF_HEADER, _CAF_CHUNK = 8, 12
"""Bytes of a file's header, and of that of each chunk."""
_MOST_CHUNKS = 10_000


def is_mp3_cut_off(path: Path) -> bool:
    """Whether an mp3 has fewer bytes than its Xing header counts. False where it has none: its length is a guess."""
    with path.open("rb") as file:
        head = file.read(ID3_HEADER)
        begin = ID3_HEADER + seven_bits(head[6:]) if head[:3] == b"ID3" and len(head) == ID3_HEADER else 0
        file.seek(begin)
        frame = file.read(_FIRST_FRAME).ljust(_FIRST_FRAME + 16, b"\0")
        left = path.stat().st_size - begin
    at = max(frame.find(b"Xing"), frame.find(b"Info"))
    if at < 0 or not frame[at + 7] & 2:
        return False
    counted = at + (12 if frame[at + 7] & 1 else 8)
    return int.from_bytes(frame[counted : counted + 4], "big") > left * _CUT_OFF_BY


def asf_promise(path: Path) -> float:
    """Of a WMA or WMV file that has fewer bytes than its file properties count (ASF specification, 3.2)."""
    head, size = _head(path)
    at = head.find(_ASF_FILE_PROPERTIES)
    if at < 0 or len(head) < at + 92:
        return 0.0
    counted, ticks, preroll = (_number(head, at + place, 8) for place in (40, 64, 80))
    is_live = _number(head, at + 88, 4) & _ASF_BROADCAST
    if is_live or counted <= size * _CUT_OFF_BY:
        return 0.0
    return max(0.0, ticks / 1e7 - preroll / 1e3)


def avi_promise(path: Path) -> float:
    """Of an AVI file that has fewer bytes than its first RIFF chunk."""
    head, size = _head(path)
    at = head.find(b"avih")
    if head[:4] != b"RIFF" or at < 0 or len(head) < at + 28 or _number(head, 4, 4) <= size * _CUT_OFF_BY:
        return 0.0
    microseconds_a_frame, frames = _number(head, at + 8, 4), _number(head, at + 24, 4)
    return microseconds_a_frame * frames / 1e6


def caf_promise(path: Path, there: float) -> float:
    """Of a CAF file that has fewer bytes of sound than its data chunk counts, ``there`` seconds of them."""
    size, at = path.stat().st_size, _CAF_HEADER
    with path.open("rb") as file:
        for _ in range(_MOST_CHUNKS):
            if at + _CAF_CHUNK > size:
                break
            file.seek(at)
            name, counted = file.read(4), int.from_bytes(file.read(8), "big", signed=True)
            at += _CAF_CHUNK
            if name == b"data":
                return there * counted / max(1, size - at) if counted > (size - at) * _CUT_OFF_BY else 0.0
            at += max(0, counted)
    return 0.0


def _head(path: Path) -> tuple[bytes, int]:
    with path.open("rb") as file:
        return file.read(_HEAD), path.stat().st_size


def _number(data: bytes, at: int, length: int) -> int:
    return int.from_bytes(data[at : at + length], "little")
