"""A file of a few megabytes can have millions of empty chunks, and they were all walked through in the bot itself."""

import struct
from pathlib import Path
from typing import Any

import pytest

from frontend_bot.media import cut_off, file_beginnings, lying_headers
from frontend_bot.media.joined_files import parts_of
from frontend_bot.media.ogg_opus import MOST_PAGES, parse_ogg_opus

MEGABYTE = 2**20
ASF = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
W64 = bytes.fromhex("726966662e91cf11a5d628db04c10000")
MANY = {
    "mp4": b"\0\0\0\x08ftyp" + b"\0\0\0\x08free" * (MEGABYTE // 8),
    "riff": (b"RIFF" + bytes(4)) * (MEGABYTE // 8),
    "form": (b"FORM" + bytes(4)) * (MEGABYTE // 8),
    "asf": ASF + (24).to_bytes(8, "little") + (bytes(16) + (24).to_bytes(8, "little")) * (MEGABYTE // 24),
    "caf": b"caff\0\1\0\0" + (b"free" + bytes(8)) * (MEGABYTE // 12),
    "w64": (W64 + (24).to_bytes(8, "little")) * (MEGABYTE // 24),
    "au": (b".snd" + (24).to_bytes(4, "big") + (1).to_bytes(4, "big") + bytes(13)) * (MEGABYTE // 25),
    "amr": b"#!AMR\n" + b"\x78" * MEGABYTE,
    "wavpack": (b"wvpk" + (24).to_bytes(4, "little") + bytes(24)) * (MEGABYTE // 32),
    "flv": b"FLV\1\5\0\0\0\x09\0\0\0\0" + bytes(MEGABYTE),
    "ebml": bytes.fromhex("1a45dfa3") * (MEGABYTE // 4),
    "ebml, sized": (bytes.fromhex("1a45dfa3") + b"\x80") * (MEGABYTE // 5),
}


class Counted(bytes):
    """Counts how often something is looked up in it."""

    looks = 0

    def __getitem__(self, key: Any) -> Any:
        self.looks += 1
        return super().__getitem__(key)

    def find(self, *told: Any) -> int:
        self.looks += 1
        return super().find(*told)


@pytest.mark.parametrize("name", MANY)
def test_a_walk_ends(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_beginnings, "_MOST_STEPS", 500)
    data = Counted(MANY[name])
    data.looks = 0
    for _ in file_beginnings.beginnings(data):  # type: ignore[arg-type]
        pass
    assert data.looks < 20_000


@pytest.mark.parametrize("name", MANY)
def test_many_are_none(name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(MANY[name])
    assert parts_of(file) == ()
    lying_headers.lie_in(file)


@pytest.mark.parametrize(
    "data",
    [
        b"RIFF\0\0\0\0WAVE" + b"junk\0\0\0\0" * (MEGABYTE // 8),
        b"RIFF\0\0\0\0WAVEdata\2\0\0\0\0\0" + b"junk\0\0\0\0" * (MEGABYTE // 8),
        b"ID3\4\0\0\x7f\x7f\x7f\x7f" + b"TIT2\0\0\0\0\0\0" * (MEGABYTE // 10),
        b"ID3\3\0\0\x7f\x7f\x7f\x7f" + b"TIT2",
    ],
)
def test_a_header_of_many_is_believed(data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reads, chunk = [0], lying_headers._chunk

    def counted(*told: Any) -> Any:
        reads[0] += 1
        return chunk(*told)

    monkeypatch.setattr(lying_headers, "_chunk", counted)
    file = tmp_path / "many"
    file.write_bytes(data)
    assert lying_headers.lie_in(file) is None
    assert reads[0] < 50_000


def test_a_voice_note_of_a_million_pages_is_not_counted_here() -> None:
    page = b"OggS\0\0" + struct.pack("<QIIIB", 0, 1, 0, 0, 0)
    data = Counted(page * (MOST_PAGES * 2))
    data.looks = 0
    assert parse_ogg_opus(data) is None
    assert data.looks < 2 * MOST_PAGES


@pytest.mark.parametrize("end", range(0, 40, 3))
def test_an_mp3_that_ends_within_its_header_is_no_accident(end: int, tmp_path: Path) -> None:
    file = tmp_path / "a.mp3"
    file.write_bytes((b"\xff\xfb\x90\x00" + bytes(4) + b"Xing\0\0\0\3" + b"\xff" * 8)[:end])
    cut_off.is_mp3_cut_off(file)
    cut_off.caf_promise(file, 1.0)
    cut_off.asf_promise(file)
    cut_off.avi_promise(file)
