"""Each run of a job leaves one line when its waiting is over and one when it ends, however it ends."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from pathlib import Path
from time import time
from typing import Any

import pytest
from dbos._error import DBOSWorkflowCancelledError, DBOSWorkflowConflictIDError
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from frontend_bot.core.content import Content, Kind
from frontend_bot.core.job import Job
from frontend_bot.services.storage.database import Database
from tests.job_world import SECRET, JobWorld, job, job_world
from tests.patience import patience

Line = MutableMapping[str, Any]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[JobWorld]:
    database = Database(f"sqlite:///{tmp_path}/history.sqlite")
    await database.open()
    yield job_world(database, tmp_path, slots=1)
    await database.close()


async def step(name: str, call: Callable[[], Awaitable[Any]]) -> Any:
    """Nothing is recorded: one run is looked at."""
    return await call()


async def only_pair(world: JobWorld, one: Job, during: Callable[[asyncio.Task[Any]], Awaitable[object]]) -> Line:
    """Run a job, let something happen meanwhile; the line of its end, after a look at both."""
    with capture_logs() as lines:
        task = asyncio.create_task(world.runner.run(one, step))
        await during(task)
        await asyncio.wait([task])
    started, ended = (line for line in lines if line["event"].startswith("job ") and line["event"] != "job crashed")
    who = {"job": one.id, "mode": "nap", "lane": "short", "log_level": "info"}
    assert started == {**who, "event": "job started", "waited": started["waited"]}
    assert ended.items() >= {**who, "event": "job ended"}.items()
    assert ended["worked"] >= 0
    assert SECRET not in repr([started, ended])
    return ended


async def nothing(_task: asyncio.Task[Any]) -> None:
    """Just let it end."""


@pytest.mark.parametrize(
    ("does", "told"),
    [
        ("", {"outcome": "done"}),
        ("fail", {"outcome": "failed", "error": "EngineUnavailable", "detail": "503 after all retries"}),
        ("refuse", {"outcome": "refused", "error": "MinutesSpent", "detail": "0 of 5 minutes left"}),
    ],
)
async def test_every_end_says_how(world: JobWorld, does: str, told: dict[str, str]) -> None:
    ended = await only_pair(world, job(1, does), nothing)
    assert {name: ended[name] for name in ended if name in ("outcome", "error", "detail", "incident")} == told


async def test_a_bug_is_told_with_the_number_that_its_person_got(world: JobWorld) -> None:
    with capture_logs() as lines:
        outcome = await world.runner.run(job(1, "crash"), step)
    crashed, ended = [line for line in lines if line["event"] in ("job crashed", "job ended")]
    assert ended.items() >= {"outcome": "crashed", "error": "LookupError", "incident": crashed["incident"]}.items()
    assert outcome.recorded() == {"outcome": "crashed", "error": "LookupError", "incident": crashed["incident"]}
    assert len([line for line in lines if line["event"] == "job started"]) == 1


async def test_a_result_that_telegram_does_not_take_is_a_failure(world: JobWorld) -> None:
    world.chat.deaf.add(job(1).id)
    ended = await only_pair(world, job(1), nothing)
    assert ended.items() >= {"outcome": "failed", "error": "BotError", "incident": "0123abcd"}.items()


async def test_a_batch_ends_with_a_question(world: JobWorld) -> None:
    one = job(1, album="batch")
    for number in (1, 2):
        await world.albums.add(one.user_id, "batch", number, Content(Kind.AUDIO, file_id=str(number)))
    assert (await only_pair(world, one, nothing))["outcome"] == "asked"
    assert world.chat.told == [(one.id, "question")]


async def working(world: JobWorld, one: Job) -> None:
    async with asyncio.timeout(patience(20)):
        while one.id not in world.lanes.holders:
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(("parking", "outcome"), [(False, "cancelled"), (True, "parked")])
async def test_what_is_cut_off_at_work(world: JobWorld, parking: bool, outcome: str) -> None:
    async def cut_off(task: asyncio.Task[Any]) -> None:
        await working(world, job(1))
        await asyncio.sleep(0.05)
        world.runner.parking = parking
        task.cancel()

    ended = await only_pair(world, job(1, "hang"), cut_off)
    assert ended["outcome"] == outcome
    assert ended["worked"] > 0


@pytest.mark.parametrize(("parking", "outcome"), [(False, "cancelled"), (True, "parked")])
async def test_what_is_cut_off_while_it_waits(world: JobWorld, parking: bool, outcome: str) -> None:
    first = asyncio.create_task(world.runner.run(job(1, "hang"), step))
    await working(world, job(1))

    async def cut_off(task: asyncio.Task[Any]) -> None:
        async with asyncio.timeout(patience(20)):
            while not world.lanes.waiting:
                await asyncio.sleep(0.01)
        world.runner.parking = parking
        task.cancel()

    ended = await only_pair(world, job(2), cut_off)
    first.cancel()
    await asyncio.wait([first])
    assert ended["outcome"] == outcome


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (DBOSWorkflowCancelledError("cancelled by another process"), {"outcome": "cancelled"}),
        (DBOSWorkflowConflictIDError("7001:1"), {"outcome": "parked", "error": "DBOSWorkflowConflictIDError"}),
        (OperationalError(SECRET, {}, Exception(SECRET)), {"outcome": "crashed", "error": "OperationalError"}),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_what_leaves_a_step_is_told_by_its_class(
    world: JobWorld, error: BaseException, told: dict[str, str]
) -> None:
    async def failing(name: str, call: Callable[[], Awaitable[Any]]) -> Any:
        raise error

    with capture_logs() as lines, pytest.raises(type(error)):
        await world.runner.run(job(1, album="batch"), failing)
    assert [line["event"] for line in lines] == ["job started", "job ended"]
    assert lines[1].items() >= told.items()
    assert SECRET not in repr(lines)


async def test_the_wait_counts_from_when_it_was_asked_for(world: JobWorld) -> None:
    with capture_logs() as lines:
        await world.runner.run(job(1, created_at=time() - 100), step)
        await world.runner.run(job(2, created_at=time() + 100), step)  # by the clock of another machine
    waited = [line["waited"] for line in lines if line["event"] == "job started"]
    assert 100 <= waited[0] < 200
    assert waited[1] == 0


async def test_a_slot_knows_its_holder_for_as_long_as_it_is_held(world: JobWorld) -> None:
    task = asyncio.create_task(world.runner.run(job(1, "hang"), step))
    await working(world, job(1))
    assert time() - 60 < world.lanes.holders[job(1).id] <= time()
    task.cancel()
    await asyncio.wait([task])
    assert world.lanes.holders == {}
