"""What the bot remembers of each user between two messages: the open mode, the language, the choices."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

from frontend_bot.core.state import UserState

Change = Callable[[UserState], UserState]
"""A pure function: it may be called more than once for one update, and only the last answer counts."""

REMEMBERED_USERS = 200_000
"""About 0.5 kB each, so 100 MB at the worst. Whoever serves more users than that needs Redis."""


class StateManager(Protocol):
    """One user's state, changed atomically. Implementations: memory (one process) and Redis (any number).

    Every method of every implementation may raise StateUnavailable (frontend_bot.errors), which can be tried again.
    """

    async def get(self, user_id: int) -> UserState:
        """The state; the default ``UserState()`` for somebody never seen."""

    async def update(self, user_id: int, change: Change) -> UserState:
        """Replace the state by ``change(state)`` and answer the new one.

        Concurrent updates of one user lose nothing: each is applied to the result of another. What ``change`` raises
        comes out here and leaves the state as it was.
        """

    async def forget(self, user_id: int) -> None:
        """Erase the state; nothing happens if there is none."""

    async def close(self) -> None:
        """Give back connections. May be called more than once; nothing else may be called afterwards."""


class MemoryStateManager:
    """The states of one process; gone when it ends. Past ``size`` users the one not seen for longest is forgotten."""

    def __init__(self, size: int = REMEMBERED_USERS) -> None:
        self._size = size
        self._states: OrderedDict[int, UserState] = OrderedDict()

    async def get(self, user_id: int) -> UserState:
        return self._look(user_id)

    async def update(self, user_id: int, change: Change) -> UserState:
        # Nothing is awaited between reading and writing; on one event loop this is all that atomicity needs.
        state = change(self._look(user_id))
        self._states[user_id] = state
        self._states.move_to_end(user_id)
        if len(self._states) > self._size:
            self._states.popitem(last=False)
        return state

    async def forget(self, user_id: int) -> None:
        self._states.pop(user_id, None)

    async def close(self) -> None:
        return None

    def _look(self, user_id: int) -> UserState:
        state = self._states.get(user_id)
        if state is None:
            return UserState()
        self._states.move_to_end(user_id)
        return state
