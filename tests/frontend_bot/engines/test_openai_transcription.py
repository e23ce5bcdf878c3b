"""The engine against a strict provider: every container, every way of the provider to fail."""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import structlog

from frontend_bot.core.tools import SpeechWish
from frontend_bot.core.transcript import Segment
from frontend_bot.engines.openai_retries import RetryRule
from frontend_bot.engines.openai_transcription import OpenAITranscription, Patience
from frontend_bot.errors import BotError, EngineKeyRefused, EngineRefused, EngineUnavailable
from frontend_bot.media.conversion import Conversion
from tests.media_fixtures import FileSource, Told, children_gone, working_in
from tests.media_samples import Samples
from tests.provider_double import ProviderDouble
from tests.provider_faults import Fault

WORDS = " ".join(f"w{number:04d}" for number in range(1, 21))
NO_WISH = SpeechWish()
QUICK = Patience(connect=2, silence=2, request=5, retries=RetryRule(attempts=3, first_wait=0.01, longest_wait=0.02))

MakeEngine = Callable[..., OpenAITranscription]


@pytest.fixture
async def make_engine(provider: ProviderDouble, conversion: Conversion) -> AsyncIterator[MakeEngine]:
    made: list[OpenAITranscription] = []

    def make(model: str = "gpt-transcribe", **changes: object) -> OpenAITranscription:
        arguments = {"base_url": provider.url, "key": provider.key, "conversion": conversion, "patience": QUICK}
        engine = OpenAITranscription(model=model, **{**arguments, **changes})  # type: ignore[arg-type]
        made.append(engine)
        return engine

    yield make
    for engine in made:
        await engine.close()


@pytest.fixture
def note(samples: Samples, workspace: Path) -> FileSource:
    return FileSource(samples.tones("ogg"), workspace)


@pytest.mark.parametrize("extension", ["ogg", "mp3", "m4a", "wav", "flac", "webm", "mp4", "aac", "wma"])
async def test_every_word_of_every_container(
    make_engine: MakeEngine, samples: Samples, workspace: Path, told: Told, extension: str
) -> None:
    transcript = await make_engine().transcribe(FileSource(samples.tones(extension), workspace), NO_WISH, told)
    assert transcript.text == WORDS
    assert transcript.duration == pytest.approx(14.3, abs=0.3)
    assert (transcript.engine, transcript.model, transcript.is_draft) == ("openai", "gpt-transcribe", False)
    assert told.words[0] == "progress-downloading"
    assert told.words[-1] == "progress-transcribing"


async def test_a_voice_note_arrives_as_it_is(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told
) -> None:
    await make_engine().transcribe(note, SpeechWish("ru", ("Иванов", "line\nbreak <b>", "x" * 500)), told)
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
    transcript = await make_engine("whisper-1").transcribe(note, SpeechWish("ru", ("Иванов",)), told)
    assert provider.requests[0].values("language") == ["ru"]
    assert provider.requests[0].values("prompt") == ["Иванов"]
    assert transcript.language == "ru"
    assert [segment.text for segment in transcript.segments] == WORDS.split()


async def test_without_segments_all_is_one(make_engine: MakeEngine, note: FileSource, told: Told) -> None:
    transcript = await make_engine().transcribe(note, NO_WISH, told)
    assert transcript.segments == (Segment(0.0, transcript.duration, WORDS),)


async def test_the_text_is_what_the_provider_said(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told
) -> None:
    provider.answer = "  <b>*_[x](y)_* & \u202e\0 «ёж» 🎤\n\nвторая строка  "
    assert (await make_engine().transcribe(note, NO_WISH, told)).text == provider.answer.strip()


@pytest.mark.parametrize(
    "fault",
    [
        Fault("rate_limit", seconds=0.01),
        Fault("rate_limit_ms", seconds=0.01),
        Fault("server_error"),
        Fault("gateway"),
        Fault("html"),
        Fault("cut"),
        Fault("cut_early"),
        Fault("server_error_in_200"),
        Fault("empty_json"),
        Fault("garbage"),
        Fault("answer", status=408),
        Fault("answer", status=400, headers={"x-should-retry": "true"}, body={"error": {"message": "later"}}),
    ],
    ids=lambda fault: fault.kind,
)
async def test_what_passes_is_waited_for(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told, fault: Fault
) -> None:
    provider.faults.append(fault)
    transcript = await make_engine().transcribe(note, NO_WISH, told)
    assert transcript.text == WORDS
    assert provider.count == 2
    assert note.asked == 1


