"""How far the updates are: none is acknowledged before it has been handled, none handled twice or out of its turn."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from aiogram.types import Update
from hypothesis import given, settings
from hypothesis import strategies as st

from frontend_bot.services.task_keeper import TaskKeeper
from frontend_bot.telegram.updates.unacknowledged import Unacknowledged

FIRST = 500
Sent = tuple[int, bool]
"""In which chat, and whether it is a press of a button."""


@dataclass
class Doors:
    """Works on an update until its door is opened; notes who began and who ended."""

    begun: list[int] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)
    doors: dict[int, asyncio.Event] = field(default_factory=dict)

    def open(self, update_id: int) -> None:
        self.doors.setdefault(update_id, asyncio.Event()).set()

    async def handle(self, update: Update) -> None:
        self.begun.append(update.update_id)
        await self.doors.setdefault(update.update_id, asyncio.Event()).wait()
        self.ended.append(update.update_id)


def _update(number: int, chat_id: int, is_press: bool) -> Update:
    chat = {"id": chat_id, "type": "private"}
    message = {"message_id": 1, "date": 1, "chat": chat, "text": "t"}
    person = {"id": chat_id, "is_bot": False, "first_name": "A"}
    press = {"id": "1", "from": person, "chat_instance": "1", "data": "x", "message": message}
    content = {"callback_query": press} if is_press else {"message": message}
    return Update.model_validate({"update_id": FIRST + number, **content})


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 3), st.booleans()), min_size=1, max_size=8), st.randoms())
def test_in_whatever_order_they_are_done(sent: list[Sent], dice: Random) -> None:
    asyncio.run(_are_done(sent, dice))


async def _are_done(sent: Sequence[Sent], dice: Random) -> None:
    keeper, doors = TaskKeeper(), Doors()
    at_hand = Unacknowledged(doors.handle, keeper)
    updates = [_update(number, *one) for number, one in enumerate(sent)]
    assert at_hand.take(updates) == len(updates)
    for update_id in dice.sample(range(FIRST, FIRST + len(sent)), len(sent)):
        doors.open(update_id)
        for _ in range(4 * len(sent)):  # whoever may go on now does
            await asyncio.sleep(0)
        assert at_hand.take(updates) == 0, "what comes again with the news is known"
        for chat, _ in sent:
            at_work = {FIRST + number for number, (where, _) in enumerate(sent) if where == chat} & {*doors.begun}
            assert len(at_work - {*doors.ended}) <= 1, "one of a chat at a time"
        handled = next(n for n in range(len(sent) + 1) if FIRST + n not in doors.ended)
        assert at_hand.offset == (FIRST + handled if handled else None)
    assert len(at_hand) == 0
    for chat in {chat for chat, _ in sent}:
        mine = [FIRST + number for number, (where, _) in enumerate(sent) if where == chat]
        assert [one for one in doors.begun if one in mine] == mine, "in the order in which they were sent"
    assert sorted(doors.ended) == sorted(doors.begun) == [update.update_id for update in updates]
    await keeper.close()


async def test_one_begins_when_the_one_before_it_in_its_chat_has_ended() -> None:
    keeper, doors = TaskKeeper(), Doors()
    at_hand = Unacknowledged(doors.handle, keeper)
    at_hand.take([_update(0, 1, is_press=False), _update(1, 1, is_press=True), _update(2, 2, is_press=False)])
    await at_hand.settle(0.05)
    assert doors.begun == [FIRST, FIRST + 2], "the press waits for its chat, and the other chat for nobody"
    at_hand.take([_update(3, 1, is_press=False)])
    for update_id in range(FIRST, FIRST + 4):
        doors.open(update_id)
    await at_hand.settle(None)
    assert [one for one in doors.begun if one != FIRST + 2] == [FIRST, FIRST + 1, FIRST + 3]
    await keeper.close()


async def test_one_that_breaks_holds_up_neither_its_chat_nor_the_rest() -> None:
    keeper, seen = TaskKeeper(), list[int]()

    async def handle(update: Update) -> None:
        seen.append(update.update_id)
        if update.update_id == FIRST:
            raise RuntimeError("broken")

    at_hand = Unacknowledged(handle, keeper)
    at_hand.take([_update(0, 1, is_press=False), _update(1, 1, is_press=False)])
    await at_hand.settle(None)
    assert (seen, at_hand.offset) == ([FIRST, FIRST + 1], FIRST + 2)
    await keeper.close()
