"""The doctor: a sentence for everything, the right verdict, and never a secret."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer

from frontend_bot.doctor import examine
from frontend_bot.wiring.check import Check
from playground.server import Playground
from tests.processes import ROOT, Bot
from tests.services import free_port

KEY = "sk-very-secret"


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No .env and no settings of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    for name in ("TELEGRAM_TOKEN", "OPENAI_API_KEY", "OPENAI_BASE_URL", "REDIS_URL", "DATABASE_URL", "STORAGE_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
async def server() -> AsyncIterator[BaseTestServer]:
    """Stands for a transcription server that knows one key, and for a photo service without an engine."""

    async def models(request: web.Request) -> web.Response:
        return web.Response(status=200 if request.headers["Authorization"] == f"Bearer {KEY}" else 401)

    async def not_ready(_request: web.Request) -> web.Response:
        return web.Response(status=503)

    app = web.Application()
    app.router.add_get("/v1/models", models)
    app.router.add_get("/readyz", not_ready)
    async with TestServer(app) as running:
        yield running


async def found(monkeypatch: pytest.MonkeyPatch, **settings: str) -> list[Check]:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return [finding async for finding in examine()]


def about(findings: list[Check], word: str) -> Check:
    matching = [finding for finding in findings if word in finding.sentence]
    assert len(matching) == 1, findings
    return matching[0]


async def test_without_a_token_everything_else_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    findings = await found(monkeypatch)
    assert findings[0].works is False
    assert findings[0].sentence.startswith("TELEGRAM_TOKEN is missing")
    assert about(findings, "STORAGE_DIR storage").works
    assert about(findings, "No transcription is configured").works is False
    assert about(findings, "Links are not followed").works is None


async def test_another_wrong_setting_ends_the_look(monkeypatch: pytest.MonkeyPatch) -> None:
    findings = await found(monkeypatch, WORKER_CONCURRENCY="many")
    assert not any("STORAGE_DIR" in finding.sentence for finding in findings)


async def test_everything_at_its_place(monkeypatch: pytest.MonkeyPatch, server: BaseTestServer) -> None:
    async with Playground() as telegram:
        findings = await found(
            monkeypatch,
            TELEGRAM_TOKEN=telegram.token,
            TELEGRAM_API_URL=telegram.base_url,
            OPENAI_API_KEY=KEY,
            OPENAI_BASE_URL=str(server.make_url("/v1")),
            BACKEND_API_URL=str(server.make_url("")),
        )
    assert about(findings, "knows the bot").works
    assert about(findings, "The transcription server").works
    assert about(findings, "no working engine").works is None
    assert KEY not in str(findings)
    assert telegram.token not in str(findings)


async def test_refusals(monkeypatch: pytest.MonkeyPatch, server: BaseTestServer) -> None:
    async with Playground() as telegram:
        findings = await found(
            monkeypatch,
            TELEGRAM_TOKEN="2:wrong_token",
            TELEGRAM_API_URL=telegram.base_url,
            OPENAI_API_KEY="sk-wrong",
            OPENAI_BASE_URL=str(server.make_url("/v1")),
        )
    assert about(findings, "TELEGRAM_TOKEN is refused").works is False
    assert about(findings, "OPENAI_API_KEY is refused").works is False
    assert "wrong" not in str(findings)


async def test_nobody_answers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nobody = f"127.0.0.1:{free_port()}"
    (tmp_path / "file").touch()
    findings = await found(
        monkeypatch,
        TELEGRAM_TOKEN="1:token",
        TELEGRAM_API_URL=f"http://{nobody}",
        OPENAI_BASE_URL=f"http://{nobody}",
        REDIS_URL=f"redis://{nobody}/0",
        DATABASE_URL=f"postgresql://bot:secret@{nobody}/bot",
        STORAGE_DIR=str(tmp_path / "file" / "storage"),
        BACKEND_API_URL=f"http://{nobody}",
    )
    for word in ("Telegram at", "transcription server", "REDIS_URL", "DATABASE_URL", "STORAGE_DIR"):
        assert about(findings, word).works is False
    assert about(findings, "The photo service").works is None
    assert "secret" not in str(findings)


@pytest.mark.parametrize(("engine", "works"), [("pocketsphinx", None), ("faster_whisper", False)])
async def test_other_engines(monkeypatch: pytest.MonkeyPatch, engine: str, works: bool | None) -> None:
    assert about(await found(monkeypatch, TRANSCRIPTION_ENGINE=engine), engine).works is works


async def test_missing_programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    findings = await found(monkeypatch, PATH=str(tmp_path), DATABASE_URL="sqlite:///x")
    assert about(findings, "ffmpeg is missing").works is False
    assert "apt-get install -y ffmpeg" in about(findings, "ffprobe is missing").sentence
    assert about(findings, "flite is missing").works is None
    assert about(findings, "espeak-ng is missing (reads texts aloud)").works is None
    assert about(findings, "DATABASE_URL").works


async def test_a_local_whisper(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told = {"TRANSCRIPTION_ENGINE": "faster_whisper"}
    assert about(await found(monkeypatch, **told), "LOCAL_MODEL is missing").works is False
    assert about(await found(monkeypatch, LOCAL_MODEL="small"), "LOCAL_MODEL small is no folder").works is None
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (tmp_path / name).touch()
    assert about(await found(monkeypatch, LOCAL_MODEL=str(tmp_path)), "lacks model.bin:").works is False
    (tmp_path / "model.bin").touch()
    assert about(await found(monkeypatch, LOCAL_DEVICE="cpu"), "by faster-whisper with").works
    assert about(await found(monkeypatch, LOCAL_DEVICE="cuda"), "no graphics card").works is False


async def test_who_reads_aloud(monkeypatch: pytest.MonkeyPatch, server: BaseTestServer, tmp_path: Path) -> None:
    assert about(await found(monkeypatch), "espeak-ng is installed").works
    url = str(server.make_url("/v1"))
    told = {"SPEECH_MODEL": "kokoro", "SPEECH_BASE_URL": url}
    assert about(await found(monkeypatch, **told, SPEECH_API_KEY=KEY), "is asked for kokoro").works
    assert about(await found(monkeypatch, **told, SPEECH_API_KEY="sk-wrong"), "SPEECH_API_KEY").works is False
    told["SPEECH_BASE_URL"] = f"http://127.0.0.1:{free_port()}"
    assert about(await found(monkeypatch, **told), "The speech server").works is False
    assert about(await found(monkeypatch, SPEECH_ENGINE="openai", SPEECH_MODEL=""), "SPEECH_MODEL").works is False
    voice = tmp_path / "ru_RU-irina-medium.onnx"
    voice.touch()
    told = {"SPEECH_ENGINE": "piper", "PIPER_VOICE": str(voice)}
    assert about(await found(monkeypatch, **told), "The program piper is missing").works is False
    assert about(await found(monkeypatch, PIPER_BIN="sh"), "PIPER_VOICE names").works is False
    Path(f"{voice}.json").touch()
    assert about(await found(monkeypatch), "piper and its voices").works


async def test_a_ready_photo_service(monkeypatch: pytest.MonkeyPatch) -> None:
    async def ready(_request: web.Request) -> web.Response:
        return web.Response()

    app = web.Application()
    app.router.add_get("/readyz", ready)
    async with TestServer(app) as running:
        findings = await found(monkeypatch, BACKEND_API_URL=str(running.make_url("")))
    assert about(findings, "is ready").works


async def test_the_command_reports_photos_too_and_ends_with_1(tmp_path: Path) -> None:
    doctor = Bot(tmp_path, "http://127.0.0.1:9", module="frontend_bot.doctor", PYTHONPATH=str(ROOT))
    await doctor.spawn()
    assert await doctor.wait(60) == 1
    said = doctor.output()
    assert "MISSING No transcription is configured" in said
    assert "ok      STORAGE_DIR" in said
    assert "classical: works." in said.partition("Photos:")[2]


async def test_an_old_yt_dlp_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frontend_bot.wiring.links.version", lambda name: "2020.1.1")
    finding = about(await found(monkeypatch, LINKS_ENABLED="true"), "yt-dlp")
    assert finding.works is None
    assert finding.sentence.endswith("days old: pip install -U yt-dlp.")
