"""The draft engine on near natural speech."""

import asyncio
from pathlib import Path

import numpy as np
import pytest

from frontend_bot.core.tools import TranscriptionOptions
from frontend_bot.engines.not_configured import NoTranscription
from frontend_bot.engines.transcription import pocketsphinx_process
from frontend_bot.engines.transcription.pocketsphinx_draft import PocketsphinxDraft
from frontend_bot.errors import EmptyFile, EngineMissing
from frontend_bot.media.conversion import Conversion
from frontend_bot.media.programs import Programs
from frontend_bot.workflows.transcribe import transcribe
from tests.hostile_samples import HostileSamples
from tests.media_fixtures import FileSource, Told, working_in
from tests.media_samples import SENTENCES, Samples

SPOKEN = " ".join(SENTENCES).lower().replace(".", "").split()


@pytest.fixture
def engine(conversion: Conversion, programs: Programs) -> PocketsphinxDraft:
    return PocketsphinxDraft(conversion=conversion, programs=programs)


def word_errors(said: list[str], heard: list[str]) -> float:
    """Word error rate: words to change, add or take away, by words said."""
    row = list(range(len(heard) + 1))
    for number, word in enumerate(said, 1):
        before, row[0] = row[0], number
        for at, other in enumerate(heard, 1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (word != other))
    return row[-1] / len(said)


async def test_a_voice_note_is_understood(
    engine: PocketsphinxDraft, samples: Samples, workspace: Path, told: Told
) -> None:
    transcript = await transcribe(engine, FileSource(samples.spoken("ogg"), workspace), TranscriptionOptions(), told)
    assert word_errors(SPOKEN, transcript.text.split()) < 0.2
    assert (transcript.engine, transcript.is_draft, transcript.language) == ("pocketsphinx", True, "en")
    assert transcript.duration == pytest.approx(15.5, abs=0.1)
    assert transcript.text == " ".join(segment.text for segment in transcript.segments)
    assert told.words == ["progress-downloading", "progress-converting", "progress-transcribing"]
    assert told.fractions[-1] > 0.9


def test_digital_silence_gets_a_little_noise(tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(bytes(1000))
    made = list(pocketsphinx_process.frames(tmp_path / "in", 960))
    assert [len(frame) for frame in made] == [960, 960]
    samples = np.frombuffer(b"".join(made), dtype="<i2")
    assert 0 < np.abs(samples).max() <= pocketsphinx_process.DITHER


async def test_silence_is_nothing(engine: PocketsphinxDraft, samples: Samples, workspace: Path, told: Told) -> None:
    silence = samples.silence("silence.ogg", 5, "anullsrc=r=48000:cl=mono", "libopus")
    assert (await transcribe(engine, FileSource(silence, workspace), TranscriptionOptions(), told)).text == ""


async def test_no_bytes(engine: PocketsphinxDraft, hostile: HostileSamples, workspace: Path, told: Told) -> None:
    with pytest.raises(EmptyFile):
        await transcribe(engine, FileSource(hostile.make("zero-bytes"), workspace), TranscriptionOptions(), told)


async def test_cancelling_ends_it_at_once(
    engine: PocketsphinxDraft, samples: Samples, workspace: Path, told: Told
) -> None:
    running = asyncio.create_task(
        transcribe(engine, FileSource(samples.spoken("ogg"), workspace), TranscriptionOptions(), told)
    )
    while told.words[-1:] != ["progress-transcribing"] or not working_in(workspace):
        await asyncio.sleep(0.01)
        assert not running.done()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert not working_in(workspace)


async def test_without_an_engine_that_is_said(samples: Samples, workspace: Path, told: Told) -> None:
    nothing = NoTranscription()
    unavailable = nothing.why_unavailable()
    assert unavailable is not None
    assert unavailable.id == "engine-transcription-missing"
    source = FileSource(samples.spoken("ogg"), workspace)
    with pytest.raises(EngineMissing):
        await transcribe(nothing, source, TranscriptionOptions(), told)
    assert source.asked == 0
