"""Reading ffprobe's answer."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontend_bot.errors import BotError, DamagedMedia, NotMedia, ProgramMissing
from frontend_bot.media.probe import parse_probe, probe
from frontend_bot.media.programs import Programs
from tests.media_samples import Samples


def answer(*streams: dict[str, Any], **told: Any) -> bytes:
    return json.dumps({"streams": streams, "format": {"format_name": "mp3", "probe_score": 51, **told}}).encode()


async def test_a_film(samples: Samples, programs: Programs) -> None:
    found = await probe(samples.film(samples.spoken("wav")), programs)
    assert found.has_video
    assert not found.has_cover
    assert [(track.codec, track.number) for track in found.audio] == [("aac", 0)]
    assert "mov" in found.formats
    assert found.duration > 10


async def test_without_ffprobe_the_operator_is_told(
    samples: Samples, programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = samples.spoken("mp3")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(ProgramMissing):
        await probe(file, programs)


async def test_odd_names_are_only_names(samples: Samples, programs: Programs, tmp_path: Path) -> None:
    odd = tmp_path / "-i %03d concat:a|b [0] 'x' привет"
    odd.write_bytes(samples.spoken("mp3").read_bytes())
    assert (await probe(odd, programs)).audio[0].codec == "mp3"


def test_a_guess_is_not_media() -> None:
    with pytest.raises(NotMedia):
        parse_probe(answer({"codec_type": "audio", "codec_name": "mp3"}, probe_score=1))


def test_protected_sound_is_damaged() -> None:
    with pytest.raises(DamagedMedia):
        parse_probe(answer({"codec_type": "audio", "codec_name": "aac", "codec_tag_string": "enca"}))


def test_numbers_come_as_text() -> None:
    found = parse_probe(
        answer({"codec_type": "audio", "sample_rate": "44100", "channels": 2}, duration="12.5", size="99")
    )
    assert (found.duration, found.size, found.audio[0].sample_rate) == (12.5, 99, 44100)


@given(
    st.recursive(
        st.none() | st.integers() | st.text() | st.floats(),
        lambda c: (
            st.lists(c)
            | st.dictionaries(
                st.sampled_from(["streams", "format", "codec_type", "duration", "probe_score", "tags", "disposition"]),
                c,
            )
        ),
    )
)
def test_any_json_is_a_probe_or_a_refusal(told: Any) -> None:
    try:
        parse_probe(json.dumps(told).encode())
    except BotError as refusal:
        assert refusal.detail
