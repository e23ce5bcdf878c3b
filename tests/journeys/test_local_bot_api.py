"""A Bot API server of one's own: files far beyond 20 MB are read where they lie, never copied, never held in memory."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from playground.server import Playground
from tests.journeys.stage import TOKEN, Person
from tests.long_tones import long_tones
from tests.media_samples import Samples
from tests.processes import Bot
from tests.provider.double import ProviderDouble

pytestmark = pytest.mark.asyncio(loop_scope="session")


def _peak_mb(pid: int) -> float:
    """The most memory that a process ever held."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) / 1024


async def test_two_hundred_megabytes(tmp_path: Path, samples: Samples) -> None:
    wav, words = long_tones(samples, "wav", 21.0)
    big = samples.made("big.wav", *f"-i {wav} -ar 44100 -ac 2 -c:a pcm_s16le".split())
    assert big.stat().st_size > 200 * 2**20
    async with Playground(rates="off", token=TOKEN) as telegram, ProviderDouble() as provider:
        files = telegram.world.files
        hand_out = files.for_download
        is_big = False

        def with_local_paths(file_id: str) -> object:
            stored = hand_out(file_id)
            return replace(stored, file_path=str(big if is_big else stored.path))

        files.for_download = with_local_paths  # type: ignore[method-assign,assignment]
        telegram.world.add_user(2001, "User", language_code="en")
        telegram.start_chat(2001)
        person = Person(telegram, 2001, 2001)
        settings = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_LOCAL": "true"}
        bot = Bot(tmp_path, telegram.base_url, OPENAI_API_KEY=provider.key, OPENAI_BASE_URL=provider.url, **settings)
        async with bot:
            await person.sends(samples.tones("m4a"), "audio", name="short.m4a")
            await person.hears()
            before, is_big = _peak_mb(bot.pid), True
            await person.sends(samples.tones("wav"), "document", name="meeting.wav")
            await person.hears(60)
            result = await person.hears()
            grown = _peak_mb(bot.pid) - before
        stored = files.get(result["document"]["file_id"])
        assert stored.path.read_text("utf-8-sig").split() == words
        print(
            f"\n{big.stat().st_size >> 20} MB through a local Bot API server: the bot's memory grew by {grown:.0f} MB"
        )
        assert grown < 50
        assert big.exists()
        assert not bot.left_over()
