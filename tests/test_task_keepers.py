"""The bot and the photo service keep their detached tasks without sharing code, and say the same of them in the log."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import pytest
from structlog.testing import capture_logs

from backend_api.app.task_keeper import TaskKeeper as PhotoKeeper
from frontend_bot.services.task_keeper import TaskKeeper as BotKeeper


class Nursery(Protocol):
    """What the two have in common."""

    def start(self, coroutine: Any, /, name: str) -> asyncio.Task[Any]: ...
    async def close(self, timeout: float = ...) -> None: ...


Story = Callable[[Nursery], Awaitable[None]]


async def fail() -> None:
    raise LookupError("no such thing")


async def a_failure_that_nobody_awaits(nursery: Nursery) -> None:
    await asyncio.wait([nursery.start(fail(), name="the failing one")])


async def a_failure_that_somebody_awaits(nursery: Nursery) -> None:
    with pytest.raises(LookupError):
        await nursery.start(fail(), name="the failing one")


async def a_task_that_is_cancelled(nursery: Nursery) -> None:
    task = nursery.start(asyncio.sleep(3600), name="asleep")
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])


async def a_good_end(nursery: Nursery) -> None:
    await nursery.start(asyncio.sleep(0), name="quick")
    await nursery.close()


async def a_task_that_is_cancelled_by_the_closing(nursery: Nursery) -> None:
    nursery.start(asyncio.sleep(3600), name="asleep")
    await asyncio.sleep(0)
    await nursery.close()


async def a_task_that_fails_when_it_is_cancelled(nursery: Nursery) -> None:
    async def fail_at_the_end() -> None:
        try:
            await asyncio.sleep(3600)
        finally:
            raise LookupError("no such thing")

    nursery.start(fail_at_the_end(), name="untidy")
    await asyncio.sleep(0)
    await nursery.close()


async def a_task_that_ignores_its_cancellation(nursery: Nursery) -> None:
    end = asyncio.Event()

    async def ignore() -> None:
        while not end.is_set():
            with contextlib.suppress(asyncio.CancelledError):
                await end.wait()

    task = nursery.start(ignore(), name="stubborn")
    await asyncio.sleep(0)
    await nursery.close(timeout=0.01)
    end.set()
    await task


STORIES: dict[Story, list[str]] = {
    a_failure_that_nobody_awaits: ["task failed"],
    a_failure_that_somebody_awaits: ["task failed"],
    a_task_that_is_cancelled: [],
    a_good_end: [],
    a_task_that_is_cancelled_by_the_closing: [],
    a_task_that_fails_when_it_is_cancelled: ["task failed"],
    a_task_that_ignores_its_cancellation: ["task ignores its cancellation"],
}


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_both_say_the_same_with_the_same_keys(story: Story) -> None:
    said = [await _told(story, nursery) for nursery in (BotKeeper(), PhotoKeeper())]
    assert said[0] == said[1]
    assert [line["event"] for line in said[0]] == STORIES[story]
    assert all(line["log_level"] == "error" and line["task"] for line in said[0])


async def _told(story: Story, nursery: Nursery) -> list[dict[str, Any]]:
    with capture_logs() as lines:
        await story(nursery)
        await asyncio.sleep(0)
    return [{key: repr(value) if key == "exc_info" else value for key, value in line.items()} for line in lines]


def test_both_are_called_by_the_name_of_the_field() -> None:
    assert all("a nursery" in (keeper.__doc__ or "").lower() for keeper in (BotKeeper, PhotoKeeper))
