"""The last days in figures, for the operator: sums of all users together, and how many people there were."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from frontend_bot.services.storage.database import Database
from frontend_bot.services.usage.quota import Quota
from frontend_bot.services.usage.totals import EVERYBODY, FORGOTTEN, USAGE

DAYS = 30

_BY_PEOPLE = (USAGE.c.user_id != EVERYBODY, USAGE.c.what != FORGOTTEN)
_PEOPLE = func.count(USAGE.c.user_id.distinct())


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One day: ``people`` who had work done, and the sums by the names of ``usage``."""

    day: date
    people: int
    sums: Mapping[str, int]

    def ended(self, how: str) -> int:
        """Jobs of any mode that ended so: "done", "failed" or "refused"."""
        return sum(amount for what, amount in self.sums.items() if what.startswith(f"{how} "))


@dataclass(frozen=True, slots=True)
class Report:
    """The days, oldest first, today last; days without work are there too."""

    days: tuple[DayFigures, ...]
    people_ever: int
    people: int

    @property
    def today(self) -> DayFigures:
        """The last of the days."""
        return self.days[-1]

    @property
    def whole(self) -> DayFigures:
        """All days as one, under the date of the first."""
        sums: Counter[str] = Counter()
        for day in self.days:
            sums.update(day.sums)
        return DayFigures(self.days[0].day, self.people, sums)


async def report(database: Database, quota: Quota, clock: Callable[[], float] = time.time) -> Report:
    """The last thirty days of the operator. Raises SQLAlchemyError."""
    today = date.fromisoformat(quota.day(clock()))
    days = [today - timedelta(days=ago) for ago in range(DAYS - 1, -1, -1)]
    recent = USAGE.c.day >= days[0].isoformat()
    sums: dict[str, dict[str, int]] = {}
    async with database.read() as connection:
        together = select(USAGE.c.day, USAGE.c.what, USAGE.c.amount).where(recent, USAGE.c.user_id == EVERYBODY)
        for day, what, amount in await connection.execute(together):
            sums.setdefault(day, {})[what] = amount
        by_day = select(USAGE.c.day, _PEOPLE).where(recent, *_BY_PEOPLE).group_by(USAGE.c.day)
        people = {str(day): int(count) for day, count in await connection.execute(by_day)}
        lately = await connection.scalar(select(_PEOPLE).where(recent, *_BY_PEOPLE))
        ever = await connection.scalar(select(_PEOPLE).where(*_BY_PEOPLE))
    figures = (DayFigures(day, people.get(day.isoformat(), 0), sums.get(day.isoformat(), {})) for day in days)
    return Report(tuple(figures), int(ever or 0), int(lately or 0))
