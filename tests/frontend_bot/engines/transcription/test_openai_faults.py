"""Every way in which a provider was seen to fail: what passes is waited for, what does not is told."""

import asyncio
import logging

import pytest
import structlog

from frontend_bot.core.tools import TranscriptionOptions
from frontend_bot.engines.openai_http.retries import Patience, RetryRule
from frontend_bot.errors import BotError, EngineKeyRefused, EngineMisconfigured, EngineRefused, EngineUnavailable
from frontend_bot.workflows.transcribe import transcribe
from tests.frontend_bot.engines.conftest import NO_OPTIONS, WORDS, MakeEngine
from tests.media_fixtures import FileSource, Told
from tests.patience import lasting
from tests.provider.double import ProviderDouble
from tests.provider.faults import Fault


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
    transcript = await transcribe(make_engine(), note, NO_OPTIONS, told)
    assert transcript.text == WORDS
    assert provider.count == 2
    assert note.asked == 1


@pytest.mark.parametrize(
    ("fault", "error", "requests"),
    [
        (Fault("key", times=9), EngineKeyRefused, 1),
        (Fault("answer", times=9, status=403, body={"error": {"message": "no"}}), EngineKeyRefused, 1),
        (Fault("quota", times=9), EngineKeyRefused, 1),
        (Fault("model", times=9), EngineMisconfigured, 1),
        (Fault("detail", times=9), EngineRefused, 1),
        (Fault("error_string", times=9, status=400), EngineRefused, 1),
        (Fault("error_in_200", times=9), EngineRefused, 1),
        (Fault("answer", times=9, status=302, headers={"Location": "http://127.0.0.1:9/"}), EngineMisconfigured, 1),
        (Fault("empty_json", times=9), EngineMisconfigured, 2),
        (Fault("garbage", times=9), EngineMisconfigured, 2),
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
        await transcribe(make_engine(), note, NO_OPTIONS, told)
    assert type(raised.value) is error
    assert provider.count == requests
    assert "sk-" not in f"{raised.value} {raised.value.detail}"


async def test_a_slow_server_is_given_up(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told
) -> None:
    provider.faults.append(Fault("slow", times=9, seconds=30))
    hasty = Patience(request=lasting(0.3), retries=RetryRule(attempts=2, first_wait=0.01))
    with pytest.raises(EngineUnavailable):
        await transcribe(make_engine(patience=hasty), note, NO_OPTIONS, told)
    assert provider.count == 2


async def test_a_server_that_is_not_there(make_engine: MakeEngine, note: FileSource, told: Told) -> None:
    with pytest.raises(EngineUnavailable):
        await transcribe(make_engine(base_url="http://127.0.0.1:9/v1"), note, NO_OPTIONS, told)


async def test_a_wrong_key(make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told) -> None:
    with pytest.raises(EngineKeyRefused):
        await transcribe(make_engine(key="sk-wrong"), note, NO_OPTIONS, told)
    assert provider.count == 1


async def test_a_server_without_a_key(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told
) -> None:
    provider.key = ""
    assert (await transcribe(make_engine(key=""), note, NO_OPTIONS, told)).text == WORDS


async def test_too_short_to_hear_is_silence(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told
) -> None:
    provider.faults.append(Fault("too_short"))
    transcript = await transcribe(make_engine(), note, NO_OPTIONS, told)
    assert (transcript.text, transcript.segments) == ("", ())


async def test_nothing_secret_is_logged(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = {
        "error": {"message": f"Bad key {provider.key} for Иванов", "code": f"{provider.key} is wrong", "type": "x"}
    }
    provider.faults.extend([Fault("answer", status=500, body=secret), Fault("answer", status=400, body=secret)])
    with structlog.testing.capture_logs() as logs, pytest.raises(EngineRefused) as raised:
        await transcribe(make_engine(), note, TranscriptionOptions("ru", ("Иванов",)), told)
    assert logs
    everything = f"{logs} {caplog.text} {raised.value!r} {raised.value.detail} {raised.value.__cause__!r}"
    assert provider.key not in everything
    assert "Иванов" not in everything


async def test_cancelling_ends_the_request(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told
) -> None:
    provider.faults.append(Fault("slow", seconds=60))
    running = asyncio.create_task(transcribe(make_engine(patience=Patience()), note, NO_OPTIONS, told))
    while provider.at_once == 0:
        await asyncio.sleep(0.01)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
