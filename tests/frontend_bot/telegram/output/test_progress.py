"""Progress in the chat: when it appears, how it looks, and how it goes away whatever happens."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiogram import Bot

from frontend_bot.core.job import Job
from frontend_bot.core.phrase import phrase
from frontend_bot.services.jobs.lanes import Lanes
from frontend_bot.services.jobs.status_messages import StatusMessages
from frontend_bot.services.rate_limit.limiter import MemorySendLimiter
from frontend_bot.services.storage.database import Database
from frontend_bot.services.task_keeper import TaskKeeper
from frontend_bot.services.translations import Translations
from frontend_bot.telegram.output.progress import TelegramStatusBoard
from frontend_bot.telegram.output.sender import Outbox
from playground.server import Playground
from tests.patience import patience

BEN = 1002
JOB = Job("1002:7", "transcribe_audio", BEN, BEN, 7, "en", ())


@pytest.fixture
async def messages(tmp_path: Path) -> AsyncIterator[StatusMessages]:
    """The table of status messages in a database of its own."""
    database = Database(f"sqlite:///{tmp_path}/history.sqlite")
    await database.open()
    yield StatusMessages(database)
    await database.close()


@pytest.fixture
def lanes() -> Lanes:
    """One job at a time."""
    return Lanes(slots=1, per_user=1)


@pytest.fixture
def board(bot: Bot, messages: StatusMessages, lanes: Lanes, keeper: TaskKeeper) -> TelegramStatusBoard:
    """A board as the program builds it."""
    return TelegramStatusBoard(Outbox(bot, MemorySendLimiter()), Translations(), lanes, messages, keeper)


def _shown(telegram: Playground) -> list[str]:
    return [message["text"] for message in telegram.world.chats[BEN].messages.values()]


async def _placed(messages: StatusMessages) -> None:
    """Until it is known which message it became."""
    async with asyncio.timeout(patience(5)):
        while not all(row.message_id for row in await messages.all()):
            await asyncio.sleep(0.01)


async def test_a_bar_with_an_estimate(telegram: Playground, board: TelegramStatusBoard) -> None:
    board.watch(JOB)
    board.started(JOB)
    board.progress(JOB, 0.5, phrase("progress-converting"))
    await telegram.wait("sendMessage", timeout=patience(10))
    assert _shown(telegram) == ["🎚 Preparing the sound…\n▓▓▓▓▓▓░░░░░░ 50 % · about 5 s left"]
    assert [call.method for call in telegram.world.journal.calls] == ["sendChatAction", "sendMessage"]
    board.progress(JOB, 1.0, phrase("progress-transcribing"))
    await telegram.wait("editMessageText", timeout=patience(10))
    assert _shown(telegram) == ["✍️ Transcribing…\n▓▓▓▓▓▓▓▓▓▓▓▓ 100 %"]
    await board.finished(JOB)
    assert _shown(telegram) == []
    await board.finished(JOB)  # again: nothing to do


async def test_the_place_in_line(telegram: Playground, board: TelegramStatusBoard, lanes: Lanes) -> None:
    async with lanes.slot(Job("1:1", "m", 1, 1, 1, "en", ())):
        waiting = asyncio.create_task(_wait_for_turn(lanes))
        board.watch(JOB)
        await telegram.wait("sendMessage", timeout=patience(10))
        assert _shown(telegram) == ["⏳ Number 1 in line. I will start in about 5 s."]
    await waiting
    await board.finished(JOB)


async def _wait_for_turn(lanes: Lanes) -> None:
    async with lanes.slot(JOB):
        pass


async def test_a_job_that_waits_in_another_process(telegram: Playground, board: TelegramStatusBoard) -> None:
    board.watch(JOB)
    await telegram.wait("sendMessage", timeout=patience(10))
    assert _shown(telegram) == ["⏳ In line, starting soon."]
    await board.finished(JOB)


async def test_it_stays_when_the_job_is_parked_and_the_next_process_goes_on_with_it(
    telegram: Playground, bot: Bot, board: TelegramStatusBoard, messages: StatusMessages, keeper: TaskKeeper
) -> None:
    board.watch(JOB)
    await telegram.wait("sendMessage", timeout=patience(10))
    await _placed(messages)
    await board.parked(JOB)
    following = TelegramStatusBoard(Outbox(bot, MemorySendLimiter()), Translations(), Lanes(1, 1), messages, keeper)
    await following.start()
    following.watch(JOB)
    following.started(JOB)
    await telegram.wait("editMessageText", timeout=patience(10))
    (shown,) = _shown(telegram)  # the same message, no second one
    assert shown.startswith("🎧 Starting…")
    await following.finished(JOB)
    assert _shown(telegram) == []


async def test_what_a_killed_process_left_is_removed(
    telegram: Playground, bot: Bot, board: TelegramStatusBoard, messages: StatusMessages, keeper: TaskKeeper
) -> None:
    board.watch(JOB)
    await telegram.wait("sendMessage", timeout=patience(10))
    await _placed(messages)
    await board.parked(JOB)
    following = TelegramStatusBoard(Outbox(bot, MemorySendLimiter()), Translations(), Lanes(1, 1), messages, keeper)

    async def is_unfinished(job_id: str) -> bool:
        return job_id != JOB.id

    await following.start()
    await following.remove_orphans(is_unfinished)
    assert _shown(telegram) == []
    assert not await messages.all()


async def test_telegram_refusing_progress_disturbs_nothing(
    telegram: Playground, board: TelegramStatusBoard, messages: StatusMessages
) -> None:
    for method in ("sendChatAction", "sendMessage"):
        telegram.world.faults.add("error", method, times=1, error_code=502)
    board.watch(JOB)
    await telegram.wait("sendMessage", timeout=10)  # the second try, three seconds later
    assert _shown(telegram) == ["⏳ In line, starting soon."]
    telegram.world.faults.add("error", "deleteMessage", times=1, error_code=400, description="Bad Request: not found")
    await board.finished(JOB)
    assert not await messages.all(), "nobody will try to delete it for ever"
