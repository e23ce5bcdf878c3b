"""How many unfinished jobs one user may have: enough for everything that somebody forwards, too few for a flood."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from time import monotonic

CountOf = Callable[[int], Awaitable[int]]
"""The unfinished jobs of a user, in all processes."""

_REMEMBERED = 10_000
_COUNTED_FOR_SECONDS = 1.0


class UserBound:
    """Lets a user's jobs in as long as there are fewer than ``most``; 0: always.

    What this process has let in is counted in memory, so that the database is asked only when that comes to ``most``.
    Jobs of before its start may come on top of it.
    """

    def __init__(self, most: int, count: CountOf, clock: Callable[[], float] = monotonic) -> None:
        self._most, self._count, self._clock = most, count, clock
        self._at_most: OrderedDict[int, int] = OrderedDict()
        self._counted_at: dict[int, float] = {}

    async def lets_in(self, user_id: int) -> bool:
        """Whether one more job may come in; then it counts."""
        if not self._most:
            return True
        if self._at_most.get(user_id, 0) >= self._most:
            if self._clock() - self._counted_at.get(user_id, float("-inf")) < _COUNTED_FOR_SECONDS:
                return False
            self._at_most[user_id] = await self._count(user_id)
            self._counted_at[user_id] = self._clock()
        if self._at_most.get(user_id, 0) >= self._most:
            return False
        self._at_most[user_id] = self._at_most.get(user_id, 0) + 1
        self._at_most.move_to_end(user_id)
        if len(self._at_most) > _REMEMBERED:
            self._counted_at.pop(self._at_most.popitem(last=False)[0], None)
        return True
