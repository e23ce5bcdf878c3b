"""kill -9 of the bot while it works on a long recording: it goes on where it stood, and little is paid twice."""

import asyncio
import random
import sqlite3
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from playground.server import Playground
from playground.world import Message
from tests.journeys.stage import buttons
from tests.long_tones import long_tones
from tests.media_samples import Samples
from tests.processes import Bot
from tests.provider_double import ProviderDouble

KILLS = 5
AT_ONCE = 2
MINUTES = 21
PIECE = 90


def _recorded_chunks(storage: Path) -> int:
    """How many chunks the bot has on record."""
    if not (storage / "jobs.sqlite").exists():
        return 0
    connection = sqlite3.connect(storage / "jobs.sqlite")
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    found = [(0,)]
    if "operation_outputs" in tables:
        query = "SELECT count(*) FROM operation_outputs WHERE function_name LIKE 'hear %' AND output IS NOT NULL"
        found = connection.execute(query).fetchall()
    connection.close()
    return int(found[0][0])


def _paid_in_each_life(provider: ProviderDouble, kills: list[int]) -> list[set[str]]:
    """The chunks (by their bytes) that were asked for between two kills and answered; no life may pay one twice.

    ``kills`` says how many requests had arrived at each. What was on its way then is answered after it, and paid.
    """
    answered = []
    for first, last in pairwise([0, *kills, provider.count]):
        asked = [request for request in provider.requests if first < request.number <= last and request.status == 200]
        chunks = {request.sha256 for request in asked}
        assert len(asked) == len(chunks), "a living bot never pays twice"
        answered.append(chunks)
    return answered


@pytest.mark.timeout(300)
async def test_it_goes_on_where_it_stood(tmp_path: Path, samples: Samples) -> None:
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    file, words = long_tones(samples, "mp3", MINUTES)
    async with Playground(rates="off") as telegram, ProviderDouble(delay=0.4) as provider:
        telegram.world.add_user(2001, "User", language_code="en")
        telegram.start_chat(2001)
        settings = {"CHUNK_SECONDS": str(PIECE), "CHUNK_CONCURRENCY": str(AT_ONCE)}
        bot = Bot(tmp_path, telegram.base_url, OPENAI_API_KEY=provider.key, OPENAI_BASE_URL=provider.url, **settings)
        await bot.spawn()
        await telegram.send(2001, file.read_bytes(), "audio", name="lecture.mp3")
        kills, recorded = [], []
        for _ in range(KILLS):
            before = _recorded_chunks(bot.storage)
            async with asyncio.timeout(60):
                while _recorded_chunks(bot.storage) < before + AT_ONCE:
                    await asyncio.sleep(0.02)
            await asyncio.sleep(chance.uniform(0, 0.6))
            await bot.kill()
            kills.append(provider.count)
            recorded.append(_recorded_chunks(bot.storage))
            await bot.spawn()
        record = await _last_message(telegram)
        await bot.stop()
        assert "🎬 Subtitles" in buttons(record)
        text = (
            telegram.world.files.get(record["document"]["file_id"]).path.read_bytes() if "document" in record else b""
        )
        assert text.decode("utf-8-sig").split() == words
        asked, *later = _paid_in_each_life(provider, kills)
        again: Counter[str] = Counter()
        for life, on_record in zip(later, recorded, strict=True):
            assert len(life & asked) <= len(asked) - on_record, "what is on record is never paid again"
            again.update(life & asked)
            asked = asked | life
        most = 1 + max(again.values(), default=0)
        print(f"\nseed {seed}: {len(asked)} chunks, {KILLS} kills, {again.total()} paid again, one {most} times")
        assert again.total() <= KILLS * 2 * AT_ONCE, "at the provider, or answered and being recorded"
        assert not bot.left_over()


async def _last_message(telegram: Playground) -> Message:
    async with asyncio.timeout(120):
        while True:
            for message in telegram.world.chats[2001].messages.values():
                if message["from"]["is_bot"] and "document" in message:
                    return message
            await asyncio.sleep(0.1)
