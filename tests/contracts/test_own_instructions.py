"""What the store of the users' own instructions promises, on each kind of database."""

import asyncio

from frontend_bot.core.own_instruction import OwnInstruction
from frontend_bot.services.storage.database import Database
from frontend_bot.services.storage.own_instructions import OwnInstructionStore

USER = 7_000_000_001


async def test_ten_are_kept_each_under_a_number_of_its_own(database: Database) -> None:
    store = OwnInstructionStore(database)
    kept = await asyncio.gather(*(store.add(USER, f"№{n}", "сделай\0 список") for n in range(12)))
    assert sum(kept) == 10
    assert [one.number for one in await store.all(USER)] == list(range(1, 11))
    assert {one.words for one in await store.all(USER)} == {"сделай список"}
    assert not await store.all(USER + 1)


async def test_the_same_twice_is_kept_once(database: Database) -> None:
    store = OwnInstructionStore(database)
    assert await store.add(USER, "Звонки", "выпиши обещания")
    assert await store.add(USER, "Звонки", "выпиши обещания")
    assert await store.all(USER) == [OwnInstruction(1, "Звонки", "выпиши обещания")]


async def test_a_number_stays_and_a_free_one_is_used_again(database: Database) -> None:
    store = OwnInstructionStore(database)
    for name in ("a", "b", "c"):
        await store.add(USER, name, name)
    await store.delete(USER, 2)
    await store.rename(USER, 3, "C")
    await store.rename(USER, 9, "nobody")
    assert [(one.number, one.name) for one in await store.all(USER)] == [(1, "a"), (3, "C")]
    await store.add(USER, "d", "d")
    assert [(one.number, one.name) for one in await store.all(USER)] == [(1, "a"), (2, "d"), (3, "C")]
    await store.add(USER + 1, "e", "e")
    await store.erase(USER)
    assert not await store.all(USER) and await store.all(USER + 1)


async def test_the_numbers_of_one_are_not_those_of_another(database: Database) -> None:
    """Everybody's first instruction has the number 1: what one user does to it must not reach the others'."""
    store = OwnInstructionStore(database)
    for user in (USER, USER + 1):
        await store.add(user, "Звонки", "выпиши обещания")
    await store.rename(USER, 1, "Встречи")
    assert await store.all(USER + 1) == [OwnInstruction(1, "Звонки", "выпиши обещания")]
    await store.delete(USER, 1)
    assert await store.all(USER) == []
    assert await store.all(USER + 1) == [OwnInstruction(1, "Звонки", "выпиши обещания")]
