"""A wrong or missing setting ends the start with one sentence that names it; never a traceback, never the value."""

from pathlib import Path

import pytest

from frontend_bot.config import Settings, load_settings
from frontend_bot.errors import SettingsError
from playground.server import Playground
from tests.processes import Bot

WRONG = {
    "TELEGRAM_TOKEN": ["", "hunter2-not-a-token", "123:"],
    "TELEGRAM_API_URL": ["api.telegram.org"],
    "OPENAI_BASE_URL": ["hunter2.example"],
    "BACKEND_API_URL": ["ftp://hunter2"],
    "TRANSCRIPTION_ENGINE": ["whisper9000"],
    "WEBHOOK_PORT": ["99999"],
    "METRICS_PORT": ["many"],
    "WORKER": ["both"],
    "WORKER_CONCURRENCY": ["0", "many"],
    "USER_CONCURRENCY": ["0"],
    "MAX_DURATION": ["-5"],
    "ALLOWED_USERS": ["anna"],
    "ADMIN_USERS": ["1,x"],
    "LOG_LEVEL": ["LOUD"],
    "LOG_FORMAT": ["xml"],
    "REDIS_URL": ["http://hunter2@host"],
    "TELEGRAM_API_LOCAL": ["perhaps"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name in WRONG for value in WRONG[name]])
def test_one_sentence_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.chdir(tmp_path)
    for field in Settings.model_fields:
        monkeypatch.delenv(field.upper(), raising=False)
    monkeypatch.setenv("TELEGRAM_TOKEN", "1:playground")
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as told:
        load_settings()
    _is_one_sentence(str(told.value), name)


AT_THE_START = {
    "TELEGRAM_TOKEN": [""],
    "TRANSCRIPTION_ENGINE": ["openai"],
    "DATABASE_URL": ["mysql://bot:hunter2@host/name", "postgresql://bot:hunter2@127.0.0.1:9/name"],
    "STORAGE_DIR": ["/proc/version/folder"],
}
FROM_SCRATCH = ("TELEGRAM_TOKEN", "STORAGE_DIR")
"""Told before and after the program's imports: neither says anything of its own."""


@pytest.mark.parametrize(("name", "value"), [(name, value) for name in AT_THE_START for value in AT_THE_START[name]])
async def test_the_program_ends_with_it(tmp_path: Path, name: str, value: str) -> None:
    bot = Bot(tmp_path, "http://127.0.0.1:9", **{name: value})
    await _ends_with_one_sentence(bot.cold() if name in FROM_SCRATCH else bot, name)


async def test_a_token_that_telegram_refuses(tmp_path: Path) -> None:
    async with Playground(token="1:the-real-one") as telegram:
        await _ends_with_one_sentence(Bot(tmp_path, telegram.base_url, TELEGRAM_TOKEN="1:hunter2hunter2"), "TELEGRAM_T")


@pytest.mark.parametrize("name", ["METRICS_PORT", "WEBHOOK_PORT"])
async def test_a_port_that_is_taken(tmp_path: Path, name: str) -> None:
    async with Playground() as telegram:
        settings = {name: str(telegram.port), "WEBHOOK_URL": "https://bot.example/hook" if "HOOK" in name else ""}
        await _ends_with_one_sentence(Bot(tmp_path, telegram.base_url, **settings), name)


async def _ends_with_one_sentence(bot: Bot, name: str) -> None:
    await bot.spawn()
    assert await bot.wait(60) == 2
    said = [line for line in bot.output().splitlines() if "[warning" not in line]
    assert len(said) == 1, bot.output()
    _is_one_sentence(said[0], name)


def _is_one_sentence(said: str, name: str) -> None:
    assert name in said
    assert said.endswith(".")
    for hidden in ("Traceback", "hunter2", "Error(", "\n"):
        assert hidden not in said, said
