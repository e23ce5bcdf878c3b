"""Of two recordings joined to one file (``cat a.ogg b.ogg``) the second was not heard, and the minute that they lasted
was booked as the second that the first one lasted: headers were believed that the rest of the file does not bear out.
"""

from pathlib import Path

import pytest

from frontend_bot.media.joined_files import parts_of
from frontend_bot.media.ogg_opus import read_ogg_opus
from frontend_bot.media.plan import Bounds
from tests.heard import heard
from tests.media_fixtures import samples
from tests.media_samples import Samples

__all__ = ["samples"]

FIRST, SECOND = range(1, 4), range(11, 21)
BOTH = [*FIRST, *SECOND]
BARE = ("w64", "au", "aiff")
SECONDS = 0.3 * 2 + 0.7 * len(BOTH)
OPUS = "-c:a libopus -b:a 24k"
FORMATS = {
    "ogg": OPUS,
    "mp3": "-c:a libmp3lame -b:a 64k",
    "wav": "-c:a pcm_s16le",
    "flac": "-c:a flac -sample_fmt s16",
    "m4a": "-c:a aac -b:a 64k",
    "webm": OPUS,
    "live.webm": f"{OPUS} -live 1",
    "wma": "-c:a wmav2",
    "caf": "-c:a pcm_s16le",
    "wv": "",
    "flv": "-c:a libmp3lame -ar 44100",
}


def made(samples: Samples, extension: str, said: range) -> Path:
    wav = samples.tones("wav", said[0], said[-1])
    return samples.made(f"{wav.stem}.{extension}", "-i", str(wav), *FORMATS.get(extension, "").split())


def joined(samples: Samples, extension: str, *, is_swapped: bool = False) -> Path:
    target = samples.folder / f"joined.{extension}"
    order = (SECOND, FIRST) if is_swapped else (FIRST, SECOND)
    target.write_bytes(b"".join(made(samples, extension, said).read_bytes() for said in order))
    return target


@pytest.mark.parametrize("extension", FORMATS)
async def test_both_are_heard_and_booked(samples: Samples, tmp_path: Path, extension: str) -> None:
    found = await heard(joined(samples, extension), tmp_path)
    assert found.words == BOTH
    assert found.booked == pytest.approx(SECONDS, abs=0.5)
    assert found.transcript.duration == pytest.approx(SECONDS, abs=0.5)
    assert found.moments[15] == pytest.approx(3 * 0.7 + 0.6 + 4 * 0.7, abs=0.4)
    assert not found.transcript.promised


@pytest.mark.parametrize("extension", ["webm", "mp3"])
async def test_what_is_too_long_for_one_request(samples: Samples, tmp_path: Path, extension: str) -> None:
    found = await heard(joined(samples, extension), tmp_path, Bounds(seconds=5, longest=600))
    assert found.words == BOTH
    assert found.requests > 1
    assert found.moments[15] == pytest.approx(3 * 0.7 + 0.6 + 4 * 0.7, abs=0.4)


async def test_a_short_second_one(samples: Samples, tmp_path: Path) -> None:
    file = joined(samples, "ogg", is_swapped=True)
    assert await read_ogg_opus(file) is None
    found = await heard(file, tmp_path)
    assert found.words == [*SECOND, *FIRST]


async def test_one_voice_note_needs_no_program(samples: Samples, tmp_path: Path) -> None:
    """What most people send all day costs what it did."""
    found = await heard(samples.tones("ogg", 1, 10), tmp_path)
    assert found.programs.commands == []
    assert found.words == list(range(1, 11))


@pytest.mark.parametrize("extension", ["ogg", "wav", "m4a", "webm", "flv", "caf", "wv", "wma", *BARE])
def test_an_ordinary_file_is_one_file(samples: Samples, extension: str) -> None:
    file = made(samples, extension, FIRST)
    assert parts_of(file) == ()
    two = samples.folder / "two"
    two.write_bytes(file.read_bytes() * 2)
    assert [start for start, _ in parts_of(two)] == [0, file.stat().st_size]
    cut = samples.folder / "cut"
    for share in (0.1, 0.5, 0.9):
        cut.write_bytes(file.read_bytes()[: int(file.stat().st_size * share)])
        assert parts_of(cut) == ()


def test_old_phones_recordings(tmp_path: Path) -> None:
    """No ffmpeg here writes AMR, so there are frames without speech; a header among them is told from a frame."""
    narrow, wide = b"#!AMR\n" + (b"\x3c" + bytes(31)) * 3, b"#!AMR-WB\n" + (b"\x44" + bytes(60)) * 2
    file = tmp_path / "in"
    file.write_bytes(narrow + wide + narrow)
    assert parts_of(file) == (
        (0, len(narrow)),
        (len(narrow), len(narrow + wide)),
        (len(narrow + wide), len(narrow + wide + narrow)),
    )
    file.write_bytes(narrow)
    assert parts_of(file) == ()


async def test_a_second_one_that_is_rubbish_does_not_take_the_first_away(samples: Samples, tmp_path: Path) -> None:
    wav = samples.tones("wav", FIRST[0], FIRST[-1]).read_bytes()
    file = samples.folder / "with-rubbish.wav"
    file.write_bytes(wav + b"RIFF\x10\0\0\0WAVErubbish!")
    assert (await heard(file, tmp_path)).words == list(FIRST)


def test_a_long_avi_is_one_file(tmp_path: Path) -> None:
    """Beyond a gigabyte it goes on in chunks that begin like files."""
    file = tmp_path / "in"
    file.write_bytes(b"RIFF\x04\0\0\0AVI " + b"RIFF\x08\0\0\0AVIXidx1" + b"RIFF\x04\0\0\0AVIX")
    assert parts_of(file) == ()
