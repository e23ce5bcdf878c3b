"""Sample recordings: made once, left out with a word when flite is missing."""

import shutil
from pathlib import Path

import pytest

from playground.samples import make_samples

needs_flite = pytest.mark.skipif(shutil.which("flite") is None, reason="flite is not installed")


@needs_flite
async def test_samples_are_made_once(tmp_path: Path) -> None:
    made = await make_samples(tmp_path)
    assert {sample["kind"] for sample in made.samples} == {"voice", "audio", "video", "document", "photo"}
    assert made.notices == []
    voice = tmp_path / "voice-note.ogg"
    assert voice.read_bytes().startswith(b"OggS")
    assert next(sample for sample in made.samples if sample["kind"] == "audio")["duration"] > 20
    born = voice.stat().st_mtime_ns
    assert (await make_samples(tmp_path)).samples == made.samples
    assert voice.stat().st_mtime_ns == born
    assert not list(tmp_path.glob(".*"))


async def test_without_flite_the_rest_and_a_word_about_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.samples.shutil.which", lambda name: None)
    made = await make_samples(tmp_path)
    assert [sample["kind"] for sample in made.samples] == ["document", "photo"]
    assert "flite" in made.notices[0]["text_ru"]
    assert "flite" in made.notices[0]["text_en"]
