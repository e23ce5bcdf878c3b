"""A worker that was slow to end beat once more after its goodbye: its jobs were "running" where nobody worked on them,
and others waited for its silence before they took them over."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from frontend_bot.services.jobs import recovery
from frontend_bot.services.jobs.heartbeats import Heartbeats, read_heartbeats
from frontend_bot.services.storage.database import Database
from tests.job_world import job, job_world
from tests.patience import patience


async def test_no_beat_comes_after_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery, "_BEAT_SECONDS", 0.01)
    database = Database(f"sqlite:///{tmp_path}/bot.sqlite")
    await database.open()
    world = job_world(database, tmp_path)
    resign, told = Heartbeats.resign, asyncio.Event()

    async def resign_slowly(heartbeats: Heartbeats, worker: str) -> None:
        await resign(heartbeats, worker)
        told.set()
        await asyncio.sleep(0.3)  # thirty beats

    monkeypatch.setattr(Heartbeats, "resign", resign_slowly)
    async with world.worker(f"sqlite:///{tmp_path}/jobs.sqlite", "slow", 1) as jobs:
        await jobs.submit(job(1, "hang"))
        await asyncio.sleep(0.1)
        async with asyncio.timeout(patience(30)):
            await jobs.stop()
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())  # DBOS has taken the other with it
        assert told.is_set()
        async with database.read() as connection:
            (left,) = await connection.run_sync(read_heartbeats)
        assert left.left_at is not None
    await database.close()
