"""kill -9 while recordings that belong together come in, and while they are transcribed: one question, one answer."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from playground.server import Playground
from playground.world import Message
from tests.journeys.stage import buttons, until
from tests.media_samples import Samples
from tests.processes import Bot
from tests.provider.double import ProviderDouble

USER = 2001
RECORDINGS = 6


def _from_bot(telegram: Playground, part: str) -> list[Message]:
    """The bot's messages with these words in them."""
    messages = telegram.world.chats[USER].messages.values()
    return [one for one in messages if one["from"]["is_bot"] and part in str(one.get("text", ""))]


def _forwarded(name: str) -> dict[str, Any]:
    return {"type": "hidden_user", "date": 1_790_000_000, "sender_user_name": name}


@pytest.mark.timeout(200)
async def test_a_batch_survives(tmp_path: Path, samples: Samples) -> None:
    async with Playground(rates="off") as telegram, ProviderDouble(delay=0.5) as provider:
        telegram.world.add_user(USER, "User", language_code="en")
        telegram.start_chat(USER)
        bot = Bot(tmp_path, telegram.base_url, OPENAI_API_KEY=provider.key, OPENAI_BASE_URL=provider.url)
        await bot.start()
        files = [samples.tones("ogg", 10 * number + 1, 10 * number + 4) for number in range(RECORDINGS)]
        for number, file in enumerate(files):
            origin = _forwarded(f"Person {number}")
            await telegram.send(USER, file.read_bytes(), "voice", name="n.ogg", forward_origin=origin)
        await asyncio.sleep(0.4)  # in the middle of the moment in which the others are waited for
        await bot.kill()
        await bot.spawn()
        await until(lambda: _from_bot(telegram, "recordings: one transcript"), "the question")
        (question,) = _from_bot(telegram, "recordings: one transcript")
        assert question["text"].startswith(f"🎧 {RECORDINGS} ")
        telegram.press(USER, question["message_id"], buttons(question)["📚 One of all"])
        await until(lambda: len(provider.requests) >= 5, "the fifth request")
        await bot.kill()
        await bot.spawn()
        await until(lambda: _from_bot(telegram, "Person 5"), "the transcript", 60)
        await asyncio.sleep(1)  # time for a second answer that must not come
        (result,) = _from_bot(telegram, "Person 5")
        await bot.stop()
        places = [result["text"].index(f"w{10 * number + 4:04d}") for number in range(RECORDINGS)]
        assert places == sorted(places)
        paid = Counter(request.sha256 for request in provider.requests if request.status == 200)
        print(f"\n{RECORDINGS} recordings, 2 kills: {sum(paid.values()) - len(paid)} paid once more")
        assert len(paid) == RECORDINGS
        assert sum(paid.values()) <= RECORDINGS + 4, "what was on record is not paid again"
        assert not bot.left_over()
