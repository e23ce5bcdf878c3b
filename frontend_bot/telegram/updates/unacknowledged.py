"""The updates that have been fetched but not acknowledged, and how far they are.

Telegram forgets what lies before the offset of the next request, so the offset is the first update that has not been
handled: what lies behind it comes again with what is new, is known here, and is not handled twice. So nobody's press
waits until a hundred recordings of others have become durable, and still nothing is acknowledged before it is handled.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from aiogram.types import Update

from frontend_bot.services.task_keeper import TaskKeeper

Handle = Callable[[Update], Awaitable[None]]
"""Handles one update for good: waits itself for what is away. What it raises is logged, and not tried again."""


class Unacknowledged:
    """Handles updates side by side, those of one chat in order."""

    def __init__(self, handle: Handle, keeper: TaskKeeper) -> None:
        self._handle, self._keeper = handle, keeper
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._last_of_chat: dict[int, asyncio.Task[None]] = {}
        self.offset: int | None = None
        """The next request's offset; None before the first update."""

    def __len__(self) -> int:
        return len(self._tasks)

    def take(self, updates: Sequence[Update]) -> int:
        """Begin with those that are new; returns how many that are."""
        new = [update for update in updates if update.update_id not in self._tasks and not self._is_past(update)]
        for update in new:
            chat = _chat_of(update)
            before = self._last_of_chat.get(chat)
            task = self._keeper.start(self._in_turn(update, before), "update")
            self._tasks[update.update_id] = self._last_of_chat[chat] = task
        self._advance()
        return len(new)

    async def settle(self, timeout: float | None) -> None:
        """Wait until everything at hand has been handled, ``timeout`` seconds at the most."""
        waiting = {task for task in self._tasks.values() if not task.done()}
        if waiting:
            await asyncio.wait(waiting, timeout=timeout)
        self._advance()

    def _is_past(self, update: Update) -> bool:
        return self.offset is not None and update.update_id < self.offset

    async def _in_turn(self, update: Update, before: "asyncio.Task[None] | None") -> None:
        if before is not None and not before.done():
            await asyncio.wait({before})
        await self._handle(update)

    def _advance(self) -> None:
        """Move the offset behind everything that has been handled without a gap."""
        for update_id in sorted(self._tasks):
            if not self._tasks[update_id].done():
                break
            del self._tasks[update_id]
            self.offset = update_id + 1
        self._last_of_chat = {chat: task for chat, task in self._last_of_chat.items() if not task.done()}


def _chat_of(update: Update) -> int:
    if update.message:
        return update.message.chat.id
    query = update.callback_query
    return query.message.chat.id if query and query.message else 0
