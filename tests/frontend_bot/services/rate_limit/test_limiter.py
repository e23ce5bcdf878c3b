"""The limiter of one process against a clock that the test turns."""

import asyncio
import heapq
from collections.abc import Callable
from itertools import count

import pytest

from frontend_bot.services.rate_limit.limiter import (
    ALL_CHATS,
    GROUP,
    PRIVATE_CHAT,
    SWEEP_AT,
    MemorySendLimiter,
    Priority,
)

USER = 7_000_000_001
GROUP_CHAT = -1_001_234_567_890


class Alarm:
    """A callback that can be called off."""

    def __init__(self, callback: Callable[[], None]) -> None:
        self.callback: Callable[[], None] | None = callback

    def cancel(self) -> None:
        self.callback = None


class Hands:
    """A clock whose time only passes in ``turn``."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._alarms: list[tuple[float, int, Alarm]] = []
        self._numbers = count()

    def time(self) -> float:
        return self.now

    def call_later(self, delay: float, callback: Callable[[], None], /) -> Alarm:
        alarm = Alarm(callback)
        heapq.heappush(self._alarms, (self.now + delay, next(self._numbers), alarm))
        return alarm

    async def turn(self, seconds: float) -> None:
        """Let the time pass and everybody who waited for it act."""
        end = self.now + seconds
        while self._alarms and self._alarms[0][0] <= end:
            at, _, alarm = heapq.heappop(self._alarms)
            self.now = max(self.now, at)
            if alarm.callback is not None:
                alarm.callback()
            await settle()
        self.now = end

    @property
    def alarms(self) -> int:
        return sum(alarm.callback is not None for _, _, alarm in self._alarms)


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


class Sender:
    """Calls through the limiter and remembers what went out when."""

    def __init__(self) -> None:
        self.clock = Hands()
        self.limiter = MemorySendLimiter(self.clock)
        self.gone: list[tuple[float, int, Priority]] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def ask(self, chat_id: int, priority: Priority = Priority.REPLY, times: int = 1) -> None:
        for _ in range(times):
            self.tasks.append(asyncio.create_task(self._call(chat_id, priority)))
        await settle()

    def times(self) -> list[float]:
        return [round(at - 1000.0, 3) for at, _, _ in self.gone]

    def chats(self) -> list[int]:
        return [chat for _, chat, _ in self.gone]

    async def _call(self, chat_id: int, priority: Priority) -> None:
        await self.limiter.acquire(chat_id, priority)
        self.gone.append((self.clock.now, chat_id, priority))


@pytest.fixture
def sender() -> Sender:
    return Sender()


async def test_a_private_chat_gets_five_at_once_and_then_one_a_second(sender: Sender) -> None:
    await sender.ask(USER, times=8)
    await sender.clock.turn(10)
    assert sender.times() == [0, 0, 0, 0, 0, 1, 2, 3]


async def test_a_group_gets_no_more_than_twenty_in_any_minute(sender: Sender) -> None:
    await sender.ask(GROUP_CHAT, times=100)
    await sender.clock.turn(1000)
    times = sender.times()
    assert len(times) == 100
    assert max(sum(start <= at <= start + 60 for at in times) for start in times) == 20


async def test_nobody_makes_more_than_thirty_calls_in_any_second(sender: Sender) -> None:
    for chat in range(1, 101):
        await sender.ask(chat)
    await sender.clock.turn(60)
    times = sender.times()
    assert len(times) == 100
    assert max(sum(start <= at <= start + 1 for at in times) for start in times) == 30


async def test_a_rest_brings_the_burst_back(sender: Sender) -> None:
    await sender.ask(USER, times=5)
    await sender.clock.turn(PRIVATE_CHAT.interval * PRIVATE_CHAT.burst)
    await sender.ask(USER, times=5)
    assert sender.times() == [0] * 5 + [5] * 5


async def test_in_one_chat_the_urgent_overtakes_what_waits_already(sender: Sender) -> None:
    await sender.ask(USER, times=5)
    await sender.ask(USER, Priority.STATUS, times=2)
    await sender.ask(USER, Priority.REPLY)
    await sender.clock.turn(10)
    assert [priority for _, _, priority in sender.gone[5:]] == [Priority.REPLY, Priority.STATUS, Priority.STATUS]


async def test_a_sleeping_chat_does_not_use_up_the_pace_of_all(sender: Sender) -> None:
    await sender.ask(GROUP_CHAT, times=10)
    await sender.clock.turn(0.5)
    await sender.ask(USER, Priority.ACTION)
    assert sender.chats() == [GROUP_CHAT] * 5 + [USER]


async def test_a_newcomer_does_not_overtake_those_whose_alarm_is_late(sender: Sender) -> None:
    await sender.ask(USER, times=6)
    sender.clock.now += 10
    await sender.ask(USER, Priority.ACTION)
    assert [priority for _, _, priority in sender.gone[5:]] == [Priority.REPLY, Priority.ACTION]


async def test_who_left_the_queue_leaves_no_gap(sender: Sender) -> None:
    await sender.ask(USER, times=8)
    for task in sender.tasks[5:7]:
        task.cancel()
    await sender.clock.turn(10)
    assert sender.times() == [0, 0, 0, 0, 0, 1]


async def test_a_cancelled_urgent_call_does_not_push_its_chat_forward(sender: Sender) -> None:
    for chat in range(1, 6):
        await sender.ask(chat)
    await sender.ask(10, Priority.ACTION)
    await sender.ask(10, Priority.REPLY)
    await sender.ask(11, Priority.STATUS)
    sender.tasks[6].cancel()
    await sender.clock.turn(10)
    assert sender.chats()[5:] == [11, 10]


async def test_when_all_have_left_nothing_is_kept(sender: Sender) -> None:
    await sender.ask(USER, times=50)
    for task in sender.tasks:
        task.cancel()
    await sender.clock.turn(100)
    assert sender.clock.alarms == 0
    assert not sender.limiter.busy(USER)


async def test_no_burst_follows_a_cool_off(sender: Sender) -> None:
    sender.limiter.back_off(USER, 7)
    await sender.ask(USER, times=3)
    await sender.clock.turn(20)
    assert sender.times() == [7, 8, 9]


async def test_a_cool_off_meets_those_who_wait_already(sender: Sender) -> None:
    await sender.ask(USER, times=6)
    sender.limiter.back_off(USER, 7)
    await sender.clock.turn(20)
    assert sender.times() == [0, 0, 0, 0, 0, 7]


async def test_a_cool_off_of_all_meets_everybody(sender: Sender) -> None:
    sender.limiter.back_off(None, 3)
    await sender.ask(USER)
    await sender.ask(USER + 1)
    busy = sender.limiter.busy()
    await sender.clock.turn(20)
    assert busy
    assert sender.times() == [3, 3 + ALL_CHATS.interval]


async def test_a_chat_is_busy_before_its_last_free_turn_is_taken(sender: Sender) -> None:
    await sender.ask(GROUP_CHAT, times=GROUP.burst - 1)
    assert sender.limiter.busy(GROUP_CHAT)
    assert not sender.limiter.busy(USER)
    assert not sender.limiter.busy()
    await sender.clock.turn(GROUP.interval)
    assert not sender.limiter.busy(GROUP_CHAT)


async def test_rested_chats_are_forgotten(sender: Sender) -> None:
    for chat in range(SWEEP_AT * 3):
        sender.clock.now += 0.05
        await sender.limiter.acquire(chat, Priority.REPLY)
    assert len(sender.limiter._chats) <= SWEEP_AT
