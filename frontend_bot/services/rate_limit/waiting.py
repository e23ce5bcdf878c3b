"""The line in front of the Bot API: who goes next when not everybody may go at once."""

import asyncio
import heapq
from itertools import count

Waiter = tuple[int, int, asyncio.Future[None]]
"""Priority (small first), arrival number, and the future that is resolved when the call may go out."""


class ChatLine:
    """The calls that wait for one chat, the most urgent and then the oldest in front."""

    __slots__ = ("asleep", "chat_id", "ticket", "waiters")

    def __init__(self, chat_id: int) -> None:
        self.chat_id = chat_id
        self.waiters: list[Waiter] = []
        self.ticket = 0
        """Number of the one entry in the heaps that counts; older ones are stale and skipped."""
        self.asleep = False

    def prune(self) -> None:
        """Drop the callers at the front that have given up."""
        while self.waiters and self.waiters[0][2].done():
            heapq.heappop(self.waiters)


class SendQueue:
    """All waiting calls, a line for each chat, so that a chat that has to wait holds up nobody else.

    A line is ready (competes by priority, then arrival, of its first caller) or asleep until a time. The queue decides
    who is next; whether somebody may go is for the limiter to say. Each operation costs O(log waiting).
    """

    def __init__(self) -> None:
        self._lines: dict[int, ChatLine] = {}
        self._ready: list[tuple[int, int, int, ChatLine]] = []
        self._asleep: list[tuple[float, int, ChatLine]] = []
        self._numbers = count(1)

    def __contains__(self, chat_id: int) -> bool:
        return chat_id in self._lines

    def __bool__(self) -> bool:
        return bool(self._lines)

    @property
    def crowded(self) -> bool:
        """Whether somebody waits who would not have to wait for the sake of its own chat."""
        self._drop_stale()
        return bool(self._ready)

    def put(self, chat_id: int, priority: int, future: asyncio.Future[None]) -> None:
        """Stand in line. The caller awaits ``future``; cancelling it is how one leaves."""
        line = self._lines.get(chat_id)
        if line is None:
            line = self._lines[chat_id] = ChatLine(chat_id)
        heapq.heappush(line.waiters, (priority, next(self._numbers), future))
        if not line.asleep and line.waiters[0][2] is future:
            self._make_ready(line)

    def best(self, now: float) -> ChatLine | None:
        """The line whose first caller goes next, None if nobody is ready. It stays first until slept or released."""
        while self._asleep and self._asleep[0][0] <= now:
            _, ticket, line = heapq.heappop(self._asleep)
            if ticket == line.ticket:
                self._make_ready(line)
        while self.crowded:
            priority, arrival, _, line = self._ready[0]
            line.prune()
            if line.waiters and line.waiters[0][:2] == (priority, arrival):
                return line
            heapq.heappop(self._ready)
            self._make_ready(line)
        return None

    def sleep(self, line: ChatLine, until: float) -> None:
        """Take the line out of the competition until then."""
        line.asleep = True
        line.ticket = next(self._numbers)
        heapq.heappush(self._asleep, (until, line.ticket, line))

    def release(self, line: ChatLine) -> None:
        """Let the line's first caller go; the next one of the line steps forward."""
        line.prune()
        if line.waiters:
            heapq.heappop(line.waiters)[2].set_result(None)
        self._make_ready(line)

    def next_wake(self) -> float | None:
        """When the first sleeping line wakes up; None if none sleeps."""
        return self._asleep[0][0] if self._asleep else None

    def _drop_stale(self) -> None:
        while self._ready and self._ready[0][2] != self._ready[0][3].ticket:
            heapq.heappop(self._ready)

    def _make_ready(self, line: ChatLine) -> None:
        line.asleep = False
        line.ticket = next(self._numbers)
        line.prune()
        if line.waiters:
            priority, arrival, _ = line.waiters[0]
            heapq.heappush(self._ready, (priority, arrival, line.ticket, line))
        else:
            self._lines.pop(line.chat_id, None)
