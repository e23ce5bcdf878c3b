"""Updates on their way to the bot: kept until the bot confirms them, handed to one long poll at a time."""

import asyncio
import itertools
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playground.faults import UPDATE, Faults
from playground.journal import to_json
from playground.refusals import second_poller

LONGEST_POLL = 50
CALLBACK_LIFETIME = 150
FIRST_UPDATE = 500_000_001

DEFAULT_KINDS = frozenset({"message", "edited_message", "callback_query", "my_chat_member"})


@dataclass(frozen=True, slots=True)
class Update:
    """One update as it goes out. ``queue`` is what a webhook keeps in order: a chat, or a person's presses."""

    id: int
    kind: str
    queue: str
    body: str
    at: float
    duplicated: bool


@dataclass(frozen=True, slots=True)
class _Poller:
    wake: "asyncio.Future[None]"
    is_gone: Callable[[], bool]


class Updates:
    """The queue. ``on_push`` is told about every new update (the webhook listens there)."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._ids = itertools.count(FIRST_UPDATE)
        self._waiting: deque[Update] = deque()
        self._again: list[Update] = []
        self._poller: _Poller | None = None
        self.last_poll = float("-inf")
        self.allowed = DEFAULT_KINDS
        self.on_push: Callable[[Update], None] | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    def waiting(self) -> list[Update]:
        """Everything that is not confirmed yet, oldest first."""
        return list(self._waiting)

    @property
    def is_polled(self) -> bool:
        """A bot is waiting right now."""
        return self._poller is not None and not self._poller.is_gone()

    def push(self, kind: str, content: Any, chat_id: int | None, queue: str) -> None:
        """Queue an update, unless the bot does not want its kind."""
        if kind not in self.allowed:
            return
        number = next(self._ids)
        again = self._faults.take(UPDATE, chat_id) is not None
        update = Update(number, kind, queue, to_json({"update_id": number, kind: content}), time.time(), again)
        self._waiting.append(update)
        if self.on_push is not None:
            self.on_push(update)
        self._wake()

    def _wake(self) -> None:
        if self._poller is not None and not self._poller.wake.done():
            self._poller.wake.set_result(None)

    def confirm(self, update: Update) -> None:
        """Forget one update (a webhook took it)."""
        if update in self._waiting:
            self._waiting.remove(update)

    def clear(self) -> None:
        """Forget all updates."""
        self._waiting.clear()
        self._again.clear()

    def _confirm_until(self, offset: int) -> None:
        if offset < 0:
            while len(self._waiting) > -offset:
                self._waiting.popleft()
        while self._waiting and offset > self._waiting[0].id:
            self._waiting.popleft()

    def _batch(self, limit: int) -> list[Update]:
        horizon = time.time() - CALLBACK_LIFETIME
        while self._waiting and self._waiting[0].kind == "callback_query" and self._waiting[0].at < horizon:
            self._waiting.popleft()
        batch = [*self._again, *itertools.islice(self._waiting, limit)][:limit]
        self._again = [update for update in batch if update.duplicated and update not in self._again]
        return batch

    async def poll(self, offset: int, limit: int, timeout: float, is_gone: Callable[[], bool]) -> list[Update]:
        """Updates from ``offset`` on, waiting up to ``timeout`` seconds for the first.

        A poll that is waiting already is refused with 409 in favour of this one, unless its connection ``is_gone``.
        """
        self._dismiss_other()
        self.last_poll = time.monotonic()
        if offset:
            self._confirm_until(offset)
        batch = self._batch(limit)
        if batch or timeout <= 0:
            return batch
        poller = _Poller(asyncio.get_running_loop().create_future(), is_gone)
        self._poller = poller
        timer = asyncio.get_running_loop().call_later(min(timeout, LONGEST_POLL), self._time_out, poller)
        try:
            await poller.wake
        finally:
            timer.cancel()
            if self._poller is poller:
                self._poller = None
            self.last_poll = time.monotonic()
        return self._batch(limit)

    @staticmethod
    def _time_out(poller: _Poller) -> None:
        if not poller.wake.done():
            poller.wake.set_result(None)

    def _dismiss_other(self) -> None:
        other = self._poller
        if other is None or other.wake.done():
            return
        if other.is_gone():
            other.wake.set_result(None)
        else:
            other.wake.set_exception(second_poller())
        self._poller = None
