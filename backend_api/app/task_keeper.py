"""Detached work, in a nursery: every task that nobody awaits is started here, and has a name, a log line and an end.

The bot has a nursery of its own; the two share no code, and say the same in the log (a test compares them).
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import structlog

Result = TypeVar("Result")

_log = structlog.get_logger(__name__)

_CLOSING = 40.0
"""Seconds: a cancelled task may have a container to end, which takes up to 35."""


class TaskKeeper:
    """A nursery: holds tasks until they end, so that none is lost to the garbage collector or fails unseen."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, Result], name: str) -> asyncio.Task[Result]:
        """Run a coroutine beside the caller. A failure is logged once, whether somebody awaits it or not."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("task failed", task=task.get_name(), exc_info=error)

    async def close(self, timeout: float = _CLOSING) -> None:
        """Cancel what runs and wait for it, at most ``timeout`` seconds; what still runs then is named in the log."""
        tasks = set(self._tasks)
        for task in tasks:
            task.cancel()
        if not tasks:
            return
        _, stubborn = await asyncio.wait(tasks, timeout=timeout)
        for task in stubborn:
            _log.error("task ignores its cancellation", task=task.get_name())
