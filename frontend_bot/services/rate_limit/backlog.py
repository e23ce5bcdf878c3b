"""How many updates of each person wait to be handled."""

from collections import Counter


class Backlog:
    """Counts what has come in and has not been handled, in memory or put aside. Belongs to one process."""

    def __init__(self) -> None:
        self._waiting: Counter[int] = Counter()

    def of(self, user_id: int) -> int:
        """Updates of this person that are being handled or wait for it."""
        return self._waiting[user_id]

    def count(self, user_id: int, change: int) -> None:
        """So many more, or fewer; who has none is forgotten."""
        self._waiting[user_id] += change
        if self._waiting[user_id] <= 0:
            del self._waiting[user_id]
