"""A result that Telegram does not accept left its person without any answer."""

from pathlib import Path

from playground.server import Playground
from tests.journeys.stage import Person
from tests.media_fixtures import samples
from tests.media_samples import Samples
from tests.processes import Bot
from tests.provider.double import ProviderDouble

__all__ = ["samples"]

ANNA = 1002


async def test_a_refused_result_is_told(tmp_path: Path, samples: Samples) -> None:
    async with Playground(rates="realistic") as telegram, ProviderDouble() as provider:
        telegram.start_chat(ANNA)
        anna = Person(telegram, ANNA, ANNA)
        async with Bot(tmp_path, telegram.base_url, OPENAI_API_KEY=provider.key, OPENAI_BASE_URL=provider.url) as bot:
            telegram.world.faults.add(
                "error", "sendMessage", times=1, error_code=400, description="Bad Request: something new"
            )
            await anna.sends(samples.spoken("ogg"))
            assert "Something broke on my side" in (await anna.hears())["text"]
            assert "telegram refused a result" in bot.output()
            assert "something new" not in bot.output()
