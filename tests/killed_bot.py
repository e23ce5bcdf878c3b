"""A bot that is killed again and again while it works on a long recording: what came of it, and what was paid twice."""

import asyncio
import random
import sqlite3
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from playground.server import Playground
from playground.world import Message
from tests.patience import patience
from tests.processes import Bot
from tests.provider.double import ProviderDouble

KILLS = 5
AT_ONCE = 2
_ANSWER_SECONDS = 0.4


@dataclass(frozen=True)
class Survived:
    """``again`` counts the answers to chunks that had been answered before, ``most`` how often one was paid at most.

    ``charged`` and ``held`` are the minutes that the books have for the user at the end.
    """

    result: Message
    text: str
    chunks: int
    again: int
    most: int
    left_over: list[str]
    charged: float
    held: float

    def __str__(self) -> str:
        return f"{self.chunks} chunks, {KILLS} kills, {self.again} paid again, one {self.most} times"


async def killed_at_work(folder: Path, file: Path, piece: float, seed: int, *, in_place: bool = False) -> Survived:
    """Send a recording that is cut into chunks of ``piece`` seconds, kill -9 the bot ``KILLS`` times, and wait for the
    result. ``in_place``: the file lies with a Bot API server of one's own.

    Raises AssertionError if a living bot pays a chunk twice, or pays for one that is on record.
    """
    chance = random.Random(seed)
    async with Playground(rates="off") as telegram, ProviderDouble(delay=_ANSWER_SECONDS) as provider:
        telegram.world.add_user(2001, "User", language_code="en")
        telegram.start_chat(2001)
        settings = {"CHUNK_SECONDS": f"{piece:g}", "CHUNK_CONCURRENCY": str(AT_ONCE), "DAILY_MINUTES_USER": "1000"}
        if in_place:
            settings["TELEGRAM_API_LOCAL"] = "true"
            hand_out(telegram, file)
        bot = Bot(folder, telegram.base_url, OPENAI_API_KEY=provider.key, OPENAI_BASE_URL=provider.url, **settings)
        await bot.spawn()
        sent = file.read_bytes() if not in_place else b"RIFF" + bytes(10_000)
        await telegram.send(2001, sent, "document" if in_place else "audio", name=f"lecture{file.suffix}")
        kills, recorded = [], []
        for _ in range(KILLS):
            await _work(bot)
            await asyncio.sleep(chance.uniform(0, 0.6))
            await bot.kill()
            kills.append(provider.count)
            recorded.append(_recorded_chunks(bot.storage))
            await bot.spawn()
        result = await _result(telegram)
        await bot.stop()
        asked, again = _paid(provider, kills, recorded)
        text = telegram.world.files.get(result["document"]["file_id"]).path.read_text("utf-8-sig")
        most = 1 + max(again.values(), default=0)
        return Survived(result, text, len(asked), again.total(), most, bot.left_over(), *_charged(bot.storage))


def hand_out(telegram: Playground, file: Path) -> None:
    """From now on be a local Bot API server that names this file's path, whatever is asked for."""
    files = telegram.world.files
    for_download = files.for_download
    files.for_download = lambda file_id: replace(  # type: ignore[method-assign]
        for_download(file_id), file_path=str(file)
    )


async def _work(bot: Bot) -> None:
    """Until a few more chunks are on record."""
    before = _recorded_chunks(bot.storage)
    async with asyncio.timeout(patience(120)):
        while _recorded_chunks(bot.storage) < before + AT_ONCE:
            await asyncio.sleep(0.02)


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


def _charged(storage: Path) -> tuple[float, float]:
    connection = sqlite3.connect(storage / "history.sqlite")
    query = "SELECT amount, held FROM usage WHERE user_id = 2001 AND what = 'audio'"
    amount, held = connection.execute(query).fetchone()
    connection.close()
    return amount / 60_000, held / 60_000


def _paid(provider: ProviderDouble, kills: list[int], recorded: list[int]) -> tuple[set[str], Counter[str]]:
    """All chunks (by their bytes) that were answered, and how often again in a later life of the bot.

    ``kills`` says how many requests had arrived at each kill, ``recorded`` how many chunks were on record.
    """
    asked, *later = _paid_in_each_life(provider, kills)
    again: Counter[str] = Counter()
    for life, on_record in zip(later, recorded, strict=True):
        assert len(life & asked) <= len(asked) - on_record, "what is on record is never paid again"
        again.update(life & asked)
        asked = asked | life
    return asked, again


def _paid_in_each_life(provider: ProviderDouble, kills: list[int]) -> list[set[str]]:
    """The chunks that were asked for between two kills and answered; no life may pay one twice.

    What was on its way at a kill is answered after it, and paid.
    """
    answered = []
    for first, last in pairwise([0, *kills, provider.count]):
        asked = [request for request in provider.requests if first < request.number <= last and request.status == 200]
        chunks = {request.sha256 for request in asked}
        assert len(asked) == len(chunks), "a living bot never pays twice"
        answered.append(chunks)
    return answered


async def _result(telegram: Playground) -> Message:
    async with asyncio.timeout(patience(180)):
        while True:
            for message in telegram.world.chats[2001].messages.values():
                if message["from"]["is_bot"] and "document" in message:
                    return message
            await asyncio.sleep(0.1)
