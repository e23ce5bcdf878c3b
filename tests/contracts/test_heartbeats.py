"""Signs of life of the workers, on each kind of database."""

import asyncio

from sqlalchemy import select

from frontend_bot.services.jobs.heartbeats import WORKERS, Heartbeats
from frontend_bot.services.storage.database import Database


class Hands:
    """A clock that the test turns."""

    now = 1_795_371_695.5

    def __call__(self) -> float:
        return self.now


async def test_the_silent_are_found_the_longest_silent_first(database: Database) -> None:
    clock = Hands()
    heartbeats = Heartbeats(database, clock)
    for worker in ("first", "second", "third"):
        await heartbeats.beat(worker)
        clock.now += 10
    assert await heartbeats.silent(15) == ["first", "second"]
    assert await heartbeats.silent(100) == []


async def test_a_beat_ends_the_silence_and_keeps_the_start(database: Database) -> None:
    clock = Hands()
    heartbeats = Heartbeats(database, clock)
    await heartbeats.beat("worker")
    clock.now += 60
    silent_before = await heartbeats.silent(30)
    await heartbeats.beat("worker")
    async with database.read() as connection:
        row = (await connection.execute(select(WORKERS))).one()
    assert silent_before == ["worker"]
    assert await heartbeats.silent(30) == []
    assert (row.started_at, row.seen_at) == (clock.now - 60, clock.now)


async def test_first_beats_at_once_make_one_worker(database: Database) -> None:
    clock = Hands()
    heartbeats = Heartbeats(database, clock)
    await asyncio.gather(*(heartbeats.beat("worker") for _ in range(10)))
    clock.now += 1
    assert await heartbeats.silent(0) == ["worker"]


async def test_a_forgotten_worker_is_not_missed(database: Database) -> None:
    clock = Hands()
    heartbeats = Heartbeats(database, clock)
    await heartbeats.beat("worker")
    await heartbeats.forget("worker")
    await heartbeats.forget("nobody")
    clock.now += 60
    assert await heartbeats.silent(0) == []


async def test_who_says_goodbye_is_taken_over_at_once(database: Database) -> None:
    clock = Hands()
    heartbeats = Heartbeats(database, clock)
    for worker in ("stays", "goes"):
        await heartbeats.beat(worker)
    await heartbeats.resign("goes")
    assert await heartbeats.silent(30) == ["goes"]
    await heartbeats.beat("goes")  # started again in time: its jobs are its own
    assert await heartbeats.silent(30) == []
