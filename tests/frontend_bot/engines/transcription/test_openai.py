"""The engine against a strict provider: every container, and what it learns from refusals."""

import asyncio
import hashlib
from pathlib import Path

import aiohttp
import pytest

from frontend_bot.core.tools import TranscriptionOptions
from frontend_bot.core.transcript import Segment
from frontend_bot.errors import EngineRefused
from frontend_bot.workflows.transcribe import transcribe
from tests.frontend_bot.engines.conftest import NO_OPTIONS, WORDS, MakeEngine
from tests.media_fixtures import FileSource, Told, children_gone, working_in
from tests.media_samples import Samples
from tests.provider.double import ProviderDouble
from tests.provider.faults import Fault


@pytest.mark.parametrize("extension", ["ogg", "mp3", "m4a", "wav", "flac", "webm", "mp4", "aac", "wma"])
async def test_every_word_of_every_container(
    make_engine: MakeEngine, samples: Samples, workspace: Path, told: Told, extension: str
) -> None:
    transcript = await transcribe(make_engine(), FileSource(samples.tones(extension), workspace), NO_OPTIONS, told)
    assert transcript.text == WORDS
    assert transcript.duration == pytest.approx(14.3, abs=0.3)
    assert (transcript.engine, transcript.model, transcript.is_draft) == ("openai", "gpt-transcribe", False)
    assert told.words[0] == "progress-downloading"
    assert told.words[-1] == "progress-transcribing"


async def test_a_voice_note_arrives_as_it_is(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told
) -> None:
    await transcribe(make_engine(), note, TranscriptionOptions("ru", ("Иванов", "line\nbreak <b>", "x" * 500)), told)
    (request,) = provider.requests
    assert (request.file_name, request.mime_type) == ("voice.ogg", "audio/ogg")
    assert request.sha256 == hashlib.sha256(note.file.read_bytes()).hexdigest()
    assert request.fields == (
        ("model", "gpt-transcribe"),
        ("response_format", "json"),
        ("languages[]", "ru"),
        ("keywords[]", "Иванов"),
        ("keywords[]", "line break b"),
    )
    assert told.words == ["progress-downloading", "progress-transcribing"]
    assert list(note.workspace.iterdir()) == []


async def test_whisper_gives_segments(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told
) -> None:
    transcript = await transcribe(make_engine("whisper-1"), note, TranscriptionOptions("ru", ("Иванов",)), told)
    assert provider.requests[0].values("language") == ["ru"]
    assert provider.requests[0].values("prompt") == ["Иванов"]
    assert transcript.language == "ru"
    assert [segment.text for segment in transcript.segments] == WORDS.split()


async def test_without_segments_all_is_one(make_engine: MakeEngine, note: FileSource, told: Told) -> None:
    transcript = await transcribe(make_engine(), note, NO_OPTIONS, told)
    assert transcript.segments == (Segment(0.0, transcript.duration, WORDS),)


async def test_the_text_is_what_the_provider_said(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told
) -> None:
    provider.answer = "  <b>*_[x](y)_* & \u202e\0 «ёж» 🎤\n\nвторая строка  "
    assert (await transcribe(make_engine(), note, NO_OPTIONS, told)).text == provider.answer.strip()


async def test_an_unknown_language_is_dropped_once_and_for_all(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told
) -> None:
    engine = make_engine()
    for _ in range(2):
        assert (await transcribe(engine, note, TranscriptionOptions("uz"), told)).text == WORDS
    await transcribe(engine, note, TranscriptionOptions("ru"), told)
    assert [request.values("languages[]") for request in provider.requests] == [["uz"], [], [], ["ru"]]


async def test_a_format_of_answers_is_learned(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told
) -> None:
    engine = make_engine("gpt-whatever")
    for _ in range(2):
        assert (await transcribe(engine, note, NO_OPTIONS, told)).text == WORDS
    assert [request.values("response_format")[0] for request in provider.requests] == ["verbose_json", "json", "json"]


