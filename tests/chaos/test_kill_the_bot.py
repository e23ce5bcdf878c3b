"""kill -9 of the bot at twenty random moments while forty jobs run: each is answered, none twice, nothing is left."""

import asyncio
import random
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from playground.server import Playground
from tests.media_samples import Samples
from tests.patience import lasting, patience
from tests.processes import Bot
from tests.provider.double import ProviderDouble

KILLS = 20
JOBS = 40
USERS = 8


def _delivered(telegram: Playground) -> Counter[tuple[int, int]]:
    """How often each message (chat, id) has been answered with a result."""
    answers: Counter[tuple[int, int]] = Counter()
    for chat_id in telegram.world.chats:
        for message in telegram.world.chats[chat_id].messages.values():
            original = message.get("reply_to_message")
            if message["from"]["is_bot"] and original and str(message.get("text", "")).startswith("heard"):
                answers[chat_id, original["message_id"]] += 1
    return answers


def _recorded(storage: Path) -> set[tuple[int, int]]:
    """The messages whose delivery the bot has on record."""
    if not (storage / "jobs.sqlite").exists():
        return set()
    connection = sqlite3.connect(storage / "jobs.sqlite")
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if "operation_outputs" not in tables:  # killed before the first migration
        return set()
    rows = connection.execute(
        "SELECT workflow_uuid FROM operation_outputs WHERE function_name = 'deliver 1'"
    ).fetchall()
    connection.close()
    return {(int(user), int(message)) for user, _, message in (id.partition(":") for (id,) in rows)}


def _what_came_instead(telegram: Playground, bot: Bot, missing: set[tuple[int, int]]) -> str:
    """For each message without a result: what the bot said in its chat, and what its log has of the job."""
    lines = [f"{len(missing)} without a result"]
    for chat_id, message_id in sorted(missing):
        said = [message for message in telegram.world.chats[chat_id].messages.values() if message["from"]["is_bot"]]
        lines += [f"{chat_id}:{message_id}", *(f"  {message['message_id']} {message.get('text')}" for message in said)]
        lines += [f"  {line}" for line in bot.output().splitlines() if f"{chat_id}:{message_id} " in line]
    return "\n".join(lines)


@pytest.mark.timeout(600)
async def test_every_job_is_answered_once(tmp_path: Path, samples: Samples) -> None:
    seed = random.randrange(2**32)
    print(f"\nseed {seed}")
    chance = random.Random(seed)
    note, mp3 = samples.spoken("ogg").read_bytes(), samples.spoken("mp3").read_bytes()
    async with Playground(rates="realistic") as telegram, ProviderDouble(answer="heard you", delay=0.7) as provider:
        users = range(2001, 2001 + USERS)
        for user in users:
            telegram.world.add_user(user, f"User {user}", language_code="en")
            telegram.start_chat(user)
        bot = Bot(tmp_path, telegram.base_url, OPENAI_API_KEY=provider.key, OPENAI_BASE_URL=provider.url)
        sent: set[tuple[int, int]] = set()
        in_flight: set[tuple[int, int]] = set()
        for round_number in range(KILLS):
            await bot.spawn()
            for number in range(round_number * JOBS // KILLS, (round_number + 1) * JOBS // KILLS):
                user = users[number % USERS]
                is_note = number % 4 != 0
                message = await telegram.send(
                    user,
                    note if is_note else mp3,
                    "voice" if is_note else "audio",
                    name="n.ogg" if is_note else "n.mp3",
                )
                sent.add((user, message["message_id"]))
            await asyncio.sleep(lasting(chance.uniform(0.5, 5.0)))
            await bot.kill()
            in_flight |= set(_delivered(telegram)) - _recorded(bot.storage)
        await bot.start()
        try:
            async with asyncio.timeout(patience(120)):
                while not sent <= set(_delivered(telegram)):
                    await asyncio.sleep(0.2)
        except TimeoutError:
            pytest.fail(_what_came_instead(telegram, bot, sent - set(_delivered(telegram))))
        await asyncio.sleep(5)  # time for a second answer that must not come
        await bot.stop()
        delivered = _delivered(telegram)
        twice = {key for key, times in delivered.items() if times > 1}
        print(f"{len(sent)} jobs, {KILLS} kills: {len(twice)} delivered twice, {len(in_flight)} kills hit a delivery")
        assert set(delivered) == sent
        assert twice <= in_flight, "a result came twice although its delivery was on record"
        assert max(delivered.values()) <= 2
        assert not bot.left_over()
        assert provider.key not in bot.output()
