"""Recordings, transcripts and databases are for the bot's own user; others on the machine see nothing of them."""

import stat
from contextlib import suppress
from pathlib import Path

from playground.server import Playground
from tests.journeys.stage import KEY, TOKEN, Stage
from tests.media_fixtures import samples
from tests.media_samples import Samples
from tests.processes import Bot
from tests.provider.double import ProviderDouble

__all__ = ["samples"]


def open_to_others(folder: Path) -> list[str]:
    """What other users may look into, with its mode; files come and go while the bot runs."""
    found = []
    for path in (folder, *folder.rglob("*")):
        with suppress(FileNotFoundError):
            found.append((path, stat.S_IMODE(path.lstat().st_mode)))
    return [f"{path.relative_to(folder.parent)} {mode:o}" for path, mode in found if mode & 0o077]


async def test_nothing_in_the_storage_is_open_to_others(tmp_path: Path, samples: Samples) -> None:
    async with Playground(token=TOKEN) as telegram, ProviderDouble(key=KEY, answer="words") as provider:
        options = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": provider.url}
        bot = Bot(tmp_path, telegram.base_url, TELEGRAM_TOKEN=TOKEN, **options)
        bot.storage.mkdir(mode=0o755, parents=True, exist_ok=True)
        bot.storage.chmod(0o755)
        for name in ("history.sqlite", "jobs.sqlite"):  # as an earlier version left them
            (bot.storage / name).touch(mode=0o644)
            (bot.storage / name).chmod(0o644)
        async with bot:
            person = Stage(telegram, provider, bot).person("en")
            provider.delay = 3.0
            await person.sends(samples.spoken("ogg"))
            assert (await person.hears())["text"] == "words"
            assert open_to_others(bot.storage) == []
            assert (bot.storage / "history.sqlite").stat().st_size
