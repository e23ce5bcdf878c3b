"""What every StateManager promises."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import redis

from frontend_bot.core.state import UserState
from frontend_bot.errors import StateUnavailable
from frontend_bot.services.state_manager import MemoryStateManager, StateManager
from frontend_bot.services.state_redis import RedisStateManager, state_key
from tests.services import RedisServer

USER = 7_000_000_001


def count_up(state: UserState) -> UserState:
    """A change that shows when one of them was lost."""
    return state.with_choice("test", "count", str(int(state.choices.get("test.count", "0")) + 1))


@pytest.fixture(params=["memory", "redis"])
async def states(request: pytest.FixtureRequest) -> AsyncIterator[StateManager]:
    manager: StateManager = (
        MemoryStateManager()
        if request.param == "memory"
        else RedisStateManager(str(request.getfixturevalue("redis_url")))
    )
    yield manager
    await manager.close()


async def test_somebody_new_has_the_default_state(states: StateManager) -> None:
    assert await states.get(USER) == UserState()


async def test_a_state_comes_back_as_it_was_put_in(states: StateManager) -> None:
    wanted = UserState(mode="audio", language="ru", choices={"audio.format": "протокол 📋", "a.b": ""})
    answered = await states.update(USER, lambda _: wanted)
    assert answered == wanted
    assert await states.get(USER) == wanted


async def test_users_do_not_see_each_other(states: StateManager) -> None:
    await states.update(USER, lambda state: replace(state, mode="audio"))
    assert await states.get(USER + 1) == UserState()
    assert await states.get(-USER) == UserState()


async def test_fifty_updates_at_once_lose_nothing(states: StateManager) -> None:
    await asyncio.gather(*(states.update(USER, count_up) for _ in range(50)))
    assert (await states.get(USER)).choices == {"test.count": "50"}


async def test_a_change_that_fails_changes_nothing_and_blocks_nobody(states: StateManager) -> None:
    def fail(_: UserState) -> UserState:
        raise ZeroDivisionError

    await states.update(USER, count_up)
    with pytest.raises(ZeroDivisionError):
        await states.update(USER, fail)
    assert (await states.update(USER, count_up)).choices == {"test.count": "2"}


async def test_a_forgotten_user_is_new_again(states: StateManager) -> None:
    await states.update(USER, count_up)
    await states.forget(USER)
    await states.forget(USER + 1)
    assert await states.get(USER) == UserState()


async def test_closing_twice_is_fine(states: StateManager) -> None:
    await states.get(USER)
    await states.close()
    await states.close()


async def test_memory_forgets_the_one_not_seen_for_longest() -> None:
    states = MemoryStateManager(size=2)
    for user in (1, 2):
        await states.update(user, count_up)
    await states.get(1)
    await states.update(3, count_up)
    assert [bool((await states.get(user)).choices) for user in (1, 2, 3)] == [True, False, True]


async def test_two_processes_lose_nothing_on_one_redis(redis_url: str) -> None:
    managers = [RedisStateManager(redis_url) for _ in range(4)]
    await asyncio.gather(*(manager.update(USER, count_up) for manager in managers for _ in range(10)))
    states = [await manager.get(USER) for manager in managers]
    for manager in managers:
        await manager.close()
    assert [state.choices["test.count"] for state in states] == ["40"] * 4


async def test_more_users_at_once_than_connections(redis_url: str) -> None:
    manager = RedisStateManager(redis_url, connections=2)
    await asyncio.gather(*(manager.update(user, count_up) for user in range(100)))
    counts = [(await manager.get(user)).choices["test.count"] for user in range(100)]
    await manager.close()
    assert counts == ["1"] * 100


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (b'{"mode": "audio", "from_the_future": [1]}', UserState(mode="audio")),
        (b'{"mode": 5}', UserState()),
        (b"\x80\x81 no text at all", UserState()),
        (b"null", UserState()),
        (b"", UserState()),
    ],
)
async def test_what_somebody_else_wrote_is_survived(redis_url: str, found: bytes, expected: UserState) -> None:
    with redis.Redis.from_url(redis_url) as client:
        client.set(state_key(USER), found)
    manager = RedisStateManager(redis_url)
    read = await manager.get(USER)
    changed = await manager.update(USER, lambda state: replace(state, language="en"))
    kept = await manager.get(USER)
    await manager.close()
    assert read == expected
    assert changed == kept == replace(expected, language="en")


async def test_a_redis_that_is_down_is_said_and_its_return_is_noticed(redis_server: RedisServer) -> None:
    manager = RedisStateManager(redis_server.url, timeout=1.0)
    await manager.update(USER, count_up)
    redis_server.stop()
    with pytest.raises(StateUnavailable) as down:
        await manager.get(USER)
    with pytest.raises(StateUnavailable):
        await manager.update(USER, count_up)
    with pytest.raises(StateUnavailable):
        await manager.forget(USER)
    redis_server.start()
    again = await manager.update(USER, count_up)
    await manager.close()
    assert down.value.can_retry
    assert again.choices == {"test.count": "2"}
