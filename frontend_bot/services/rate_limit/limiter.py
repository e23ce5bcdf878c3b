"""How fast the bot may talk: every call of the Bot API passes one limiter."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Protocol

from frontend_bot.services.rate_limit.waiting import SendQueue


class Priority(IntEnum):
    """Who goes first when not everybody can go."""

    REPLY = 0
    """Somebody pressed or wrote something and looks at the screen."""
    RESULT = 1
    """A finished job."""
    STATUS = 2
    """How far a job is; can be left out."""
    ACTION = 3
    """The line "typing..." on top of a chat; can be left out."""


@dataclass(frozen=True, slots=True)
class Rate:
    """One call each ``interval`` seconds in the long run, ``burst`` at once after a rest."""

    interval: float
    burst: int

    @property
    def tolerance(self) -> float:
        """Seconds by which the schedule may be ahead of the clock."""
        return self.interval * (self.burst - 1)


# Telegram's figures (https://core.telegram.org/bots/faq): 30 a second in all, 1 a second in a chat with short bursts,
# 20 a minute in a group. A window of any position holds at most burst + rate calls: 5 + 25 and 5 + 15.
ALL_CHATS = Rate(1 / 25, 5)
PRIVATE_CHAT = Rate(1.0, 5)
GROUP = Rate(4.0, 5)


def chat_rate(chat_id: int) -> Rate:
    """The rate of one chat; groups and channels have negative ids."""
    return GROUP if chat_id < 0 else PRIVATE_CHAT


class SendLimiter(Protocol):
    """Holds calls back until they may go out, the urgent ones first. Belongs to one event loop."""

    async def acquire(self, chat_id: int, priority: Priority) -> None:
        """Return when the call may go out. Cancelling the wait is fine at any time."""

    def busy(self, chat_id: int | None = None) -> bool:
        """Whether what can be left out should be: it would have to wait, or would take the chat's last free turn."""

    def back_off(self, chat_id: int | None, seconds: float) -> None:
        """Telegram said 429: nothing to this chat (None: to anybody) for ``seconds``, and no burst after that."""

    async def close(self) -> None:
        """Give back connections. May be called more than once."""


class Clock(Protocol):
    """What the limiter needs of time; an event loop has it, and a test can turn its hands."""

    def time(self) -> float:
        """Seconds from any beginning, never backwards."""

    def call_later(self, delay: float, callback: Callable[[], None], /) -> Any:
        """Call back after ``delay`` seconds unless the answer's ``cancel()`` is called before."""


SLACK = 1e-6
"""Seconds; a timer may come this much early, and sums of floats miss."""
SWEEP_AT = 4096
"""Remembered chats from which on the rested ones are forgotten (a rested chat is as good as an unknown one)."""


class ChatSchedules:
    """For each chat the time when its schedule is used up: GCRA needs no more than this one number for a bucket."""

    def __init__(self) -> None:
        self._used_up: dict[int, float] = {}
        self._sweep_at = SWEEP_AT

    def __len__(self) -> int:
        return len(self._used_up)

    def free_at(self, chat_id: int) -> float:
        """When the chat may have its next call; long ago for one that rests."""
        return self._used_up.get(chat_id, 0.0) - chat_rate(chat_id).tolerance - SLACK

    def last_turn_free_at(self, chat_id: int) -> float:
        """When the chat may have a call and another one right after it."""
        return self.free_at(chat_id) + chat_rate(chat_id).interval

    def take(self, chat_id: int, now: float) -> None:
        """Count one call."""
        self.extend(chat_id, max(self._used_up.get(chat_id, 0.0), now) + chat_rate(chat_id).interval, now)

    def rest(self, chat_id: int, seconds: float, now: float) -> None:
        """No call for that long, and no burst after it."""
        self.extend(chat_id, now + seconds + chat_rate(chat_id).tolerance, now)

    def extend(self, chat_id: int, used_up: float, now: float) -> None:
        """The schedule is used up until then at least."""
        self._used_up[chat_id] = max(self._used_up.get(chat_id, 0.0), used_up)
        if len(self._used_up) > self._sweep_at:
            self._used_up = {chat: until for chat, until in self._used_up.items() if until > now}
            self._sweep_at = max(SWEEP_AT, 2 * len(self._used_up))


class MemorySendLimiter:
    """The limiter of one process."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock
        self._queue = SendQueue()
        self._all = 0.0
        self._chats = ChatSchedules()
        self._timer: Any = None

    async def acquire(self, chat_id: int, priority: Priority) -> None:
        now = self._time()
        if not self._queue.crowded and chat_id not in self._queue and self._free_at(chat_id) <= now:
            self._take(chat_id, now)
            return
        future = asyncio.get_running_loop().create_future()
        self._queue.put(chat_id, priority, future)
        self._pump()
        if future.done():
            await asyncio.sleep(0)  # those who were released together with us stood in front of us
        await future

    def busy(self, chat_id: int | None = None) -> bool:
        now = self._time()
        if self._queue.crowded or self._all - ALL_CHATS.tolerance > now + SLACK:
            return True
        if chat_id is None:
            return False
        return chat_id in self._queue or self._chats.last_turn_free_at(chat_id) > now

    def back_off(self, chat_id: int | None, seconds: float) -> None:
        if chat_id is None:
            self._all = max(self._all, self._time() + seconds + ALL_CHATS.tolerance)
        else:
            self._chats.rest(chat_id, seconds, self._time())

    async def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _time(self) -> float:
        if self._clock is None:
            self._clock = asyncio.get_running_loop()
        return self._clock.time()

    def _free_at(self, chat_id: int) -> float:
        return max(self._all - ALL_CHATS.tolerance - SLACK, self._chats.free_at(chat_id))

    def _take(self, chat_id: int, now: float) -> None:
        self._all = max(self._all, now) + ALL_CHATS.interval
        self._chats.take(chat_id, now)

    def _pump(self) -> None:
        """Let everybody go who may, then set the alarm for the next one."""
        now = self._time()
        while line := self._queue.best(now):
            if self._chats.free_at(line.chat_id) > now:
                self._queue.sleep(line, self._chats.free_at(line.chat_id))
            elif self._free_at(line.chat_id) > now:
                break
            else:
                self._take(line.chat_id, now)
                self._queue.release(line)
        self._set_alarm(self._free_at(line.chat_id) if line else self._queue.next_wake(), now)

    def _set_alarm(self, at: float | None, now: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if at is not None and self._clock is not None:
            self._timer = self._clock.call_later(max(0.0, at - now), self._pump)
