"""Detached work, in a nursery: every task that nobody awaits is started here, and has a name, a log line and an end.

The photo service has a nursery of its own; the two share no code, and say the same in the log (a test compares them).
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import structlog

log = structlog.get_logger(__name__)

T = TypeVar("T")


class TaskKeeper:
    """A nursery: starts tasks, holds them (the loop has weak references only), logs their failures, ends them.

    Belongs to one event loop. The only place of the program that calls ``asyncio.create_task``.
    """

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closed = False

    def start(self, coroutine: Coroutine[Any, Any, T], name: str) -> asyncio.Task[T]:
        """Run ``coroutine`` beside everything else. ``name`` is what the log says when it fails; it need not be unique.

        The task may be awaited or cancelled by the caller; a failure is logged either way, once.
        Raises RuntimeError after ``close``: work that nobody will end must not begin.
        """
        if self._closed:
            coroutine.close()
            raise RuntimeError(f"the task keeper is closed, {name!r} was not started")
        task = asyncio.create_task(coroutine, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    def running(self, name: str) -> bool:
        """Whether a task of this name has not ended yet."""
        return any(task.get_name() == name and not task.done() for task in self._tasks)

    async def close(self, timeout: float = 10.0) -> None:
        """Cancel everything and wait for it, at most ``timeout`` seconds; what still runs then is named in the log.

        May be called from one of the kept tasks (which is left alone) and more than once.
        """
        self._closed = True
        tasks = {task for task in self._tasks if task is not asyncio.current_task()}
        for task in tasks:
            task.cancel()
        if not tasks:
            return
        _, stubborn = await asyncio.wait(tasks, timeout=timeout)
        for task in stubborn:
            log.error("task ignores its cancellation", task=task.get_name())

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            log.error("task failed", task=task.get_name(), exc_info=error)
