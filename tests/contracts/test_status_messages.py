"""Which message shows which job's progress, on each kind of database."""

import asyncio

from frontend_bot.services.jobs.status_messages import StatusMessage, StatusMessages
from frontend_bot.services.storage.database import Database

GROUP = -1_001_234_567_890


async def test_of_many_claims_one_is_granted(database: Database) -> None:
    statuses = StatusMessages(database)
    claims = await asyncio.gather(*(statuses.claim("job", GROUP) for _ in range(20)))
    assert sorted(claims) == [False] * 19 + [True]


async def test_a_claim_becomes_a_message(database: Database) -> None:
    statuses = StatusMessages(database, clock=lambda: 5.5)
    await statuses.claim("job", GROUP)
    claimed = await statuses.find("job")
    await statuses.place("job", 42)
    assert claimed == StatusMessage("job", GROUP, None, 5.5)
    assert await statuses.find("job") == StatusMessage("job", GROUP, 42, 5.5)


async def test_nobody_is_found_where_nobody_claimed(database: Database) -> None:
    statuses = StatusMessages(database)
    await statuses.place("job", 42)
    await statuses.drop("job")
    assert await statuses.find("job") is None
    assert await statuses.all() == []


async def test_a_dropped_one_can_be_claimed_again(database: Database) -> None:
    statuses = StatusMessages(database)
    await statuses.claim("job", GROUP)
    await statuses.drop("job")
    assert await statuses.find("job") is None
    assert await statuses.claim("job", GROUP)


async def test_all_are_listed_oldest_first(database: Database) -> None:
    times = iter((3.0, 1.0, 2.0))
    statuses = StatusMessages(database, clock=lambda: next(times))
    for job in ("c", "a", "b"):
        await statuses.claim(job, 1)
    assert [status.job_id for status in await statuses.all()] == ["a", "b", "c"]
