"""A long text in several messages is one, in whatever order the messages are handled; on SQLite and on PostgreSQL."""

import asyncio
from dataclasses import replace

import pytest

from frontend_bot.core.content import Content, Kind
from frontend_bot.services.storage.albums import Albums
from frontend_bot.services.storage.database import Database
from frontend_bot.services.storage.pastes import Paste, PastePart, Pastes

FULL = "слово " * 682


def part(message_id: int, date: float = 1000.0, text: str = FULL) -> PastePart:
    return PastePart(7, 7, message_id, date, Content(Kind.TEXT, text=f"{message_id} {text}"))


@pytest.fixture
def pastes(database: Database) -> Pastes:
    return Pastes(database)


@pytest.fixture
def albums(database: Database) -> Albums:
    return Albums(database, quiet=0.4)


async def _collected(albums: Albums, paste: Paste | None) -> list[int]:
    assert paste is not None
    return [int(content.text.partition(" ")[0]) for content in await albums.collect(paste.album)]


async def test_parts_come_together_in_order(pastes: Pastes, albums: Albums) -> None:
    sent = [part(number, 1000.0 + number) for number in range(12)]
    sent[-1] = part(11, 1011.0, "хвост")
    shuffled = [sent[number] for number in (1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 10, 11)]
    found = {await pastes.add(one, may_begin=len(one.content.text) > 3000) for one in shuffled}
    assert len(found) == 1
    assert await pastes.add(sent[5], may_begin=True) in found, "the same update again"
    assert await _collected(albums, found.pop()) == list(range(12))


async def test_side_by_side(pastes: Pastes, albums: Albums) -> None:
    found = await asyncio.gather(*(pastes.add(part(number), may_begin=True) for number in range(8)))
    assert len(set(found)) == 1
    assert await _collected(albums, found[0]) == list(range(8))


async def test_what_stands_alone(pastes: Pastes, albums: Albums) -> None:
    assert await pastes.add(part(1, text="привет"), may_begin=False) is None
    first = await pastes.add(part(2), may_begin=True)
    assert await pastes.add(part(3, 1010.0), may_begin=True) != first, "ten seconds later"
    assert await pastes.add(replace(part(4), user_id=8, chat_id=8), may_begin=True) != first, "somebody else"
    assert await pastes.add(replace(part(6), user_id=8), may_begin=True) != first, "somebody else in the same chat"
    assert await _collected(albums, first) == [2]
    assert await pastes.add(part(5, text="хвост"), may_begin=False) is None, "too late, the job has begun"
    assert await pastes.add(part(2), may_begin=True) == first, "redelivered after that"
