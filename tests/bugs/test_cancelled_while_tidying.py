"""A job that was cancelled again while it tidied up left its progress bar growing for ever, and its minutes held.

Whoever looks for cancelled jobs each second finds those too that wait for Telegram to take their message away.
"""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from frontend_bot.core.job import Job
from frontend_bot.services.storage.database import Database
from tests.job_world import job, job_world
from tests.patience import patience


async def _do(name: str, call: Any) -> Any:
    return await call()


@pytest.mark.parametrize("turns", range(1, 4))
async def test_it_tidies_to_the_end(tmp_path: Path, turns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(f"sqlite:///{tmp_path}/bot.sqlite")
    await database.open()
    world, telegram_takes_it = job_world(database, tmp_path), asyncio.Event()
    ended, finished = asyncio.Event(), asyncio.Event()

    async def finish_status(_job: Job) -> None:
        ended.set()
        await telegram_takes_it.wait()
        finished.set()

    monkeypatch.setattr(world.chat, "finished", finish_status)
    one = job(1, "hang")
    booked: asyncio.Queue[str] = asyncio.Queue()

    async def finish_booking(job: Job, _counts: object) -> None:
        booked.put_nowait(job.id)

    monkeypatch.setattr(world.ledger, "finish", finish_booking)
    running = asyncio.create_task(world.runner.run(one, _do))
    while one.id not in world.lanes.holders:
        await asyncio.sleep(0)
    running.cancel()
    async with asyncio.timeout(patience(10)):
        await ended.wait()
        for _ in range(turns):
            await asyncio.sleep(0)
            running.cancel()
        telegram_takes_it.set()
        await finished.wait()
        assert await booked.get() == one.id
    await asyncio.gather(running, return_exceptions=True)
    await world.runner.close()
    await database.close()
