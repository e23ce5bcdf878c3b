"""The header of a voice note, read without a program."""

import contextlib
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontend_bot.errors import DamagedMedia, EmptyFile, InputError
from frontend_bot.media.ogg_opus import parse_ogg_opus, read_ogg_opus
from tests.hostile_samples import HostileSamples
from tests.media_samples import Samples


async def test_a_voice_note_is_as_long_as_ffprobe_says(samples: Samples) -> None:
    note = samples.spoken("ogg")
    header = await read_ogg_opus(note)
    assert header is not None
    command = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", str(note)]
    measured = float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert header.duration == pytest.approx(measured, abs=0.02)
    assert (header.channels, header.size) == (1, note.stat().st_size)
    assert header.is_plausible


@pytest.mark.parametrize("extension", ["mp3", "m4a", "wav", "flac", "webm", "mka"])
async def test_other_files_are_for_ffprobe(samples: Samples, extension: str) -> None:
    assert await read_ogg_opus(samples.spoken(extension)) is None


async def test_vorbis_and_two_streams_are_for_ffprobe(samples: Samples) -> None:
    wav = str(samples.spoken("wav"))
    vorbis = samples.made("vorbis.ogg", "-i", wav, "-c:a", "libvorbis")
    two = samples.made("two.ogg", "-i", wav, "-i", wav, "-map", "0", "-map", "1", "-c:a", "libopus")
    chained = samples.folder / "chained.ogg"
    chained.write_bytes(samples.tones("ogg").read_bytes() + samples.spoken("ogg").read_bytes())
    for file in (vorbis, two, chained):
        assert await read_ogg_opus(file) is None


async def test_no_bytes(tmp_path: Path) -> None:
    (tmp_path / "in").touch()
    with pytest.raises(EmptyFile):
        await read_ogg_opus(tmp_path / "in")


async def test_a_forged_duration_is_not_believed(hostile: HostileSamples) -> None:
    assert await read_ogg_opus(hostile.make("forged-granule.ogg")) is None


@given(share=st.floats(min_value=0.0001, max_value=0.9999))
def test_a_file_cut_anywhere_is_damaged_or_ends_with_a_whole_page(samples: Samples, share: float) -> None:
    data = samples.spoken("ogg").read_bytes()
    cut = data[: max(1, int(len(data) * share))]
    boundaries = {at for at in range(len(data)) if data.startswith(b"OggS", at)}
    try:
        parse_ogg_opus(cut)
    except DamagedMedia:
        assert len(cut) not in boundaries
    else:
        assert len(cut) in boundaries or not cut.startswith(b"OggS")


@given(head=st.binary(max_size=200), start=st.sampled_from([b"", b"OggS", b"OggS\0\2" + bytes(20) + b"\1\x13OpusHead"]))
def test_no_bytes_at_all_make_it_stumble(head: bytes, start: bytes) -> None:
    with contextlib.suppress(InputError):
        parse_ogg_opus(start + head)
