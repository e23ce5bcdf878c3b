"""A Telegram in the test's own process, and the bot's connection to it."""

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot

from frontend_bot.services.task_keeper import TaskKeeper
from frontend_bot.telegram.session import build_bot
from playground.server import Playground


@pytest.fixture
async def telegram() -> AsyncIterator[Playground]:
    """With an open chat of Ben (1002), who reads English."""
    async with Playground(rates="off") as telegram:
        telegram.start_chat(1002)
        yield telegram


@pytest.fixture
async def bot(telegram: Playground) -> AsyncIterator[Bot]:
    """The bot's session, as the program builds it."""
    bot = build_bot(telegram.token, telegram.base_url, is_local=False)
    yield bot
    await bot.session.close()


@pytest.fixture
async def keeper() -> AsyncIterator[TaskKeeper]:
    """Ends what the test has left running."""
    keeper = TaskKeeper()
    yield keeper
    await keeper.close(timeout=2)
