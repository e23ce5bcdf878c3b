"""kill -9 in the middle of the minutes of sixty pages: only the parts that were not on record are asked again."""

import asyncio
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from playground.server import Playground
from playground.world import Message
from tests.journeys.stage import buttons
from tests.patience import lasting, patience
from tests.processes import Bot
from tests.provider.double import ProviderDouble
from tests.transcripts import meeting

PERSON = 2001
PAGES = 60
AT_ONCE = 2


def _on_record(storage: Path) -> int:
    """How many answers the bot has on record."""
    connection = sqlite3.connect(storage / "jobs.sqlite")
    query = "SELECT count(*) FROM operation_outputs WHERE function_name LIKE 'ask %' AND output IS NOT NULL"
    found = connection.execute(query).fetchone()
    connection.close()
    return int(found[0])


@pytest.mark.timeout(300)
async def test_only_the_missing_parts_are_asked_again(tmp_path: Path) -> None:
    planted = meeting(PAGES, "ru", timed=False)
    async with Playground(rates="off") as telegram, ProviderDouble() as provider:
        provider.chat.delay = lasting(0.5)
        telegram.world.add_user(PERSON, "User", language_code="ru")
        telegram.start_chat(PERSON)
        settings = {"TEXT_CONCURRENCY": str(AT_ONCE), "OPENAI_API_KEY": provider.key, "OPENAI_BASE_URL": provider.url}
        bot = Bot(tmp_path, telegram.base_url, **settings)
        await bot.spawn()
        await telegram.send(PERSON, planted.transcript.text.encode(), "document", name="собрание.txt")
        taken = await _message_with(telegram, "📋 MoM")
        telegram.press(PERSON, taken["message_id"], buttons(taken)["📋 MoM"])
        async with asyncio.timeout(patience(60)):
            while _on_record(bot.storage) < 2 * AT_ONCE:
                await asyncio.sleep(0.02)
        await bot.kill()
        kept = _on_record(bot.storage)
        await bot.spawn()
        made = await _message_with(telegram, "✅ ToDo-план", not_in="📋 MoM")
        await bot.stop()
        text = telegram.world.files.get(made["document"]["file_id"]).path.read_text("utf-8-sig")
    for page, place in planted.decisions.items():
        assert f"• купить сервер номер {page} [{place.replace('line', 'строка')}]" in text
    asked = Counter(tuple(one.marks) for one in provider.chat.asked)
    twice = asked.total() - len(asked)
    print(f"\n{len(asked)} parts, {kept} on record at the kill, {twice} asked twice")
    assert len(asked) > 2 * AT_ONCE, "there were parts left to ask"
    assert max(asked.values()) <= 2
    assert twice <= AT_ONCE, "only those that were being answered when it was killed"
    assert asked.total() <= len(asked) + AT_ONCE


async def _message_with(telegram: Playground, label: str, not_in: str = "") -> Message:
    async with asyncio.timeout(patience(120)):
        while True:
            for message in list(telegram.world.chats[PERSON].messages.values()):
                found = buttons(message)
                if label in found and (not not_in or not_in not in found):
                    return message
            await asyncio.sleep(0.1)
