"""A file of which a third was missing was transcribed without a word about it: what came out was far shorter than what
the header claims, and nobody was told.
"""

from pathlib import Path

import pytest

from frontend_bot.core.phrase import phrase
from frontend_bot.core.transcript import Transcript
from frontend_bot.media.plan import Bounds
from frontend_bot.modes.transcribe_audio import _note
from frontend_bot.services.translations import Translations
from tests.heard import heard
from tests.media_fixtures import samples
from tests.media_samples import Samples

__all__ = ["samples"]

SECONDS = 14.3
FORMATS = {
    "m4a": "-c:a aac -movflags +faststart",
    "mp3": "-c:a libmp3lame",
    "wav": "-c:a pcm_s16le",
    "flac": "-c:a flac -sample_fmt s16",
    "mka": "-c:a libopus",
    "wma": "-c:a wmav2",
    "caf": "-c:a pcm_s16le",
    "wv": "-c:a wavpack",
}


def made(samples: Samples, extension: str) -> Path:
    wav = samples.tones("wav", 1, 20)
    return samples.made(f"whole.{extension}", "-i", str(wav), "-ar", "16000", *FORMATS[extension].split())


def two_thirds(file: Path) -> Path:
    cut = file.with_name(f"cut-{file.name}")
    cut.write_bytes(file.read_bytes()[: file.stat().st_size * 2 // 3])
    return cut


@pytest.mark.parametrize("extension", FORMATS)
async def test_what_is_missing_is_told(samples: Samples, tmp_path: Path, extension: str) -> None:
    file = made(samples, extension)
    found = await heard(two_thirds(file), tmp_path / "cut", answer="a part")
    assert found.transcript.promised == pytest.approx(SECONDS, abs=0.5)
    assert found.transcript.duration < SECONDS * 0.75
    assert found.booked == pytest.approx(found.transcript.duration, abs=0.2)
    note = _note(found.transcript)
    assert note is not None
    assert note.id == "transcript-cut-off"
    whole = await heard(file, tmp_path / "whole", answer="all")
    assert whole.transcript.promised == 0
    assert _note(whole.transcript) is None


async def test_so_it_is_with_a_long_one(samples: Samples, tmp_path: Path) -> None:
    found = await heard(two_thirds(made(samples, "m4a")), tmp_path, Bounds(seconds=5, longest=600))
    assert found.transcript.promised == pytest.approx(SECONDS, abs=0.5)


async def test_a_video_whose_sound_ends_early_lacks_nothing(samples: Samples, tmp_path: Path) -> None:
    wav = samples.tones("wav", 1, 20)
    picture = ["-f", "lavfi", "-i", "color=c=teal:s=64x48:r=5:d=40"]
    for name in ("early-end.mp4", "early-end.mkv", "early-end.avi"):
        film = samples.made(name, *picture, "-i", str(wav), "-c:v", "mpeg4", "-c:a", "aac")
        assert (await heard(film, tmp_path / name)).transcript.promised == 0


async def test_sound_that_begins_late_is_no_sound_that_is_missing(samples: Samples, tmp_path: Path) -> None:
    wav = samples.tones("wav", 1, 20)
    late = samples.made("late.mka", "-itsoffset", "30", "-i", str(wav), "-c:a", "libopus")
    assert (await heard(late, tmp_path)).transcript.promised == 0


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_sentence_tells_both_lengths(language: str) -> None:
    note = _note(Transcript("text", "openai", duration=600, promised=900))
    assert note == phrase("transcript-cut-off", there="00:10:00", promised="00:15:00")
    said = Translations().say(note, language)
    assert "00:10:00" in said
    assert "00:15:00" in said
