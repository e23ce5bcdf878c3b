"""Progress in the chat: when it appears, how it looks, and how it goes away whatever happens."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import EditMessageText, SendChatAction, TelegramMethod
from aiogram.types import Chat as TelegramChat
from aiogram.types import Message

from frontend_bot.core.job import Job
from frontend_bot.core.phrase import phrase
from frontend_bot.services.jobs.lanes import Lanes
from frontend_bot.services.jobs.status_messages import StatusMessages
from frontend_bot.services.rate_limit.limiter import MemorySendLimiter, Priority
from frontend_bot.services.storage.database import Database
from frontend_bot.services.task_keeper import TaskKeeper
from frontend_bot.services.translations import Translations
from frontend_bot.telegram.output import progress
from frontend_bot.telegram.output.progress import TelegramStatusBoard
from frontend_bot.telegram.output.sender import NotSent, Outbox
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
    await telegram.wait("sendMessage", timeout=patience(10))  # the second try, three seconds later
    assert _shown(telegram) == ["⏳ In line, starting soon."]
    telegram.world.faults.add("error", "deleteMessage", times=1, error_code=400, description="Bad Request: not found")
    await board.finished(JOB)
    assert not await messages.all(), "nobody will try to delete it for ever"


class Chat(Outbox):
    """A chat without the waiting: what was sent, and a refusal for each of the next calls."""

    def __init__(self) -> None:
        self.sent: list[TelegramMethod[Any]] = []
        self.refusals: list[Exception] = []
        self.is_busy = False
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    def busy(self, chat_id: int) -> bool:
        return self.is_busy

    async def send(self, method: TelegramMethod[Any], chat_id: int, priority: Priority, messages: int = 1) -> Any:
        self.sent.append(method)
        if not isinstance(method, SendChatAction):
            await self.may_answer.wait()
        if self.refusals:
            raise self.refusals.pop(0)
        return Message(message_id=50, date=datetime.now(UTC), chat=TelegramChat(id=chat_id, type="private"))

    def kinds(self) -> list[str]:
        return [type(method).__name__ for method in self.sent if not isinstance(method, SendChatAction)]


@pytest.fixture
def chat() -> Chat:
    """Telegram, at once."""
    return Chat()


@pytest.fixture
def quick(
    chat: Chat, messages: StatusMessages, lanes: Lanes, keeper: TaskKeeper, monkeypatch: pytest.MonkeyPatch
) -> TelegramStatusBoard:
    """A board in a hurry."""
    for name, seconds in (("_QUICK_SECONDS", 0.02), ("_ACTION_AFTER_SECONDS", 0.01), ("_EDIT_SECONDS", 0.02)):
        monkeypatch.setattr(progress, name, seconds)
    return TelegramStatusBoard(chat, Translations(), lanes, messages, keeper)


async def _until(chat: Chat, kind: str) -> None:
    async with asyncio.timeout(patience(10)):
        while kind not in chat.kinds():
            await asyncio.sleep(0.01)


async def test_a_busy_chat_sees_no_progress(chat: Chat, quick: TelegramStatusBoard) -> None:
    """Its turns belong to the results."""
    chat.is_busy = True
    quick.watch(JOB)
    await asyncio.sleep(0.3)
    assert not chat.sent
    chat.is_busy = False
    await _until(chat, "SendMessage")
    await quick.finished(JOB)


async def test_a_deleted_status_is_not_edited_for_ever(chat: Chat, quick: TelegramStatusBoard) -> None:
    quick.watch(JOB)
    await _until(chat, "SendMessage")
    chat.refusals = [TelegramBadRequest(chat.sent[-1], "Bad Request: message to edit not found")] * 100
    quick.progress(JOB, 0.1, phrase("progress-converting"))
    quick.started(JOB)
    await _until(chat, "EditMessageText")
    await asyncio.sleep(0.3)
    edits = {method.text for method in chat.sent if isinstance(method, EditMessageText)}
    assert len(edits) == chat.kinds().count("EditMessageText"), "each text was tried once"
    await quick.finished(JOB)


async def test_a_job_that_ends_while_its_status_is_on_the_way_leaves_none(
    chat: Chat, quick: TelegramStatusBoard, messages: StatusMessages
) -> None:
    chat.may_answer.clear()
    quick.watch(JOB)
    await _until(chat, "SendMessage")
    await quick.finished(JOB)
    assert chat.kinds() == ["SendMessage"]
    chat.may_answer.set()
    await _until(chat, "DeleteMessage")
    async with asyncio.timeout(patience(10)):
        while await messages.all():
            await asyncio.sleep(0.01)


async def test_what_telegram_did_not_delete_is_tried_again(
    chat: Chat, quick: TelegramStatusBoard, messages: StatusMessages
) -> None:
    quick.watch(JOB)
    await _until(chat, "SendMessage")
    await _placed(messages)
    chat.refusals = [NotSent("429")]
    await quick.finished(JOB)
    assert [row.message_id for row in await messages.all()] == [50]

    async def is_unfinished(job_id: str) -> bool:
        return False

    await quick.remove_orphans(is_unfinished)
    assert chat.kinds().count("DeleteMessage") == 2
    assert not await messages.all()


async def test_the_status_of_a_job_at_hand_is_no_orphan(
    chat: Chat, quick: TelegramStatusBoard, messages: StatusMessages
) -> None:
    """Between its last step and its last message a job has ended in the books already."""
    quick.watch(JOB)
    await _until(chat, "SendMessage")
    await _placed(messages)
    await messages.claim("1002:8", BEN)
    await messages.place("1002:8", 51)
    asked: list[str] = []

    async def is_unfinished(job_id: str) -> bool:
        asked.append(job_id)
        return job_id == "1002:8"

    await quick.remove_orphans(is_unfinished)
    assert "DeleteMessage" not in chat.kinds(), "one is at hand, the other one works elsewhere"
    assert asked == ["1002:8"]
    await quick.finished(JOB)


async def test_a_claim_of_a_killed_process_blocks_no_status(
    chat: Chat, quick: TelegramStatusBoard, messages: StatusMessages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the claim and the message: the next process shows one after all."""
    await messages.claim(JOB.id, BEN)
    await quick.start()
    assert await messages.all(), "perhaps another process is just sending it"
    monkeypatch.setattr(progress, "_CLAIM_SECONDS", -1.0)
    await quick.start()
    quick.watch(JOB)
    await _until(chat, "SendMessage")
    await quick.finished(JOB)