@pytest.mark.parametrize(
    ("fault", "error", "requests"),
    [
        (Fault("key", times=9), EngineKeyRefused, 1),
        (Fault("answer", times=9, status=403, body={"error": {"message": "no"}}), EngineKeyRefused, 1),
        (Fault("quota", times=9), EngineKeyRefused, 1),
        (Fault("model", times=9), EngineRefused, 1),
        (Fault("detail", times=9), EngineRefused, 1),
        (Fault("error_string", times=9, status=400), EngineRefused, 1),
        (Fault("error_in_200", times=9), EngineRefused, 1),
        (Fault("answer", times=9, status=302, headers={"Location": "http://127.0.0.1:9/"}), EngineRefused, 1),
        (Fault("rate_limit", times=9, seconds=0), EngineUnavailable, 3),
        (Fault("rate_limit", times=9, seconds=3600), EngineUnavailable, 1),
        (Fault("server_error", times=9), EngineUnavailable, 3),
        (Fault("cut", times=9), EngineUnavailable, 3),
        (Fault("error_string", times=9, status=200), EngineUnavailable, 3),
        (Fault("answer", times=9, status=500, headers={"x-should-retry": "false"}), EngineUnavailable, 1),
    ],
    ids=lambda value: value.kind if isinstance(value, Fault) else None,
)
async def test_what_does_not_pass_is_told(
    make_engine: MakeEngine,
    provider: ProviderDouble,
    note: FileSource,
    told: Told,
    fault: Fault,
    error: type[BotError],
    requests: int,
) -> None:
    provider.faults.append(fault)
    with pytest.raises(error) as raised:
        await make_engine().transcribe(note, NO_WISH, told)
    assert type(raised.value) is error
    assert provider.count == requests
    assert "sk-" not in f"{raised.value} {raised.value.detail}"


async def test_a_slow_server_is_given_up(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told
) -> None:
    provider.faults.append(Fault("slow", times=9, seconds=30))
    patience = Patience(request=0.3, retries=RetryRule(attempts=2, first_wait=0.01))
    with pytest.raises(EngineUnavailable):
        await make_engine(patience=patience).transcribe(note, NO_WISH, told)
    assert provider.count == 2


async def test_a_server_that_is_not_there(make_engine: MakeEngine, note: FileSource, told: Told) -> None:
    with pytest.raises(EngineUnavailable):
        await make_engine(base_url="http://127.0.0.1:9/v1").transcribe(note, NO_WISH, told)


async def test_a_wrong_key(make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told) -> None:
    with pytest.raises(EngineKeyRefused):
        await make_engine(key="sk-wrong").transcribe(note, NO_WISH, told)
    assert provider.count == 1


async def test_a_server_without_a_key(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told
) -> None:
    provider.key = ""
    assert (await make_engine(key="").transcribe(note, NO_WISH, told)).text == WORDS


async def test_an_unknown_language_is_dropped_once_and_for_all(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told
) -> None:
    engine = make_engine()
    for _ in range(2):
        assert (await engine.transcribe(note, SpeechWish("uz"), told)).text == WORDS
    await engine.transcribe(note, SpeechWish("ru"), told)
    assert [request.values("languages[]") for request in provider.requests] == [["uz"], [], [], ["ru"]]


async def test_a_format_of_answers_is_learned(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told
) -> None:
    engine = make_engine("gpt-whatever")
    for _ in range(2):
        assert (await engine.transcribe(note, NO_WISH, told)).text == WORDS
    assert [request.values("response_format")[0] for request in provider.requests] == ["verbose_json", "json", "json"]


async def test_one_bad_name_does_not_cost_the_others_theirs(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told
) -> None:
    engine = make_engine()
    bad_value = {"error": {"message": "keywords are too long", "param": "keywords", "code": "invalid_value"}}
    provider.faults.append(Fault("answer", status=400, body=bad_value))
    for name in ("Ктулху", "Иванов"):
        assert (await engine.transcribe(note, SpeechWish("ru", (name,)), told)).text == WORDS
    assert [request.values("keywords[]") for request in provider.requests] == [["Ктулху"], [], ["Иванов"]]


