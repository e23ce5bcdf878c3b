"""One bot and one photo service for the stories that do not mind company; each story brings its own person."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from playground.server import Playground
from tests.journeys.stage import Person, until
from tests.photos.stage import PhotoStage, bot_with_photos, photo_service, stage_of
from tests.services import _session_redis, free_port, redis_url

__all__ = ["_session_redis", "redis_url"]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_photos(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[PhotoStage]:
    """Both programs, started once."""
    folder, port = tmp_path_factory.mktemp("photos"), free_port()
    async with Playground(rates="realistic") as telegram:
        bot, service = bot_with_photos(folder, telegram, port), photo_service(folder, port)
        async with bot, service:
            yield stage_of(telegram, bot, service)


@pytest_asyncio.fixture(loop_scope="session")
async def stage(shared_photos: PhotoStage) -> AsyncIterator[PhotoStage]:
    """The shared pair; nothing may have leaked or be left when the story ends."""
    shared_photos.telegram.world.faults.clear()
    shared_photos.lines_before = len(shared_photos.bot.output())
    shared_photos.calls_before = len(shared_photos.telegram.world.journal.calls)
    yield shared_photos
    shared_photos.leaves_nothing()
    await until(lambda: not shared_photos.bot.left_over(), "the scratch folders going away")


@pytest.fixture
def person(stage: PhotoStage) -> Person:
    """Somebody new who reads English."""
    return stage.person()
