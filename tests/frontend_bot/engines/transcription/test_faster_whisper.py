"""faster-whisper itself, offline, with a model built on the spot that always says the same."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import ctranslate2
import numpy as np
import pytest

from frontend_bot.core.tools import TranscriptionOptions
from frontend_bot.engines.transcription.faster_whisper import FasterWhisper, LocalModel, WhisperRecognizer
from frontend_bot.errors import EngineUnavailable
from frontend_bot.media.conversion import Conversion
from frontend_bot.media.plan import Bounds
from frontend_bot.media.programs import Programs
from frontend_bot.workflows.transcribe import transcribe
from tests.media_fixtures import FileSource, Told, children_gone, working_in
from tests.media_samples import Samples
from tests.tiny_whisper import SPOKEN, WORDS, build

SAID = " ".join(WORDS)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("whisper"))


@pytest.fixture
async def engine(model: Path, conversion: Conversion) -> AsyncIterator[FasterWhisper]:
    made = FasterWhisper(LocalModel(str(model), device="cpu", compute_type="int8", threads=1), conversion)
    yield made
    await made.close()


def program_of(engine: FasterWhisper) -> int | None:
    """The process's id, None while there is none."""
    recognizer = engine._recognizer
    assert isinstance(recognizer, WhisperRecognizer)
    program = recognizer.program
    return program._process.pid if program.is_running and program._process else None


@pytest.mark.parametrize("kind", ["int8", "float32"])
def test_the_models_words_win_by_far(model: Path, kind: str) -> None:
    """However another processor rounds: what is second is less likely by a factor of e to the twentieth, or more."""
    whisper = ctranslate2.models.Whisper(str(model), device="cpu", compute_type=kind, intra_threads=1)
    silence = ctranslate2.StorageView.from_array(np.zeros((1, 80, 3000), np.float32))
    (said,) = whisper.generate(silence, [[50258, 50259, 50359]], beam_size=1, return_logits_vocab=True)
    best = [np.partition(np.array(one), -2)[-2:] for one in said.logits[0]]
    assert len(best) == len(WORDS) + 3, "the words between two moments, and the end"
    assert min(first - second for second, first in best) > 20


async def test_a_voice_note_is_understood_offline(
    engine: FasterWhisper, samples: Samples, workspace: Path, told: Told
) -> None:
    assert engine.why_unavailable() is None
    assert program_of(engine) is None, "nothing is loaded before it is needed"
    source = FileSource(samples.spoken("ogg"), workspace)
    transcript = await transcribe(engine, source, TranscriptionOptions(), told)
    assert transcript.text == SAID
    assert (transcript.engine, transcript.language, transcript.is_draft) == ("faster_whisper", "en", False)
    assert [(s.start, s.end, s.text) for s in transcript.segments] == [(0.0, SPOKEN, SAID)]
    loaded = program_of(engine)
    again = await transcribe(engine, source, TranscriptionOptions("ru", vocabulary=("extra names",)), told)
    assert program_of(engine) == loaded, "the model stays"
    assert again.language == "ru"
    assert again.text != SAID, "the names have reached the model"


async def test_silence_is_nothing(engine: FasterWhisper, samples: Samples, workspace: Path, told: Told) -> None:
    silence = samples.silence("silence.ogg", 5, "anullsrc=r=48000:cl=mono", "libopus")
    assert (await transcribe(engine, FileSource(silence, workspace), TranscriptionOptions(), told)).text == ""


async def test_a_long_recording_goes_in_chunks(
    model: Path, programs: Programs, samples: Samples, workspace: Path, told: Told
) -> None:
    bounds = Bounds(20.0, longest=600.0)  # in longer ones so few words would be asked for again
    engine = FasterWhisper(LocalModel(str(model), "cpu", "int8", threads=1), Conversion(programs, bounds))
    spoken = samples.made("long.mp3", "-stream_loop", "4", "-i", str(samples.spoken("wav")), "-b:a", "64k")
    transcript = await transcribe(engine, FileSource(spoken, workspace), TranscriptionOptions(), told)
    await engine.close()
    paragraphs = transcript.text.split("\n\n")
    assert len(paragraphs) >= 3
    assert set(paragraphs) == {SAID}
    starts = [segment.start for segment in transcript.segments]
    assert starts == sorted(starts)
    assert starts[-1] > 50


async def test_a_crash_is_one_recordings_trouble(
    engine: FasterWhisper, samples: Samples, workspace: Path, told: Told
) -> None:
    source = FileSource(samples.spoken("ogg"), workspace)
    await transcribe(engine, source, TranscriptionOptions(), told)
    pid = program_of(engine)
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    meanwhile = Told()
    waiting = asyncio.create_task(transcribe(engine, source, TranscriptionOptions(), meanwhile))
    while "progress-transcribing" not in meanwhile.words:
        await asyncio.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(EngineUnavailable):
        await waiting
    assert (await transcribe(engine, source, TranscriptionOptions(), told)).text == SAID
    assert program_of(engine) not in (None, pid)


async def test_cancelling_ends_it_and_the_next_starts_it(
    engine: FasterWhisper, samples: Samples, workspace: Path, told: Told, model: Path
) -> None:
    source = FileSource(samples.spoken("ogg"), workspace)
    running = asyncio.create_task(transcribe(engine, source, TranscriptionOptions(), told))
    while not working_in(model):
        await asyncio.sleep(0.01)
        assert not running.done()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert await children_gone(model)
    assert (await transcribe(engine, source, TranscriptionOptions(), told)).text == SAID


async def test_idle_it_gives_its_memory_back(
    model: Path, conversion: Conversion, samples: Samples, workspace: Path, told: Told
) -> None:
    engine = FasterWhisper(LocalModel(str(model), "cpu", "int8", threads=1, idle_seconds=0.2), conversion)
    await transcribe(engine, FileSource(samples.spoken("ogg"), workspace), TranscriptionOptions(), told)
    assert await children_gone(model)
    await transcribe(engine, FileSource(samples.spoken("ogg"), workspace), TranscriptionOptions(), told)
    await engine.close()
    assert await children_gone(model)


async def test_a_model_that_is_none(
    tmp_path: Path, conversion: Conversion, samples: Samples, workspace: Path, told: Told
) -> None:
    engine = FasterWhisper(LocalModel(str(tmp_path / "no-such-model"), "cpu"), conversion)
    with pytest.raises(EngineUnavailable):
        await transcribe(engine, FileSource(samples.spoken("ogg"), workspace), TranscriptionOptions(), told)
    await engine.close()
