"""One pace for all processes of the bot: the schedules lie in Redis, the queues stay in the processes."""

import asyncio
import time

import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from frontend_bot.services.limits import ALL_CHATS, Urgency, chat_pace
from frontend_bot.services.limits_queue import SendQueue
from frontend_bot.services.task_keeper import TaskKeeper

log = structlog.get_logger(__name__)

RESERVE = """
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local function schedule(key)
  return math.max(tonumber(redis.call('GET', key) or 0), now)
end
local function push(key, to)
  redis.call('SET', key, string.format('%.0f', to), 'PX', math.ceil((to - now) / 1000) + 1)
end
local all, chat = schedule(KEYS[1]), schedule(KEYS[2])
local chat_wait = chat - tonumber(ARGV[4]) - now
if chat_wait > 0 then return -chat_wait end
push(KEYS[1], all + ARGV[1])
push(KEYS[2], chat + ARGV[3])
return math.max(0, all - ARGV[2] - now)
"""
"""Both buckets in one step, in microseconds of the server's clock. Negative: the chat is not ready, nothing was taken,
come again then. Otherwise the next free place is ours, and it is that far away."""

COOL_OFF = """
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local to = now + ARGV[1]
if to <= tonumber(redis.call('GET', KEYS[1]) or 0) then return 0 end
redis.call('SET', KEYS[1], string.format('%.0f', to), 'PX', math.ceil((to - now) / 1000) + 1)
return 1
"""

ALL_KEY = "bot:send:all"
TASK = "send limiter"
ASK_AGAIN_AFTER = 5.0
"""Seconds; when Redis is gone for good, not every call should wait for a timeout to find out."""


class RedisSendLimiter:
    """The limiter of many processes with one token.

    Each process sorts its own calls by urgency and reserves one place at a time, so an urgent call waits for at most
    one place of each process. Every chat's pace holds over all processes. When Redis does not answer, calls go out at
    the pace of all chats, each process on its own: a 429 now and then is better than silence.
    """

    def __init__(self, url: str, keeper: TaskKeeper, *, timeout: float = 2.0) -> None:
        """``timeout`` in seconds counts for connecting and for each answer."""
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=4,
            timeout=timeout,
            socket_timeout=timeout,
            socket_connect_timeout=timeout,
            retry=Retry(NoBackoff(), 1),
        )
        self._redis = Redis.from_pool(pool)
        self._reserve = self._redis.register_script(RESERVE)
        self._push = self._redis.register_script(COOL_OFF)
        self._keeper = keeper
        self._queue = SendQueue()
        self._news = asyncio.Event()
        self._pumping = False
        self._next_place = 0.0
        self._ask_again_at = 0.0

    async def admit(self, chat_id: int, urgency: Urgency) -> None:
        future = asyncio.get_running_loop().create_future()
        self._queue.put(chat_id, urgency, future)
        self._news.set()
        if not self._pumping:
            self._pumping = True
            self._keeper.start(self._pump(), TASK)
        await future

    def busy(self, chat_id: int | None = None) -> bool:
        # What this process knows without asking: good enough for what can be left out.
        return (
            self._queue.crowded
            or self._next_place > time.monotonic()
            or (chat_id is not None and chat_id in self._queue)
        )

    def cool_off(self, chat_id: int | None, seconds: float) -> None:
        self._keeper.start(self._cool_off(chat_id, seconds), "cool off")

    async def close(self) -> None:
        await self._redis.aclose()

    async def _cool_off(self, chat_id: int | None, seconds: float) -> None:
        pace = ALL_CHATS if chat_id is None else chat_pace(chat_id)
        key = ALL_KEY if chat_id is None else chat_key(chat_id)
        try:
            await self._push(keys=[key], args=[_microseconds(seconds + pace.tolerance)])
        except RedisError as error:
            log.warning("a cool-off is not shared", error=type(error).__name__)

    async def _pump(self) -> None:
        """Serve the queue until it is empty; one of these runs at a time."""
        try:
            while self._queue:
                self._news.clear()
                line = self._queue.best(time.monotonic())
                if line is None:
                    await self._wait_for_news()
                    continue
                wait = await self._place(line.chat_id)
                if wait < 0:
                    self._queue.sleep(line, time.monotonic() - wait)
                    continue
                self._next_place = time.monotonic() + wait
                if wait:
                    await asyncio.sleep(wait)
                self._queue.release(line)
        finally:
            self._pumping = False

    async def _wait_for_news(self) -> None:
        wake = self._queue.next_wake()
        if wake is None:
            return
        try:
            async with asyncio.timeout(max(0.0, wake - time.monotonic())):
                await self._news.wait()
        except TimeoutError:
            pass

    async def _place(self, chat_id: int) -> float:
        """Seconds until the place that we got; negative: none, the chat is ready in that many."""
        pace = chat_pace(chat_id)
        numbers = [ALL_CHATS.interval, ALL_CHATS.tolerance, pace.interval, pace.tolerance]
        if time.monotonic() < self._ask_again_at:
            return ALL_CHATS.interval
        try:
            wait = await self._reserve(keys=[ALL_KEY, chat_key(chat_id)], args=[_microseconds(n) for n in numbers])
        except RedisError as error:
            log.error("Redis does not answer, each process limits itself", error=type(error).__name__)
            self._ask_again_at = time.monotonic() + ASK_AGAIN_AFTER
            return ALL_CHATS.interval
        return int(wait) / 1_000_000


def chat_key(chat_id: int) -> str:
    """The Redis key of one chat's schedule."""
    return f"bot:send:{chat_id}"


def _microseconds(seconds: float) -> int:
    return round(seconds * 1_000_000)
