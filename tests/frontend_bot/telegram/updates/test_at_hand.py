"""What one person sends too fast is put aside: acknowledged when it is durable, and handled in its turn."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiogram.types import Update

from frontend_bot.services.rate_limit.backlog import Backlog
from frontend_bot.services.storage.database import Database
from frontend_bot.services.storage.put_aside import PutAside
from frontend_bot.services.task_keeper import TaskKeeper
from frontend_bot.telegram.updates.at_hand import AtHand
from frontend_bot.telegram.updates.taken import SHARE, IncomingUpdate
from frontend_bot.telegram.updates.unacknowledged import Unacknowledged
from tests.patience import patience

ANNA, BEN = 1001, 1002
MANY = 3 * SHARE


class Desk:
    """Handles nothing before it is open."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.handled: list[int] = []

    async def handle(self, update: Update) -> None:
        assert update.message
        if update.message.chat.id == ANNA:
            await self.open.wait()
        self.handled.append(update.update_id)

    async def until(self, count: int) -> None:
        async with asyncio.timeout(patience(20)):
            while len(self.handled) < count:
                await asyncio.sleep(0.01)


def _update(number: int, person: int) -> IncomingUpdate:
    who = {"id": person, "is_bot": False, "first_name": "A"}
    message = {"message_id": number, "date": 1, "chat": {"id": person, "type": "private"}, "from": who, "text": "t"}
    return IncomingUpdate(number, person, {"update_id": number, "message": message})


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'test.sqlite'}")
    await database.open()
    yield database
    await database.close()


async def test_the_flood_is_acknowledged_and_others_are_handled(database: Database) -> None:
    keeper, desk, backlog = TaskKeeper(), Desk(), Backlog()
    at_hand = Unacknowledged(desk.handle, keeper, PutAside(database), backlog)
    at_hand.take([_update(number, ANNA) for number in range(1, MANY + 1)])
    assert (at_hand.offset, backlog.of(ANNA)) == (None, MANY)
    await at_hand.put_aside()
    assert at_hand.offset is None, "the first ones are at hand, and neither handled nor durable"
    at_hand.take([_update(MANY + 1, BEN)])
    await desk.until(1)
    assert desk.handled == [MANY + 1]
    async with asyncio.timeout(patience(20)):
        while at_hand.offset != MANY + 2:
            await at_hand.settle(0.1)
            await at_hand.put_aside()
    desk.open.set()
    await desk.until(MANY + 1)
    assert desk.handled == [MANY + 1, *range(1, MANY + 1)], "each once, in order"
    async with asyncio.timeout(patience(20)):
        while backlog.of(ANNA):
            await asyncio.sleep(0.01)
    await keeper.close()


async def test_who_dies_leaves_them_to_the_next_process(database: Database) -> None:
    keeper, desk = TaskKeeper(), Desk()
    first = AtHand(desk.handle, keeper, PutAside(database))
    first.take([_update(number, ANNA) for number in range(1, MANY + 1)])
    await first.put_aside(patience=0.0)
    await keeper.close()
    keeper, heirs, backlog = TaskKeeper(), Desk(), Backlog()
    heirs.open.set()
    heir = AtHand(heirs.handle, keeper, PutAside(database), backlog)
    heir.open(is_alone=True)
    await heirs.until(MANY)
    heir.take([_update(MANY + 1, ANNA)])
    await heirs.until(MANY + 1)
    assert (desk.handled, heirs.handled) == ([], [*range(1, MANY + 2)])
    await heir.leave()
    await keeper.close()
    assert await PutAside(database).adopt(at_once=True) == {}, "what has been handled is forgotten"


async def test_a_webhook_has_its_answer_when_the_update_is_durable(database: Database) -> None:
    keeper, desk = TaskKeeper(), Desk()
    at_hand = AtHand(desk.handle, keeper, PutAside(database))
    async with asyncio.timeout(patience(20)):
        for number in range(1, 6):
            await at_hand.accept(_update(number, ANNA))
    assert (desk.handled, len(at_hand)) == ([], 0)
    desk.open.set()
    await desk.until(5)
    assert desk.handled == [1, 2, 3, 4, 5]
    await keeper.close()
