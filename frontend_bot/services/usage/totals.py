"""What everybody used on each day: one sum for each user, day and thing, and the same for all users together.

The things: "audio" in milliseconds, "tokens", "cost" in millionths of the currency, "photos", and how jobs ended:
"done <mode>", "failed <mode>", "refused <mode>". Beside what was used stands what is held, that is, set aside for jobs
that run.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Column, Table, Text, and_, delete, not_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from frontend_bot.services.storage.database import METADATA, Database
from frontend_bot.services.usage.quota import AUDIO, TOKENS, Left, Quota

USAGE = Table(
    "usage",
    METADATA,
    Column("day", Text, primary_key=True),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("what", Text, primary_key=True),
    Column("amount", BigInteger, nullable=False),
    Column("held", BigInteger, nullable=False),
)

EVERYBODY = 0
"""Stands for all users together; no user has this id."""
COST, PHOTOS = "cost", "photos"
FORGOTTEN = "forgotten"
"""Marks the day on which a user wanted to be forgotten."""


@dataclass(frozen=True, slots=True)
class UsageChange:
    """Something that one user used, or that is set aside for one (negative: released)."""

    day: str
    user_id: int
    what: str
    amount: int = 0
    held: int = 0


class Usage:
    """The sums of all processes, in the database that they share."""

    def __init__(self, database: Database, quota: Quota, clock: Callable[[], float] = time.time) -> None:
        self._database, self._quota, self._clock = database, quota, clock
        self._add = database.insert_adding(USAGE)
        self._add_and_tell = self._add.returning(USAGE.c.amount + USAGE.c.held)

    async def change(self, connection: AsyncConnection, changes: Iterable[UsageChange]) -> None:
        """Book these for their users and for all together.

        Everybody changes the users' sums before the common ones, in one order: no two transactions wait in a circle.
        """
        sums: dict[tuple[bool, int, str, str], tuple[int, int]] = {}
        for change in changes:
            for who in (change.user_id, EVERYBODY):
                key = (who == EVERYBODY, who, change.day, change.what)
                amount, held = sums.get(key, (0, 0))
                sums[key] = (amount + change.amount, held + change.held)
        rows = [_row(UsageChange(day, who, what, *sum)) for (_, who, day, what), sum in sorted(sums.items())]
        if rows:
            await connection.execute(self._add, rows)  # at once: with SQLite each statement is a trip to a thread

    async def hold(self, connection: AsyncConnection, change: UsageChange) -> tuple[int, int]:
        """Set something aside; returns what was used and held before by this user and by all together.

        Both sums stay locked until the transaction ends, so that whoever asks next sees them as they are then.
        """
        own = await connection.scalar(self._add_and_tell, _row(change))
        together = await connection.scalar(self._add_and_tell, _row(change) | {"user_id": EVERYBODY})
        return (own or 0) - change.held, (together or 0) - change.held

    async def left(self, user_id: int) -> list[Left]:
        """What is left of each limit that this user has today; nothing where there is none."""
        whats = [what for what in (AUDIO, TOKENS) if self._quota.is_limited(user_id, what)]
        if not whats:
            return []
        sums = select(USAGE.c.user_id, USAGE.c.what, USAGE.c.amount + USAGE.c.held)
        today = (USAGE.c.day == self._quota.day(self._clock()), USAGE.c.user_id.in_((user_id, EVERYBODY)))
        async with self._database.read() as connection:
            found = await connection.execute(sums.where(*today, USAGE.c.what.in_(whats)))
            used: Mapping[tuple[int, str], int] = {(who, what): amount for who, what, amount in found}
        lefts = (
            self._quota.left(user_id, what, used.get((user_id, what), 0), used.get((EVERYBODY, what), 0))
            for what in whats
        )
        return [left for left in lefts if left]

    def renewal(self) -> tuple[str, int]:
        """When the limits begin again: at midnight in this zone, in so many hours."""
        return self._quota.renewal(self._clock())

    async def erase(self, connection: AsyncConnection, user_id: int) -> None:
        """Forget what a user used; today's limited sums after midnight only, or erasing would renew the limits."""
        today = self._quota.day(self._clock())
        limited = [what for what in (AUDIO, TOKENS) if self._quota.is_limited(user_id, what)]
        kept = and_(USAGE.c.day == today, USAGE.c.what.in_(limited))
        await connection.execute(delete(USAGE).where(USAGE.c.user_id == user_id, not_(kept)))
        if limited:
            await connection.execute(self._add, _row(UsageChange(today, user_id, FORGOTTEN, 1)))

    async def forget_past(self) -> None:
        """What was left of those who wanted to be forgotten on an earlier day."""
        today = self._quota.day(self._clock())
        marks = select(USAGE.c.day, USAGE.c.user_id).where(USAGE.c.what == FORGOTTEN, USAGE.c.day < today)
        async with self._database.read() as connection:
            found = (await connection.execute(marks)).all()
        for day, user_id in found:
            async with self._database.begin() as connection:
                await connection.execute(delete(USAGE).where(USAGE.c.day == day, USAGE.c.user_id == user_id))
        if found:
            await self._database.scrub()


def _row(change: UsageChange) -> dict[str, Any]:
    return {
        "day": change.day,
        "user_id": change.user_id,
        "what": change.what,
        "amount": change.amount,
        "held": change.held,
    }