async def test_one_bad_name_does_not_cost_the_others_theirs(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told
) -> None:
    engine = make_engine()
    bad_value = {"error": {"message": "keywords are too long", "param": "keywords", "code": "invalid_value"}}
    provider.faults.append(Fault("answer", status=400, body=bad_value))
    for name in ("Ктулху", "Иванов"):
        assert (await transcribe(engine, note, TranscriptionOptions("ru", (name,)), told)).text == WORDS
    assert [request.values("keywords[]") for request in provider.requests] == [["Ктулху"], [], ["Иванов"]]


async def test_a_refused_parameter_is_learned(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told
) -> None:
    provider.refused_fields = frozenset({"keywords"})
    engine = make_engine()
    for _ in range(2):
        await transcribe(engine, note, TranscriptionOptions("ru", ("Иванов",)), told)
    assert [request.status for request in provider.requests] == [400, 200, 200]
    assert provider.requests[-1].values("languages[]") == ["ru"]


async def test_a_refused_container_is_encoded_once_and_learned(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told
) -> None:
    provider.refused_formats = frozenset({"ogg"})
    engine = make_engine()
    for _ in range(4):
        assert (await transcribe(engine, note, NO_OPTIONS, told)).text == WORDS
    sent = [request.file_name for request in provider.requests]
    assert sent == ["voice.ogg", "voice.mp3"] * 3 + ["voice.mp3"]


async def test_a_server_that_refuses_mp3_gets_wav(
    make_engine: MakeEngine, provider: ProviderDouble, samples: Samples, workspace: Path, told: Told
) -> None:
    provider.refused_formats = frozenset({"mp3"})
    transcript = await transcribe(make_engine(), FileSource(samples.tones("mp3"), workspace), NO_OPTIONS, told)
    assert transcript.text == WORDS
    assert [request.file_name for request in provider.requests] == ["voice.mp3", "voice.wav"]


@pytest.mark.parametrize("kind", ["corrupted", "too_large"])
async def test_one_bad_file_teaches_nothing_about_others(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told, kind: str
) -> None:
    engine = make_engine()
    provider.faults.append(Fault(kind))
    for _ in range(2):
        assert (await transcribe(engine, note, NO_OPTIONS, told)).text == WORDS
    assert [request.file_name for request in provider.requests] == ["voice.ogg", "voice.mp3", "voice.ogg"]


@pytest.mark.parametrize("kind", ["format", "too_large"])
async def test_a_server_that_takes_no_shape_refuses(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told, kind: str
) -> None:
    provider.faults.append(Fault(kind, times=9))
    with pytest.raises(EngineRefused):
        await transcribe(make_engine(), note, NO_OPTIONS, told)
    assert provider.count == 2


async def test_cancelling_ends_ffmpeg(make_engine: MakeEngine, samples: Samples, workspace: Path, told: Told) -> None:
    long = samples.made("noise.wma", "-f", "lavfi", "-i", "anoisesrc=d=580:r=44100", "-c:a", "wmav2", "-b:a", "64k")
    running = asyncio.create_task(transcribe(make_engine(), FileSource(long, workspace), NO_OPTIONS, told))
    while not working_in(workspace):
        await asyncio.sleep(0.005)
        assert not running.done()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert await children_gone(workspace, 0.1)


async def test_a_session_that_was_given_stays_open(make_engine: MakeEngine, note: FileSource, told: Told) -> None:
    async with aiohttp.ClientSession() as session:
        engine = make_engine(session=session)
        await transcribe(engine, note, NO_OPTIONS, told)
        await engine.close()
        assert not session.closed


async def test_many_at_once(make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told) -> None:
    provider.fast, provider.delay = True, 0.2
    engine = make_engine()
    transcripts = await asyncio.gather(*(transcribe(engine, note, NO_OPTIONS, told) for _ in range(150)))
    assert len(transcripts) == provider.count == 150
    assert provider.most_at_once > 100  # the pool does not queue what the worker has let through
