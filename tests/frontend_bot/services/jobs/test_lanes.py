"""Turns: fair between users, never over a limit, honest about the place in line."""

import asyncio
from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontend_bot.core.job import Job, Lane
from frontend_bot.services.jobs.lanes import Lanes
from tests.patience import patience

Wish = tuple[int, Lane, bool]
"""User, lane, and whether the user changes their mind."""


def _job(number: int, user: int, lane: Lane = Lane.SHORT) -> Job:
    return Job(f"{user}:{number}", "m", user, user, number, "en", (), lane=lane)


class Works:
    """Holds slots until told to let go, and notes the order."""

    def __init__(self, lanes: Lanes) -> None:
        self.lanes = lanes
        self.started: list[Job] = []
        self.doors: dict[str, asyncio.Event] = {}

    async def run(self, job: Job) -> None:
        door = self.doors[job.id] = asyncio.Event()
        async with self.lanes.slot(job):
            self.started.append(job)
            await door.wait()

    async def until_started(self, count: int) -> None:
        async with asyncio.timeout(patience(5)):
            while len(self.started) < count:
                await asyncio.sleep(0.001)


async def _ended(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 4), st.sampled_from(list(Lane)), st.booleans()), max_size=14),
    st.integers(1, 5),
    st.integers(1, 4),
)
def test_limits_hold_and_everybody_is_served(wishes: list[Wish], slots: int, per_user: int) -> None:
    asyncio.run(_limits_hold(wishes, slots, per_user))


async def _limits_hold(wishes: list[Wish], slots: int, per_user: int) -> None:
    lanes, running, served = Lanes(slots, per_user), list[Job](), list[Job]()

    async def work(job: Job) -> None:
        async with lanes.slot(job):
            running.append(job)
            of_user = Counter(one.user_id for one in running)
            long = [one for one in running if one.lane is Lane.LONG]
            assert len(running) <= lanes.running <= slots
            assert max(of_user.values()) <= per_user
            assert len(long) <= max(1, slots // 2)
            assert all(n <= max(1, per_user - 1) for n in Counter(one.user_id for one in long).values())
            try:
                await asyncio.sleep(0.002)
            finally:
                running.remove(job)
            served.append(job)

    jobs = [_job(number, user, lane) for number, (user, lane, _) in enumerate(wishes)]
    tasks = [asyncio.create_task(work(job)) for job in jobs]
    await asyncio.sleep(0.005)
    fickle = [task for task, (_, _, leaves) in zip(tasks, wishes, strict=True) if leaves]
    for task in fickle:
        task.cancel()
    async with asyncio.timeout(patience(20)):
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    for outcome in outcomes:
        if outcome is not None and not isinstance(outcome, asyncio.CancelledError):
            raise outcome
    faithful = {job.id for job, (_, _, leaves) in zip(jobs, wishes, strict=True) if not leaves}
    assert faithful <= {job.id for job in served}
    assert lanes.running == lanes.waiting == 0
    assert all(lanes.waiting_of(job.user_id) == 0 and lanes.place(job) is None for job in jobs)


async def test_one_users_many_do_not_delay_anothers_one() -> None:
    works = Works(Lanes(slots=2, per_user=2))
    tasks = [asyncio.create_task(works.run(_job(number, user=1))) for number in range(40)]
    await works.until_started(2)
    late = _job(99, user=2)
    tasks.append(asyncio.create_task(works.run(late)))
    await asyncio.sleep(0)
    assert works.lanes.place(late) == 2, "behind one turn of the busy user, not behind forty"
    works.doors[works.started[0].id].set()
    works.doors[works.started[1].id].set()
    await works.until_started(4)
    assert late in works.started[:4]
    await _ended(tasks)


async def test_a_short_note_passes_long_work() -> None:
    works = Works(Lanes(slots=4, per_user=4))
    tasks = [asyncio.create_task(works.run(_job(number, number, Lane.LONG))) for number in range(1, 11)]
    await works.until_started(2)
    note = _job(99, user=50)
    tasks.append(asyncio.create_task(works.run(note)))
    await works.until_started(3)
    assert works.started[2] is note
    assert works.lanes.waiting == 8
    await _ended(tasks)


@pytest.mark.parametrize(("per_user", "long"), [(1, 1), (2, 1), (3, 2), (4, 3)])
async def test_the_long_jobs_of_a_user_leave_a_place_for_a_note(per_user: int, long: int) -> None:
    """Who sends four meetings and then a voice note reads the note at once; of a single place none can be left."""
    works = Works(Lanes(slots=8, per_user=per_user))
    tasks = [asyncio.create_task(works.run(_job(number, 1, Lane.LONG))) for number in range(6)]
    await works.until_started(long)
    await asyncio.sleep(0.1)  # three starts more, were they allowed
    assert works.lanes.running == len(works.started) == long
    note = _job(99, user=1)
    tasks.append(asyncio.create_task(works.run(note)))
    if per_user > 1:
        await works.until_started(long + 1)
        assert works.started[-1] is note
    works.doors[works.started[0].id].set()
    await works.until_started(min(per_user, long + 1) + 1)
    assert works.lanes.running == per_user
    await _ended(tasks)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=10))
def test_the_place_in_line_is_the_order_of_the_starts(users: list[int]) -> None:
    asyncio.run(_place_is_order(users))


async def _place_is_order(users: list[int]) -> None:
    works = Works(Lanes(slots=1, per_user=1))
    first = _job(0, user=9)
    tasks = [asyncio.create_task(works.run(first))]
    await works.until_started(1)
    jobs = [_job(number, user) for number, user in enumerate(users, start=1)]
    tasks += [asyncio.create_task(works.run(job)) for job in jobs]
    await asyncio.sleep(0)
    told = {job.id: works.lanes.place(job) for job in jobs}
    assert sorted(place for place in told.values() if place) == list(range(1, len(jobs) + 1))
    waits = [works.lanes.expected_wait(job) or 0.0 for job in sorted(jobs, key=lambda job: told[job.id] or 0)]
    assert waits == sorted(waits)
    for count in range(1, len(jobs) + 1):
        works.doors[works.started[-1].id].set()
        await works.until_started(count + 1)
    assert [told[job.id] for job in works.started[1:]] == list(range(1, len(jobs) + 1))
    await _ended(tasks)


async def test_who_leaves_the_line_holds_up_nobody() -> None:
    works = Works(Lanes(slots=1, per_user=1))
    tasks = [asyncio.create_task(works.run(_job(number, number))) for number in range(1, 4)]
    await works.until_started(1)
    tasks[1].cancel()
    with suppress(asyncio.CancelledError):
        await tasks[1]
    works.doors[works.started[0].id].set()
    await works.until_started(2)
    assert [job.user_id for job in works.started] == [1, 3]
    await _ended(tasks)
