"""Whoever wanted to be forgotten left a row behind for the limits of that day, and nobody took it away at midnight."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from dbos import DBOS
from sqlalchemy import select

from frontend_bot.core.budget import Spending
from frontend_bot.core.job import Job
from frontend_bot.services.jobs.heartbeats import Heartbeats
from frontend_bot.services.jobs.recovery import JobsRecovery
from frontend_bot.services.jobs.store import JobsStore, dbos_config, prepare_sqlite
from frontend_bot.services.storage.database import Database
from frontend_bot.services.task_keeper import TaskKeeper
from frontend_bot.services.usage.ledger import Ledger
from frontend_bot.services.usage.quota import AUDIO, MINUTE, DayLimits, Quota
from frontend_bot.services.usage.totals import EVERYBODY, FORGOTTEN, USAGE, Usage
from tests.patience import patience

USER, NOON = 7, 1_780_056_000.0


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/history.sqlite")
    await database.open()
    yield database
    await database.close()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[JobsStore]:
    url = f"sqlite:///{tmp_path}/jobs.sqlite"
    await asyncio.to_thread(prepare_sqlite, url)
    DBOS(config=dbos_config(url, "worker-0"))
    DBOS.launch()
    yield JobsStore(DBOS)
    await asyncio.to_thread(DBOS.destroy, destroy_registry=True)


async def _known(database: Database) -> list[tuple[int, str]]:
    async with database.read() as connection:
        return [(user, what) for user, what in await connection.execute(select(USAGE.c.user_id, USAGE.c.what))]


async def test_the_worker_forgets_them_when_their_day_is_over(database: Database, store: JobsStore) -> None:
    now, quota = NOON, Quota(audio=DayLimits(guest=10 * MINUTE))
    ledger = Ledger(database, Usage(database, quota, lambda: now), quota, clock=lambda: now)
    await ledger.settle(Job(f"{USER}:1", "m", USER, USER, 1, "en", ()), "recording", Spending(60.0))
    await ledger.erase(USER)

    async def give_up(job: Job) -> None:
        raise AssertionError("there are no jobs")

    for today, left in ((NOON, {AUDIO, FORGOTTEN}), (NOON + 86_400, set[str]())):
        now = today
        keeper = TaskKeeper()
        await JobsRecovery("worker-0", Heartbeats(database), ledger, keeper, give_up).start(store, {}, {})
        async with asyncio.timeout(patience(10)):
            while {what for user, what in await _known(database) if user == USER} != left:
                await asyncio.sleep(0.02)
        await asyncio.sleep(0.2)
        await keeper.close()
        assert {what for user, what in await _known(database) if user == USER} == left
    assert (EVERYBODY, AUDIO) in await _known(database), "the sum of all tells of nobody"
