"""The users' states in Redis, shared by every process of the bot."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

import structlog
from pydantic import TypeAdapter, ValidationError
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import RedisError

from frontend_bot.core.state import UserState
from frontend_bot.errors import StateUnavailable
from frontend_bot.services.state_manager import Change

log = structlog.get_logger(__name__)

STATE = TypeAdapter(UserState)

SWAP_IF_UNCHANGED = """
local found = redis.call('GET', KEYS[1])
if (found or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1
"""
"""Compare and set; '' stands for "nothing there", which no JSON text is."""

ATTEMPTS = 100
"""Each lost round means that another process won one, so this many only happen when something is badly wrong."""


def state_key(user_id: int) -> str:
    """The Redis key of one user's state."""
    return f"bot:state:{user_id}"


class RedisStateManager:
    """A StateManager on Redis. ``url`` is ``redis://[user:password@]host:port/db`` (or ``rediss://``, ``unix://``).

    A user's state never expires. What cannot be read there (written by somebody else, or by a version to come) counts
    as no state and is logged: a user with default settings is better served than one who gets an error for ever.
    """

    def __init__(self, url: str, *, connections: int = 20, timeout: float = 3.0) -> None:
        """``timeout`` in seconds counts for connecting, for one answer, and for waiting for a free connection."""
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=connections,
            timeout=timeout,
            socket_timeout=timeout,
            socket_connect_timeout=timeout,
            # redis-py waits seconds between its attempts; the person in front of us should not.
            retry=Retry(ExponentialBackoff(cap=0.5, base=0.05), 3),
        )
        self._redis = Redis.from_pool(pool)
        self._swap = self._redis.register_script(SWAP_IF_UNCHANGED)
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def get(self, user_id: int) -> UserState:
        async with _reachable():
            found = await self._redis.get(state_key(user_id))
        return _read(user_id, found or b"")

    async def update(self, user_id: int, change: Change) -> UserState:
        # The lock spares updates of one process lost rounds among themselves; the swap settles it between processes.
        turn = self._turns.setdefault(user_id, asyncio.Lock())
        async with turn, _reachable():
            for _ in range(ATTEMPTS):
                found = await self._redis.get(state_key(user_id)) or b""
                state = change(_read(user_id, found))
                if await self._swap(keys=[state_key(user_id)], args=[found, STATE.dump_json(state)]):
                    return state
        raise StateUnavailable(f"the state of one user changed {ATTEMPTS} times while it was being updated")

    async def forget(self, user_id: int) -> None:
        async with _reachable():
            await self._redis.delete(state_key(user_id))

    async def close(self) -> None:
        await self._redis.aclose()


@asynccontextmanager
async def _reachable() -> AsyncIterator[None]:
    try:
        yield
    except RedisError as error:
        raise StateUnavailable(f"Redis does not answer: {type(error).__name__}") from error


def _read(user_id: int, found: bytes | str) -> UserState:
    if not found:
        return UserState()
    try:
        return STATE.validate_json(found)
    except ValidationError as error:
        log.warning("state in redis cannot be read, starting afresh", user_id=user_id, problems=error.error_count())
        return UserState()
