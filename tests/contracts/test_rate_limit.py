"""What every SendLimiter promises: the rate, the order, and that nobody waits for somebody else's chat."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator

import pytest

from frontend_bot.services.rate_limit.limiter import ALL_CHATS, MemorySendLimiter, Priority, SendLimiter, chat_rate
from frontend_bot.services.rate_limit.redis_limiter import RedisSendLimiter
from frontend_bot.services.task_keeper import TaskKeeper
from tests.patience import lasting, patience
from tests.services import RedisServer

USER = 7_000_000_001
GROUP = -1_001_234_567_890


@pytest.fixture(params=["memory", "redis"])
async def limiter(request: pytest.FixtureRequest) -> AsyncIterator[SendLimiter]:
    keeper = TaskKeeper()
    limiter: SendLimiter = (
        MemorySendLimiter()
        if request.param == "memory"
        else RedisSendLimiter(str(request.getfixturevalue("redis_url")), keeper)
    )
    yield limiter
    await keeper.close()
    await limiter.close()


@contextlib.contextmanager
def cancelled_afterwards(*tasks: asyncio.Task[None]) -> Iterator[None]:
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()


async def use_up(limiter: SendLimiter, chat_id: int) -> None:
    """Take all that the chat may have at once."""
    for _ in range(chat_rate(chat_id).burst):
        await limiter.acquire(chat_id, Priority.REPLY)


async def test_it_is_busy_while_somebody_waits_and_not_before(limiter: SendLimiter) -> None:
    assert not limiter.busy()
    limiter.back_off(None, lasting(1.0))
    await asyncio.sleep(0.05)
    waiting = [asyncio.create_task(limiter.acquire(USER + i, Priority.REPLY)) for i in range(3)]
    await asyncio.sleep(0.05)
    assert limiter.busy()
    await asyncio.gather(*waiting)


async def test_a_chat_gets_its_burst_and_then_waits(limiter: SendLimiter) -> None:
    # A group's interval is the longest, so that a machine that stalls meanwhile does not fail the test.
    await use_up(limiter, GROUP)
    late = asyncio.create_task(limiter.acquire(GROUP, Priority.REPLY))
    with cancelled_afterwards(late):
        done, _ = await asyncio.wait([late], timeout=0.3)
        assert not done
        assert limiter.busy(GROUP)


async def test_what_can_be_left_out_does_not_get_a_chats_last_free_turn(limiter: SendLimiter) -> None:
    assert not limiter.busy(GROUP)
    for _ in range(chat_rate(GROUP).burst - 1):
        await limiter.acquire(GROUP, Priority.RESULT)
    assert limiter.busy(GROUP)
    assert not limiter.busy(USER)


async def test_a_waiting_chat_holds_up_nobody(limiter: SendLimiter) -> None:
    await use_up(limiter, GROUP)
    late = [asyncio.create_task(limiter.acquire(GROUP, Priority.REPLY)) for _ in range(10)]
    with cancelled_afterwards(*late):
        await asyncio.wait_for(limiter.acquire(USER, Priority.ACTION), timeout=patience(30))
        assert not any(task.done() for task in late)


async def test_the_urgent_go_first_and_equals_in_their_order(limiter: SendLimiter) -> None:
    gone: list[tuple[Priority, int]] = []

    async def call(chat_id: int, priority: Priority) -> None:
        await limiter.acquire(chat_id, priority)
        gone.append((priority, chat_id))

    limiter.back_off(None, lasting(1.5))
    await asyncio.sleep(0.1)
    # The Redis limiter has one reserved place on the way when the others come; it is the first one's.
    first = asyncio.create_task(call(99, Priority.REPLY))
    await asyncio.sleep(0.05)
    wanted = [(priority, chat) for chat in (1, 2, 3) for priority in reversed(Priority)]
    await asyncio.gather(first, *(call(chat, priority) for priority, chat in wanted))
    assert gone == [(Priority.REPLY, 99), *sorted(wanted, key=lambda call: call[0])]


async def test_the_pace_of_all_chats_is_kept(limiter: SendLimiter) -> None:
    loop = asyncio.get_running_loop()
    times: list[float] = []

    async def call(chat_id: int) -> None:
        await limiter.acquire(chat_id, Priority.RESULT)
        times.append(loop.time())

    calls = 30
    started = loop.time()
    await asyncio.gather(*(call(chat) for chat in range(1, calls + 1)))
    # A slow machine makes it later, never earlier; Redis and we read different clocks, hence the two hundredths.
    for number, at in enumerate(times):
        assert at - started >= (number + 1 - ALL_CHATS.burst) * ALL_CHATS.interval - 0.02


async def test_the_next_goes_when_the_first_has_given_up(limiter: SendLimiter) -> None:
    await use_up(limiter, USER)
    first, second = (asyncio.create_task(limiter.acquire(USER, Priority.REPLY)) for _ in range(2))
    await asyncio.sleep(0.05)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    await asyncio.wait_for(second, timeout=patience(30))


async def test_after_a_429_the_chat_rests_and_the_others_do_not(limiter: SendLimiter) -> None:
    limiter.back_off(USER, 30)
    await asyncio.sleep(0.05)
    late = asyncio.create_task(limiter.acquire(USER, Priority.REPLY))
    with cancelled_afterwards(late):
        await asyncio.wait_for(limiter.acquire(USER + 1, Priority.REPLY), timeout=patience(30))
        done, _ = await asyncio.wait([late], timeout=0.2)
        assert not done


async def test_after_a_429_for_all_everybody_rests(limiter: SendLimiter) -> None:
    limiter.back_off(None, 30)
    await asyncio.sleep(0.05)
    late = [asyncio.create_task(limiter.acquire(chat, Priority.REPLY)) for chat in (USER, GROUP)]
    with cancelled_afterwards(*late):
        done, _ = await asyncio.wait(late, timeout=0.3)
        assert not done
        assert limiter.busy()


async def test_a_shorter_rest_does_not_end_a_longer_one(limiter: SendLimiter) -> None:
    limiter.back_off(USER, 30)
    await asyncio.sleep(0.05)
    limiter.back_off(USER, 0.01)
    late = asyncio.create_task(limiter.acquire(USER, Priority.REPLY))
    with cancelled_afterwards(late):
        done, _ = await asyncio.wait([late], timeout=0.3)
        assert not done


async def test_closing_twice_is_fine(limiter: SendLimiter) -> None:
    await limiter.acquire(USER, Priority.REPLY)
    await limiter.close()
    await limiter.close()


async def test_two_processes_share_one_pace_and_the_rest_after_a_429(redis_url: str) -> None:
    keeper = TaskKeeper()
    one, other = RedisSendLimiter(redis_url, keeper), RedisSendLimiter(redis_url, keeper)
    await use_up(one, GROUP)
    one.back_off(USER, 30)
    await asyncio.sleep(0.05)
    other.back_off(USER, 0.001)
    await asyncio.sleep(0.05)
    late = [asyncio.create_task(other.acquire(chat, Priority.REPLY)) for chat in (USER, GROUP)]
    with cancelled_afterwards(*late):
        done, _ = await asyncio.wait(late, timeout=0.3)
        await asyncio.wait_for(other.acquire(USER + 1, Priority.REPLY), timeout=patience(30))
    await keeper.close()
    for limiter in (one, other):
        await limiter.close()
    assert not done


async def test_without_redis_the_bot_still_talks_and_still_keeps_the_chats_pace(redis_server: RedisServer) -> None:
    keeper = TaskKeeper()
    limiter = RedisSendLimiter(redis_server.url, keeper, timeout=1.0)
    await limiter.acquire(USER, Priority.REPLY)
    redis_server.stop()
    limiter.back_off(USER, 30)
    late = [asyncio.create_task(limiter.acquire(chat, Priority.REPLY)) for chat in [USER, *[GROUP] * 10]]
    with cancelled_afterwards(*late):
        for chat in range(1, 4):
            await asyncio.wait_for(limiter.acquire(chat, Priority.STATUS), timeout=patience(30))
        assert sum(task.done() for task in late) == chat_rate(GROUP).burst
    await keeper.close()
    await limiter.close()
