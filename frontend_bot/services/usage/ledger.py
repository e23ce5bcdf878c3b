"""The books of the jobs: what is set aside for each piece before it is paid, and that it was paid.

A piece is booked once, however often its job runs: its booking stays until the job has ended for good.
See docs/decisions/0013-quota.md.
"""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

import structlog
from sqlalchemy import BigInteger, Boolean, Column, Double, Index, Table, Text, bindparam, delete, select, update
from sqlalchemy.exc import SQLAlchemyError
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from frontend_bot.core.budget import Budget, Spending
from frontend_bot.core.job import Job
from frontend_bot.errors import StoreUnavailable
from frontend_bot.services.storage.database import METADATA, Database
from frontend_bot.services.usage.quota import AUDIO, TOKENS, Prices, Quota
from frontend_bot.services.usage.totals import COST, Usage, UsageChange

log = structlog.get_logger()

BOOKINGS = Table(
    "bookings",
    METADATA,
    Column("job_id", Text, primary_key=True),
    Column("piece", Text, primary_key=True),
    Column("user_id", BigInteger, nullable=False),
    Column("day", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("held", BigInteger, nullable=False),
    Column("is_settled", Boolean, nullable=False),
    Column("booked_at", Double, nullable=False),
    Index("bookings_by_age", "booked_at"),
)

_OUTCOME = "outcome"
"""The piece under which the end of a job is booked."""
_ORPHAN_SECONDS = 60.0
_SWEPT_AT_ONCE = 500

_OPEN = BOOKINGS.c.is_settled.is_(False)
_CLOSE = update(BOOKINGS).where(_OPEN).values(is_settled=True)
_CLOSED = (BOOKINGS.c.day, BOOKINGS.c.user_id, BOOKINGS.c.what, BOOKINGS.c.held)
_OF_JOB = BOOKINGS.c.job_id == bindparam("job")
_CLOSE_JOB = _CLOSE.where(_OF_JOB).returning(*_CLOSED)
_CLOSE_PIECE = _CLOSE.where(_OF_JOB, BOOKINGS.c.piece == bindparam("of")).returning(*_CLOSED)

T = TypeVar("T")
Unfinished = Callable[[Sequence[str]], Awaitable[set[str]]]
Observe = Callable[[Mapping[str, int]], None]


class Ledger:
    """The books of all processes, in the database that they share.

    ``observe`` is told what was booked here, by the names of ``usage``.
    """

    def __init__(
        self,
        database: Database,
        usage: Usage,
        quota: Quota,
        prices: Prices | None = None,
        *,
        observe: Observe = lambda booked: None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._database, self._usage, self._quota, self._prices = database, usage, quota, prices or Prices()
        self._observe, self._clock = observe, clock
        self._book = database.insert_once(BOOKINGS)

    def budget(self, job: Job, name: str) -> Budget:
        """The purse of one job for one thing, by whose name (the same in each run of the job) its pieces are known."""
        return _JobBudget(self, job, name)

    async def reserve(self, job: Job, pieces: Mapping[str, Spending]) -> None:
        """Set aside what is not booked yet, all or nothing. Raises QuotaSpent, StoreUnavailable."""
        for what in (AUDIO, TOKENS):
            wanted = {piece: _amount(cost) for piece, cost in pieces.items() if _what(cost) == what}
            if wanted and self._quota.is_limited(job.user_id, what):
                await _patiently(partial(self._reserve, job, what, wanted))

    async def _reserve(self, job: Job, what: str, wanted: Mapping[str, int]) -> None:
        now = self._clock()
        rows = [self._booking(job, piece, what, held, now) for piece, held in wanted.items()]
        async with self._database.begin() as connection:
            needed = sum(await connection.scalars(self._book.returning(BOOKINGS.c.held), rows))
            if not needed:
                return
            change = UsageChange(self._quota.day(now), job.user_id, what, held=needed)
            left = self._quota.left(job.user_id, what, *await self._usage.hold(connection, change))
            if left and left.amount < needed:
                raise self._quota.refusal(left, needed, now)  # which rolls back what was set aside

    async def settle(self, job: Job, piece: str, paid: Spending) -> None:
        """Charge a piece, once. What cannot be written is lost for the books, never for the person."""
        try:
            booked = await _patiently(partial(self._settle, job, piece, paid))
        except StoreUnavailable as error:
            log.error("not charged", job=job.id, piece=piece, error=error.detail)
        else:
            self._observe(booked)

    async def _settle(self, job: Job, piece: str, paid: Spending) -> Mapping[str, int]:
        now, what = self._clock(), _what(paid)
        charged = {what: _amount(paid), COST: self._prices.millionths(paid)}
        async with self._database.begin() as connection:
            closed = (await connection.execute(_CLOSE_PIECE, {"job": job.id, "of": piece})).one_or_none()
            if closed is None:  # it was not reserved, or it was settled before
                settled = self._booking(job, piece, what, 0, now) | {"is_settled": True}
                if not (await connection.execute(self._book, settled)).rowcount:
                    return {}
            day = self._quota.day(now) if closed is None else closed.day
            changes = [UsageChange(day, job.user_id, name, amount) for name, amount in charged.items() if amount]
            await self._usage.change(connection, [*changes, *([] if closed is None else [_release(closed)])])
        return charged

    async def finish(self, job: Job, counts: Mapping[str, int]) -> None:
        """The job has ended: release what is still set aside, and count what came of it, once. Never fails."""
        try:
            counted = await _patiently(partial(self._finish, job, counts))
        except StoreUnavailable as error:
            log.error("job not counted", job=job.id, error=error.detail)
        else:
            self._observe(counted)

    async def _finish(self, job: Job, counts: Mapping[str, int]) -> Mapping[str, int]:
        now = self._clock()
        outcome = self._booking(job, _OUTCOME, "", 0, now) | {"is_settled": True}
        async with self._database.begin() as connection:
            changes = [_release(row) for row in await connection.execute(_CLOSE_JOB, {"job": job.id})]
            is_new = bool(counts) and bool((await connection.execute(self._book, outcome)).rowcount)
            if is_new:
                day = self._quota.day(now)
                changes += [UsageChange(day, job.user_id, what, amount) for what, amount in counts.items()]
            await self._usage.change(connection, changes)
        return counts if is_new else {}

    def _booking(self, job: Job, piece: str, what: str, held: int, now: float) -> dict[str, Any]:
        return {
            "job_id": job.id,
            "piece": piece,
            "user_id": job.user_id,
            "day": self._quota.day(now),
            "what": what,
            "held": held,
            "is_settled": False,
            "booked_at": now,
        }

    async def erase(self, user_id: int) -> None:
        """Forget a user, whose jobs have all been erased. Raises SQLAlchemyError."""
        mine = BOOKINGS.c.user_id == user_id
        async with self._database.begin() as connection:
            lost = (await connection.execute(_CLOSE.where(mine).returning(*_CLOSED))).all()
            await self._usage.change(connection, map(_release, lost))
            await connection.execute(delete(BOOKINGS).where(mine))
            await self._usage.erase(connection, user_id)
        await self._database.scrub()

    async def forget_past(self) -> None:
        """What was left of users who were erased on an earlier day. Raises SQLAlchemyError."""
        await self._usage.forget_past()

    async def sweep(self, unfinished: Unfinished) -> None:
        """Release what jobs that are no more had set aside, and forget the bookings of all that have ended.

        ``unfinished`` answers which of some jobs wait or run somewhere. Raises SQLAlchemyError.
        """
        last = ""
        while ids := await self._old_jobs(last):
            last = ids[-1]
            of_ended = BOOKINGS.c.job_id.in_(set(ids) - await unfinished(ids))
            async with self._database.begin() as connection:
                lost = (await connection.execute(_CLOSE.where(of_ended).returning(*_CLOSED))).all()
                await self._usage.change(connection, map(_release, lost))
                await connection.execute(delete(BOOKINGS).where(of_ended))
            if lost:
                log.warning("released what lost jobs had set aside", pieces=len(lost))

    async def _old_jobs(self, after: str) -> list[str]:
        old = BOOKINGS.c.booked_at < self._clock() - _ORPHAN_SECONDS
        ids = select(BOOKINGS.c.job_id).where(old, BOOKINGS.c.job_id > after).distinct()
        async with self._database.read() as connection:
            return list(await connection.scalars(ids.order_by(BOOKINGS.c.job_id).limit(_SWEPT_AT_ONCE)))


class _JobBudget(Budget):
    def __init__(self, ledger: Ledger, job: Job, name: str) -> None:
        self._ledger, self._job, self._name = ledger, job, name

    async def reserve(self, pieces: Mapping[str, Spending]) -> None:
        await self._ledger.reserve(self._job, {f"{self._name} {piece}": cost for piece, cost in pieces.items()})

    async def settle(self, piece: str, paid: Spending) -> None:
        await self._ledger.settle(self._job, f"{self._name} {piece}", paid)


def _what(cost: Spending) -> str:
    return AUDIO if cost.seconds else TOKENS


def _amount(cost: Spending) -> int:
    return round(cost.seconds * 1000) if cost.seconds else cost.tokens_in + cost.tokens_out


def _release(closed: Any) -> UsageChange:
    return UsageChange(closed.day, closed.user_id, closed.what, held=-closed.held)


async def _patiently(do: Callable[[], Awaitable[T]]) -> T:
    """Try again while the database is away for a moment. Raises StoreUnavailable after some half a minute."""
    try:
        async for attempt in AsyncRetrying(
            retry=retry_if_exception_type(SQLAlchemyError),
            stop=stop_after_attempt(6),
            wait=wait_exponential_jitter(multiplier=0.2, max=20),
            reraise=True,
        ):
            with attempt:
                return await do()
    except SQLAlchemyError as error:
        raise StoreUnavailable(type(error).__name__) from error
    raise StoreUnavailable("no attempt was made")
