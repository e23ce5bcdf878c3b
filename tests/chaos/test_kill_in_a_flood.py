"""kill -9 in the middle of a flood: what was acknowledged is answered by itself or by the sentence for the rest."""

import asyncio
import random
from collections import Counter
from pathlib import Path

import pytest

from playground.server import Playground
from tests.flood import FLOODER, Flood, picture
from tests.journeys.stage import until
from tests.media_samples import Samples
from tests.patience import lasting
from tests.processes import Bot
from tests.provider.double import ProviderDouble

KILLS = 4
NOTES = 12
BETWEEN = 30


@pytest.mark.timeout(600)
async def test_every_voice_note_of_a_flood_is_answered(tmp_path: Path, samples: Samples) -> None:
    seed = random.randrange(2**32)
    print(f"\nseed {seed}")
    chance = random.Random(seed)
    note = samples.spoken("ogg").read_bytes()
    async with Playground() as telegram, ProviderDouble(answer="heard you", delay=0.3) as provider:
        bot = Bot(tmp_path, telegram.base_url, OPENAI_API_KEY=provider.key, OPENAI_BASE_URL=provider.url)
        await bot.start()
        flood = Flood.prepare(telegram, note, picture())
        sent = set()
        for round_number in range(KILLS):
            for _ in range(NOTES // KILLS):
                for number in range(BETWEEN):
                    telegram.say(FLOODER, f"words {round_number} {number}")
                sent.add((await telegram.send(FLOODER, note, "voice", name="n.ogg", duration=2))["message_id"])
            await asyncio.sleep(lasting(chance.uniform(0.1, 2.5)))
            await bot.kill()
            await bot.start() if round_number == KILLS - 1 else await bot.spawn()

        def answered() -> Counter[int]:
            heard = (one for one in flood.answers() if one.get("text") == "heard you")
            return Counter(one["reply_to_message"]["message_id"] for one in heard)

        await until(lambda: set(answered()) >= sent, "an answer to every voice note", 120)
        await until(lambda: not telegram.world.updates.waiting(), "everything acknowledged")
        await until(lambda: any("faster than" in str(one.get("text")) for one in flood.answers()), "the sentence")
        await bot.stop()
        assert set(answered()) == sent
        assert max(answered().values()) <= 2, "at most the one whose fate was unknown at a kill"
        assert not bot.left_over()
        rows = await _put_aside(bot.storage)
        assert rows == 0, "nothing lies there for ever"


async def _put_aside(storage: Path) -> int:
    import sqlite3

    with sqlite3.connect(storage / "history.sqlite") as connection:
        return int(connection.execute("SELECT count(*) FROM updates_put_aside").fetchone()[0])
