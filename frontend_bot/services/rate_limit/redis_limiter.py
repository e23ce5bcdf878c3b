"""One rate for all processes of the bot: the schedules lie in Redis, the queues stay in the processes."""

import asyncio
import time

import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from frontend_bot.services.rate_limit.limiter import ALL_CHATS, ChatSchedules, Priority, chat_rate
from frontend_bot.services.rate_limit.waiting import SendQueue
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
if chat_wait > 0 then return {-1, chat - now} end
push(KEYS[1], all + ARGV[1])
push(KEYS[2], chat + ARGV[3])
return {math.max(0, all - ARGV[2] - now), chat + ARGV[3] - now}
"""
"""Both buckets in one step, in microseconds of the server's clock. Returns how far away the place is that is ours now,
-1 if the chat is not ready and nothing was taken; and how far the chat's schedule is used up."""

BACK_OFF = """
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

    Each process sorts its own calls by priority and reserves one place at a time, so an urgent call waits for at most
    one place of each process. Every chat's rate holds over all processes. When Redis does not answer, calls go out at
    the rate of all chats, each process on its own: a 429 now and then is better than silence.
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
        self._push = self._redis.register_script(BACK_OFF)
        self._keeper = keeper
        self._queue = SendQueue()
        self._news = asyncio.Event()
        self._pumping = False
        self._next_place = 0.0
        # A rest that this process was told to take; the others hear of it from Redis, a moment later.
        self._rests_until = 0.0
        # What this process has heard of the chats' schedules. The truth in Redis is never earlier, so whoever has to
        # wait according to this need not ask.
        self._chats = ChatSchedules()
        self._ask_again_at = 0.0

    async def acquire(self, chat_id: int, priority: Priority) -> None:
        future = asyncio.get_running_loop().create_future()
        self._queue.put(chat_id, priority, future)
        self._news.set()
        if not self._pumping:
            self._pumping = True
            self._keeper.start(self._pump(), TASK)
        await future

    def busy(self, chat_id: int | None = None) -> bool:
        # What this process knows without asking: good enough for what can be left out.
        now = time.monotonic()
        if self._queue.crowded or max(self._next_place, self._rests_until) > now:
            return True
        return chat_id is not None and (chat_id in self._queue or self._chats.last_turn_free_at(chat_id) > now)

    def back_off(self, chat_id: int | None, seconds: float) -> None:
        if chat_id is None:
            rest, key = seconds + ALL_CHATS.tolerance, ALL_KEY
            self._rests_until = max(self._rests_until, time.monotonic() + seconds)
        else:
            rest, key = seconds + chat_rate(chat_id).tolerance, chat_key(chat_id)
            self._chats.rest(chat_id, seconds, time.monotonic())
        self._keeper.start(self._share_rest(key, rest), "cool off")

    async def close(self) -> None:
        await self._redis.aclose()

    async def _share_rest(self, key: str, seconds: float) -> None:
        try:
            await self._push(keys=[key], args=[_microseconds(seconds)])
        except RedisError as error:
            log.warning("a cool-off is not shared", error=type(error).__name__)

    async def _pump(self) -> None:
        """Serve the queue until it is empty; one of these runs at a time."""
        try:
            while self._queue:
                if (rest := self._rests_until - time.monotonic()) > 0:
                    await asyncio.sleep(rest)
                    continue
                self._news.clear()
                line = self._queue.best(time.monotonic())
                if line is None:
                    await self._wait_for_news()
                    continue
                wait = await self._place(line.chat_id)
                if wait is None:
                    self._queue.sleep(line, self._chats.free_at(line.chat_id))
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

    async def _place(self, chat_id: int) -> float | None:
        """Seconds until the place that we got; None: nothing, the chat has to wait until its schedule says so."""
        now = time.monotonic()
        if self._chats.free_at(chat_id) > now:
            return None
        if now < self._ask_again_at:
            return self._place_without_redis(chat_id, now)
        rate = chat_rate(chat_id)
        numbers = [ALL_CHATS.interval, ALL_CHATS.tolerance, rate.interval, rate.tolerance]
        try:
            answer = await self._reserve(keys=[ALL_KEY, chat_key(chat_id)], args=[_microseconds(n) for n in numbers])
        except RedisError as error:
            log.error("Redis does not answer, each process limits itself", error=type(error).__name__)
            self._ask_again_at = time.monotonic() + ASK_AGAIN_AFTER
            return self._place_without_redis(chat_id, now)
        wait, used_up = (int(number) / 1_000_000 for number in answer)
        now = time.monotonic()
        self._chats.extend(chat_id, now + used_up, now)
        return None if wait < 0 else wait

    def _place_without_redis(self, chat_id: int, now: float) -> float:
        self._chats.take(chat_id, now)
        return ALL_CHATS.interval


def chat_key(chat_id: int) -> str:
    """The Redis key of one chat's schedule."""
    return f"bot:send:{chat_id}"


def _microseconds(seconds: float) -> int:
    return round(seconds * 1_000_000)
