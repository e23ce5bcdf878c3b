"""``python -m playground`` as its user meets it."""

import asyncio
import os
import socket
import sys
from pathlib import Path

import pytest

from playground.config import PlaygroundSettings
from playground.demo import demo_programs
from playground.server import Playground
from tests.patience import patience

ROOT = Path(__file__).parents[2]


async def _run(folder: Path, module: str = "playground", **settings: str) -> asyncio.subprocess.Process:
    environment = dict(os.environ) | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"} | settings
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, cwd=folder, env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = await _run(tmp_path, PLAYGROUND_PORT=str(port))
        _, complaint = await process.communicate()
    assert process.returncode == 1
    assert complaint.decode() == (
        f"The address 127.0.0.1:{port} is taken: stop what listens there, or set PLAYGROUND_PORT to another port.\n"
    )


async def test_a_wrong_setting_is_one_sentence(tmp_path: Path) -> None:
    process = await _run(tmp_path, PLAYGROUND_PORT="x")
    _, complaint = await process.communicate()
    assert process.returncode == 1
    assert complaint.decode().startswith("PLAYGROUND_PORT is wrong: ")
    assert complaint.decode().count("\n") == 1


async def test_the_bot_gets_what_fits_the_playground(
    monkeypatch: pytest.MonkeyPatch, telegram: Playground, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "postgresql://real")
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "TRANSCRIPTION_ENGINE"):
        monkeypatch.delenv(name, raising=False)
    bot = demo_programs(telegram, PlaygroundSettings())[0]
    assert bot.module == "frontend_bot.main"
    assert bot.environment["TELEGRAM_API_URL"] == telegram.base_url
    assert bot.environment["TELEGRAM_TOKEN"] == "1:playground"
    assert bot.environment["TRANSCRIPTION_ENGINE"] == "pocketsphinx"
    assert "DATABASE_URL" not in bot.environment
    assert bot.environment["STORAGE_DIR"].endswith(f".demo/storage/{telegram.port}")


async def test_the_emulator_alone_says_when_it_is_ready(tmp_path: Path) -> None:
    process = await _run(tmp_path, "playground.server")
    try:
        assert process.stdout is not None
        line = await asyncio.wait_for(process.stdout.readline(), patience(30))
        assert line.startswith(b"playground ready at http://127.0.0.1:")
    finally:
        process.terminate()
        await process.communicate()
