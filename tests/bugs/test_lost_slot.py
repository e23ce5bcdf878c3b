"""A job cancelled while it waited could be called up before it had left the line: its slot was lost for ever."""

import asyncio

from frontend_bot.core.job import Job
from frontend_bot.services.jobs.lanes import Lanes
from tests.patience import patience


def _job(user: int) -> Job:
    return Job(f"{user}:1", "m", user, user, 1, "en", ())


async def test_a_slot_freed_in_the_moment_of_a_cancel_is_not_lost() -> None:
    lanes = Lanes(slots=1, per_user=1)
    served: list[int] = []
    door = asyncio.Event()

    async def work(user: int) -> None:
        async with lanes.slot(_job(user)):
            served.append(user)
            await door.wait()

    first, second, third = (asyncio.create_task(work(user)) for user in (1, 2, 3))
    await asyncio.sleep(0.01)
    assert served == [1]
    door.set()  # the first one's task is told first and frees its slot ...
    second.cancel()  # ... before this one, cancelled already, can leave the line
    outcomes = await asyncio.gather(first, second, return_exceptions=True)
    assert outcomes[0] is None
    async with asyncio.timeout(patience(5)):
        await third
    assert served == [1, 3]
    assert lanes.running == lanes.waiting == 0
