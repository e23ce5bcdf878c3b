"""A hundred and thirty messages of one person silenced the bot: another's /start was answered after 98.7 seconds.

Each handler waited for the pace of its chat, a message a second, while the hundred updates that Telegram shows at once
stayed unacknowledged. Now what waits is put aside in the database, a sentence is not said twice while the chat has to
wait, whoever writes faster than the bot may answer gets one sentence for the rest, and the unfinished jobs of one
person are bounded.
"""

import asyncio
from pathlib import Path

import pytest

from playground.server import Playground
from tests.flood import FLOODER, Flood, picture, seconds_until_started
from tests.journeys.stage import until
from tests.media_fixtures import samples
from tests.media_samples import Samples
from tests.patience import patience
from tests.processes import Bot
from tests.provider.double import ProviderDouble
from tests.services import free_port

__all__ = ["samples"]

MOST_JOBS = 5


def _bot(folder: Path, telegram: Playground, provider: ProviderDouble, *, by_webhook: bool) -> Bot:
    port = free_port()
    settings = {"WEBHOOK_URL": f"http://127.0.0.1:{port}/hook", "WEBHOOK_PORT": str(port)} if by_webhook else {}
    settings |= {"OPENAI_API_KEY": provider.key, "OPENAI_BASE_URL": provider.url, "USER_JOBS": str(MOST_JOBS)}
    return Bot(folder, telegram.base_url, **settings)


def _said(flood: Flood, beginning: str) -> int:
    return sum(str(message.get("text", "")).startswith(beginning) for message in flood.answers())


@pytest.mark.parametrize("by_webhook", [False, True], ids=["polling", "webhook"])
@pytest.mark.parametrize("in_group", [False, True], ids=["private", "group"])
async def test_another_is_answered_in_the_middle_of_a_flood(
    tmp_path: Path, samples: Samples, by_webhook: bool, in_group: bool
) -> None:
    note = samples.spoken("ogg").read_bytes()
    async with Playground() as telegram, ProviderDouble(answer="heard you") as provider:
        bot = _bot(tmp_path, telegram, provider, by_webhook=by_webhook)
        async with bot:
            flood = Flood.prepare(telegram, note, picture(), in_group=in_group)
            await flood.send(400)
            for _ in range(3):
                await seconds_until_started(telegram, patience(5))
            await until(lambda: _said(flood, "You write faster"), "the sentence for what has no answer", 120)
            await until(lambda: not telegram.world.updates.waiting(), "everything acknowledged")
        assert "Traceback" not in bot.output()


async def test_a_sentence_is_not_said_again_and_again(tmp_path: Path) -> None:
    """The 130 places of the fault: a few sentences at once, and not one a second for two minutes."""
    async with (
        Playground() as telegram,
        ProviderDouble() as provider,
        _bot(tmp_path, telegram, provider, by_webhook=False),
    ):
        flood = Flood.prepare(telegram, b"", b"")
        places = [{"location": {"latitude": 55.75, "longitude": 37.62}}] * 130
        for place in places:
            message = telegram.world.add_message(
                telegram.world.chats[FLOODER], telegram.world.users[FLOODER].as_json(), dict(place)
            )
            telegram.world.updates.push("message", message, FLOODER, f"chat:{FLOODER}")
        await seconds_until_started(telegram, patience(5))
        await until(lambda: _said(flood, "You write faster"), "the sentence for what has no answer")
        await until(lambda: not telegram.world.updates.waiting(), "everything acknowledged")
        assert _said(flood, "I cannot work with this") < len(places) / 5


async def test_voice_notes_of_a_flood_are_answered_or_refused(tmp_path: Path, samples: Samples) -> None:
    """Those that are taken are transcribed; the others are refused in a sentence, and taken later."""
    note = samples.spoken("ogg").read_bytes()
    async with (
        Playground() as telegram,
        ProviderDouble(answer="heard you", delay=2.0) as provider,
        _bot(tmp_path, telegram, provider, by_webhook=False),
    ):
        flood = Flood.prepare(telegram, note, picture())
        for _ in range(2 * MOST_JOBS):
            await telegram.send(FLOODER, note, "voice", name="n.ogg", duration=2)
        await until(lambda: _said(flood, f"{MOST_JOBS} tasks of yours"), "a refusal")
        await until(lambda: _said(flood, "heard you") >= MOST_JOBS, "the results of what was taken")
        before = _said(flood, "heard you")
        await asyncio.sleep(1.5)  # the count of a moment ago holds for a second
        await telegram.send(FLOODER, note, "voice", name="n.ogg", duration=2)
        await until(lambda: _said(flood, "heard you") > before, "room again")
