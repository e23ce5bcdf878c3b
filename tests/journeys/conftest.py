"""One bot process for the stories that do not mind company; each story brings its own person."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from playground.server import Playground
from tests.journeys.stage import KEY, TOKEN, Person, Stage, until
from tests.media_fixtures import hostile, samples
from tests.processes import Bot
from tests.provider.double import ProviderDouble
from tests.services import _session_postgres, _session_redis, postgres_url, redis_url

__all__ = ["_session_postgres", "_session_redis", "hostile", "postgres_url", "redis_url", "samples"]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """The bot that all stories share, started once."""
    folder = tmp_path_factory.mktemp("bot")
    async with Playground(rates="realistic", token=TOKEN) as telegram, ProviderDouble(key=KEY) as provider:
        bot = Bot(
            folder,
            telegram.base_url,
            TELEGRAM_TOKEN=TOKEN,
            OPENAI_API_KEY=KEY,
            OPENAI_BASE_URL=provider.url,
            ADMIN_USERS="70000",
        )
        async with bot:
            yield Stage(telegram, provider, bot)


@pytest_asyncio.fixture(loop_scope="session")
async def stage(shared_stage: Stage) -> AsyncIterator[Stage]:
    """The shared bot with everything around it working; nothing may have leaked when the story ends."""
    shared_stage.begin()
    yield shared_stage
    shared_stage.behaves()
    shared_stage.nothing_leaked()
    await until(lambda: not shared_stage.bot.left_over(), "the scratch folders going away")


@pytest.fixture
def person(stage: Stage) -> Person:
    """Somebody new who reads English."""
    return stage.person()
