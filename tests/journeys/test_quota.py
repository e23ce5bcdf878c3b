"""Limits of the day, through the real bot: parallel jobs cannot overrun them, and a crash neither loses nor charges."""

import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from frontend_bot.media.ogg_opus import read_ogg_opus
from playground.server import Playground
from playground.world import Message
from tests.journeys.stage import Person, is_status, until
from tests.media_samples import Samples
from tests.processes import Bot
from tests.provider.double import ProviderDouble

USER = 60_100
GROUPS, OF_EACH, GRANTED = 10, 5, 10
"""In a private chat fifty answers would take fifty seconds: Telegram takes one a second."""
JOBS = GROUPS * OF_EACH


def _books(storage: Path, user_id: int) -> dict[str, tuple[int, int]]:
    """(amount, held) by what."""
    connection = sqlite3.connect(storage / "history.sqlite")
    rows = connection.execute("SELECT what, amount, held FROM usage WHERE user_id = ?", (user_id,)).fetchall()
    connection.close()
    return {what: (amount, held) for what, amount, held in rows}


def _ended(storage: Path) -> int:
    """Jobs that are counted, which they are once they are answered."""
    return sum(amount for what, (amount, _) in _books(storage, USER).items() if what.endswith("transcribe_audio"))


def _groups(telegram: Playground) -> list[Person]:
    telegram.world.add_user(USER, "Hurried", language_code="en")
    for number in range(GROUPS):
        telegram.world.add_group(-7_000_000 - number, "Team", (USER,))
    return [Person(telegram, USER, -7_000_000 - number) for number in range(GROUPS)]


def _answers(groups: list[Person]) -> Counter[str]:
    texts = (str(message.get("text", "")) for group in groups for message in group.from_bot() if not is_status(message))
    return Counter("refused" if "press 🔁 then" in text else text for text in texts)


@pytest.mark.timeout(300)
async def test_fifty_at_once_with_minutes_for_ten(tmp_path: Path, samples: Samples) -> None:
    note = samples.tones("ogg", 1, 8)
    header = await read_ogg_opus(note)
    assert header is not None
    length = round(header.duration * 1000)
    async with (
        Playground(rates="realistic") as telegram,
        ProviderDouble(answer="heard") as provider,
    ):
        groups = _groups(telegram)
        provider.hold()
        settings = {"OPENAI_API_KEY": provider.key, "OPENAI_BASE_URL": provider.url}
        settings |= {"WORKER_CONCURRENCY": str(JOBS), "USER_CONCURRENCY": str(JOBS)}
        bot = Bot(tmp_path, telegram.base_url, **settings, DAILY_MINUTES_USER=str(GRANTED * length / 60_000))
        await bot.spawn()
        for group in groups:
            message = await group.sends(note)
            for _ in range(OF_EACH):
                group.says("/transcribe", reply_to=message["message_id"])
        await until(lambda: provider.at_once >= GRANTED // 2, "some being transcribed", 60)
        await bot.kill()
        provider.release()
        await bot.start()
        await until(lambda: _ended(bot.storage) >= JOBS, "an answer to each, and its count", 150)
        answers = _answers(groups)
        twice = answers["refused"] - (JOBS - GRANTED)
        assert answers == {"heard": GRANTED, "refused": JOBS - GRANTED + twice}
        assert 0 <= twice <= GROUPS, "a refusal comes twice only if it was on its way when the bot was killed"
        assert provider.count <= 2 * GRANTED, "those at work when it was killed were sent again, and no others"
        for who in (USER, 0):
            books = _books(bot.storage, who)
            assert books["audio"] == (GRANTED * length, 0)
            assert books["done transcribe_audio"] == (GRANTED, 0)
            assert books["refused transcribe_audio"] == (JOBS - GRANTED, 0)
        telegram.start_chat(USER)
        alone = Person(telegram, USER, USER)
        for page in ("/settings", "/help"):
            alone.says(page)
            assert "⏱ Today 0 of " in (await alone.hears())["text"]
        refused = next(group for group in groups if _refusals(group))
        await _nothing_is_lost(bot, refused, telegram, settings)
        assert not bot.left_over()


def _refusals(group: Person) -> list[Message]:
    return [message for message in group.from_bot() if "🔁 then" in str(message.get("text"))]


async def _nothing_is_lost(bot: Bot, group: Person, telegram: Playground, settings: dict[str, str]) -> None:
    """The day goes by (here the limit does), and 🔁 under a refusal does the work."""
    await bot.stop()
    again = Bot(bot.storage.parent, telegram.base_url, **settings)
    async with again:
        group.heard = {message["message_id"] for message in group.from_bot()}
        group.presses(_refusals(group)[0], "🔁 Try again")
        assert (await group.hears())["text"] == "heard"
        alone = Person(telegram, USER, USER)
        alone.heard = {message["message_id"] for message in alone.from_bot()}
        alone.says("/settings")
        assert "Today" not in (await alone.hears())["text"], "without a limit nothing is said of it"
