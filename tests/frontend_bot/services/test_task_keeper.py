"""Detached work has a name, a log line and an end."""

import asyncio
import contextlib
import gc
from typing import Any

import pytest
from structlog.testing import capture_logs

from frontend_bot.services.task_keeper import TaskKeeper


async def forever() -> None:
    await asyncio.Event().wait()


async def fail() -> None:
    raise LookupError("no such thing")


async def test_the_answer_of_a_task_can_be_awaited() -> None:
    async def answer() -> int:
        return 42

    assert await TaskKeeper().start(answer(), "answer") == 42


async def test_a_task_that_nobody_holds_is_not_collected() -> None:
    async def wait_for_what_nobody_else_knows() -> None:
        await asyncio.get_running_loop().create_future()

    keeper = TaskKeeper()
    keeper.start(wait_for_what_nobody_else_knows(), "lonely")
    await asyncio.sleep(0)
    gc.collect()
    assert keeper.running("lonely")
    await keeper.close()


async def test_a_failure_is_logged_once_with_the_name() -> None:
    with capture_logs() as logs:
        task = TaskKeeper().start(fail(), "the failing one")
        with pytest.raises(LookupError):
            await task
        await asyncio.sleep(0)
    assert [(entry["log_level"], entry["task"]) for entry in logs] == [("error", "the failing one")]
    assert isinstance(logs[0]["exc_info"], LookupError)


async def test_a_failure_that_nobody_awaits_is_logged_too() -> None:
    complaints: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    with capture_logs() as logs:
        task = TaskKeeper().start(fail(), "the failing one")
        await asyncio.wait([task])
        await asyncio.sleep(0)
        del task
        gc.collect()
    assert len(logs) == 1
    assert complaints == []


async def test_a_cancelled_task_is_no_failure() -> None:
    with capture_logs() as logs:
        task = TaskKeeper().start(forever(), "forever")
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        await asyncio.sleep(0)
    assert logs == []


async def test_what_runs_is_known_by_its_name() -> None:
    keeper = TaskKeeper()
    task = keeper.start(forever(), "forever")
    before = keeper.running("forever")
    task.cancel()
    await asyncio.wait([task])
    assert before
    assert not keeper.running("forever")
    assert not keeper.running("something else")


async def test_closing_cancels_everything_and_waits_for_its_cleaning_up() -> None:
    keeper, cleaned = TaskKeeper(), []

    async def clean_up_slowly(name: str) -> None:
        try:
            await forever()
        finally:
            await asyncio.sleep(0.01)
            cleaned.append(name)

    for name in ("a", "b"):
        keeper.start(clean_up_slowly(name), name)
    await asyncio.sleep(0)
    await keeper.close()
    assert sorted(cleaned) == ["a", "b"]


async def test_a_task_that_does_not_end_is_named_and_holds_nobody_up() -> None:
    keeper, end = TaskKeeper(), asyncio.Event()

    async def ignore_cancelling() -> None:
        while not end.is_set():
            with contextlib.suppress(asyncio.CancelledError):
                await end.wait()

    task = keeper.start(ignore_cancelling(), "stubborn")
    await asyncio.sleep(0)
    with capture_logs() as logs:
        await keeper.close(timeout=0.01)
    end.set()
    await task
    assert [entry["task"] for entry in logs] == ["stubborn"]


async def test_a_task_may_close_its_keeper() -> None:
    keeper = TaskKeeper()
    other = keeper.start(forever(), "other")
    await keeper.start(keeper.close(), "closer")
    assert other.cancelled()


async def test_nothing_begins_after_the_end() -> None:
    keeper = TaskKeeper()
    await keeper.close()
    with pytest.raises(RuntimeError, match="too late"):
        keeper.start(forever(), "too late")