async def test_a_refused_parameter_is_learned(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told
) -> None:
    provider.refused_fields = frozenset({"keywords"})
    engine = make_engine()
    for _ in range(2):
        await engine.transcribe(note, SpeechWish("ru", ("Иванов",)), told)
    assert [request.status for request in provider.requests] == [400, 200, 200]
    assert provider.requests[-1].values("languages[]") == ["ru"]


async def test_a_refused_container_is_encoded_once_and_learned(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told
) -> None:
    provider.refused_formats = frozenset({"ogg"})
    engine = make_engine()
    for _ in range(4):
        assert (await engine.transcribe(note, NO_WISH, told)).text == WORDS
    sent = [request.file_name for request in provider.requests]
    assert sent == ["voice.ogg", "voice.mp3"] * 3 + ["voice.mp3"]


async def test_a_server_that_refuses_mp3_gets_wav(
    make_engine: MakeEngine, provider: ProviderDouble, samples: Samples, workspace: Path, told: Told
) -> None:
    provider.refused_formats = frozenset({"mp3"})
    transcript = await make_engine().transcribe(FileSource(samples.tones("mp3"), workspace), NO_WISH, told)
    assert transcript.text == WORDS
    assert [request.file_name for request in provider.requests] == ["voice.mp3", "voice.wav"]


@pytest.mark.parametrize("kind", ["corrupted", "too_large"])
async def test_one_bad_file_teaches_nothing_about_others(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told, kind: str
) -> None:
    engine = make_engine()
    provider.faults.append(Fault(kind))
    for _ in range(2):
        assert (await engine.transcribe(note, NO_WISH, told)).text == WORDS
    assert [request.file_name for request in provider.requests] == ["voice.ogg", "voice.mp3", "voice.ogg"]


@pytest.mark.parametrize("kind", ["format", "too_large"])
async def test_a_server_that_takes_no_shape_refuses(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told, kind: str
) -> None:
    provider.faults.append(Fault(kind, times=9))
    with pytest.raises(EngineRefused):
        await make_engine().transcribe(note, NO_WISH, told)
    assert provider.count == 2


async def test_too_short_to_hear_is_silence(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told
) -> None:
    provider.faults.append(Fault("too_short"))
    transcript = await make_engine().transcribe(note, NO_WISH, told)
    assert (transcript.text, transcript.segments) == ("", ())


async def test_cancelling_ends_the_request(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told
) -> None:
    provider.faults.append(Fault("slow", seconds=60))
    running = asyncio.create_task(make_engine(patience=Patience()).transcribe(note, NO_WISH, told))
    while provider.at_once == 0:
        await asyncio.sleep(0.01)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_cancelling_ends_ffmpeg(make_engine: MakeEngine, samples: Samples, workspace: Path, told: Told) -> None:
    long = samples.made("noise.wma", "-f", "lavfi", "-i", "anoisesrc=d=580:r=44100", "-c:a", "wmav2", "-b:a", "64k")
    running = asyncio.create_task(make_engine().transcribe(FileSource(long, workspace), NO_WISH, told))
    while not working_in(workspace):
        await asyncio.sleep(0.005)
        assert not running.done()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert await children_gone(workspace, 0.1)


async def test_nothing_secret_is_logged(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = {
        "error": {"message": f"Bad key {provider.key} for Иванов", "code": f"{provider.key} is wrong", "type": "x"}
    }
    provider.faults.extend([Fault("answer", status=500, body=secret), Fault("answer", status=400, body=secret)])
    with structlog.testing.capture_logs() as logs, pytest.raises(EngineRefused) as raised:
        await make_engine().transcribe(note, SpeechWish("ru", ("Иванов",)), told)
    assert logs
    everything = f"{logs} {caplog.text} {raised.value!r} {raised.value.detail} {raised.value.__cause__!r}"
    assert provider.key not in everything
    assert "Иванов" not in everything


async def test_a_session_that_was_given_stays_open(make_engine: MakeEngine, note: FileSource, told: Told) -> None:
    import aiohttp

    async with aiohttp.ClientSession() as session:
        engine = make_engine(session=session)
        await engine.transcribe(note, NO_WISH, told)
        await engine.close()
        assert not session.closed


async def test_many_at_once(make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told) -> None:
    provider.fast, provider.delay = True, 0.2
    engine = make_engine()
    transcripts = await asyncio.gather(*(engine.transcribe(note, NO_WISH, told) for _ in range(150)))
    assert len(transcripts) == provider.count == 150
    assert provider.most_at_once > 100  # the pool does not queue what the worker has let through
