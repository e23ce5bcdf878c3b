"""Reserving, settling and counting, on each kind of database."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from frontend_bot.core.budget import Spending
from frontend_bot.core.job import Job
from frontend_bot.errors import MinutesSpent, QuotaSpent, TokensSpent
from frontend_bot.services.storage.database import Database
from frontend_bot.services.usage.ledger import _SWEPT_AT_ONCE, BOOKINGS, Ledger
from frontend_bot.services.usage.quota import AUDIO, MINUTE, DayLimits, Prices, Quota, in_minutes
from frontend_bot.services.usage.totals import EVERYBODY, USAGE, Usage

NOON = 1_780_000_000.0 - 1_780_000_000.0 % 86_400 + 43_200
MEMBER, GUEST = 7, 8
TEN_MINUTES = Quota(audio=DayLimits(member=10 * MINUTE, guest=MINUTE), members=frozenset({MEMBER}))
ONE_MINUTE = {"recording": Spending(60.0)}
A_MINUTE_PAID = Spending(60.0)


def job(number: int, user_id: int = MEMBER) -> Job:
    return Job(f"{user_id}:{number}", "transcribe_audio", user_id, user_id, number, "en", ())


class Books:
    """A ledger with a clock that can be turned."""

    def __init__(self, database: Database, quota: Quota = TEN_MINUTES, prices: Prices | None = None) -> None:
        self.now = NOON
        self.observed: list[Mapping[str, int]] = []
        self.usage = Usage(database, quota, self._time)
        self.ledger = Ledger(database, self.usage, quota, prices, observe=self.observed.append, clock=self._time)
        self._database = database

    def _time(self) -> float:
        return self.now

    async def sums(self, user_id: int = MEMBER) -> dict[str, tuple[int, int]]:
        """(amount, held) by what, of all days together."""
        found: dict[str, tuple[int, int]] = {}
        async with self._database.read() as connection:
            rows = await connection.execute(select(USAGE).where(USAGE.c.user_id == user_id))
            for row in rows:
                amount, held = found.get(row.what, (0, 0))
                found[row.what] = (amount + row.amount, held + row.held)
        return found

    async def bookings(self) -> int:
        async with self._database.read() as connection:
            return len((await connection.execute(select(BOOKINGS))).all())


@pytest.fixture
def books(database: Database) -> Books:
    return Books(database)


async def nobody(ids: Sequence[str]) -> set[str]:
    return set()


async def test_of_fifty_at_once_exactly_ten_are_granted(database: Database, database_url: str) -> None:
    """Through three processes' worth of connections, in the same moment."""
    others = [Database(database_url) for _ in range(2)]
    ledgers = [Books(one).ledger for one in (database, *others)]
    asked = [ledgers[n % 3].reserve(job(n), ONE_MINUTE) for n in range(50)]
    outcomes = await asyncio.gather(*asked, return_exceptions=True)
    for other in others:
        await other.close()
    assert outcomes.count(None) == 10
    refused = [outcome for outcome in outcomes if outcome is not None]
    assert {type(outcome) for outcome in refused} == {MinutesSpent}
    assert await Books(database).sums() == {AUDIO: (0, 10 * MINUTE)}
    assert await Books(database).bookings() == 10


async def test_all_users_together_have_a_limit_too(database: Database) -> None:
    books = Books(database, Quota(audio=DayLimits(together=3 * MINUTE)))
    asked = [books.ledger.reserve(job(n, user_id=n), ONE_MINUTE) for n in range(1, 20)]
    outcomes = await asyncio.gather(*asked, return_exceptions=True)
    assert outcomes.count(None) == 3
    refusal = next(outcome for outcome in outcomes if isinstance(outcome, MinutesSpent))
    assert refusal.variables == {"whose": "all", "left": 0, "limit": 3, "needed": 1, "zone": "UTC", "hours": 12}


async def test_what_is_set_aside_becomes_what_was_paid(books: Books) -> None:
    await books.ledger.reserve(job(1), ONE_MINUTE)
    await books.ledger.settle(job(1), "recording", Spending(59.5))
    assert await books.sums() == await books.sums(EVERYBODY) == {AUDIO: (59_500, 0)}
    assert books.observed == [{"audio": 59_500, "cost": 0}]


async def test_a_job_that_runs_again_neither_reserves_nor_pays_twice(books: Books) -> None:
    pieces = {f"chunk {n}": Spending(120.0) for n in range(4)}
    for _ in range(2):
        await books.ledger.reserve(job(1), pieces)
        await books.ledger.settle(job(1), "chunk 0", Spending(120.0))
    assert await books.sums() == {AUDIO: (2 * MINUTE, 6 * MINUTE)}
    await books.ledger.finish(job(1), {"done transcribe_audio": 1})
    await books.ledger.finish(job(1), {"done transcribe_audio": 1})
    await books.ledger.reserve(job(1), pieces)
    await books.ledger.settle(job(1), "chunk 0", Spending(120.0))
    assert await books.sums() == {AUDIO: (2 * MINUTE, 0), "done transcribe_audio": (1, 0)}


async def test_all_pieces_or_none(books: Books) -> None:
    with pytest.raises(MinutesSpent):
        await books.ledger.reserve(job(1), {f"chunk {n}": A_MINUTE_PAID for n in range(11)})
    assert await books.sums() == {}
    await books.ledger.reserve(job(2), {f"chunk {n}": A_MINUTE_PAID for n in range(10)})


@pytest.mark.parametrize("counts", [{"failed transcribe_audio": 1}, {}], ids=["failed", "cancelled"])
async def test_a_job_that_ends_without_paying_gives_everything_back(books: Books, counts: dict[str, int]) -> None:
    await books.ledger.reserve(job(1), {"recording": Spending(600.0)})
    await books.ledger.finish(job(1), counts)
    sums = await books.sums()
    assert sums.pop(AUDIO) == (0, 0)
    assert sums == {what: (amount, 0) for what, amount in counts.items()}
    await books.ledger.reserve(job(2), {"recording": Spending(600.0)})


async def test_guests_have_a_limit_of_their_own(books: Books) -> None:
    await books.ledger.reserve(job(1, GUEST), ONE_MINUTE)
    with pytest.raises(MinutesSpent):
        await books.ledger.reserve(job(2, GUEST), {"recording": Spending(0.1)})
    await books.ledger.reserve(job(3, MEMBER), ONE_MINUTE)


async def test_without_a_limit_nothing_is_set_aside_and_everything_is_counted(database: Database) -> None:
    books = Books(database, Quota(), Prices(minute=0.0045, million_in=0.25, million_out=2.0))
    await books.ledger.reserve(job(1), {"recording": Spending(1e9)})
    assert await books.bookings() == 0
    for _ in range(2):
        await books.ledger.settle(job(1), "recording", Spending(120.0))
        await books.ledger.settle(job(1), "question 1", Spending(tokens_in=10_000, tokens_out=1_000))
    assert await books.sums() == {AUDIO: (120_000, 0), "tokens": (11_000, 0), "cost": (9_000 + 4_500, 0)}
    assert await books.usage.left(MEMBER) == []


async def test_tokens_are_limited_in_the_same_way(database: Database) -> None:
    books = Books(database, Quota(tokens=DayLimits(guest=1000)))
    await books.ledger.reserve(job(1), {"question 1": Spending(tokens_in=900, tokens_out=50)})
    with pytest.raises(TokensSpent) as refused:
        await books.ledger.reserve(job(2), {"question 1": Spending(tokens_in=100)})
    assert refused.value.variables["left"] == 50
    await books.ledger.settle(job(1), "question 1", Spending(tokens_in=850, tokens_out=49))
    await books.ledger.reserve(job(2), {"question 1": Spending(tokens_in=100)})


async def test_a_new_day_begins_at_the_operators_midnight(database: Database) -> None:
    books = Books(database, Quota(audio=DayLimits(guest=MINUTE), zone=ZoneInfo("Asia/Tokyo")))
    await books.ledger.reserve(job(1), ONE_MINUTE)
    with pytest.raises(QuotaSpent) as refused:
        await books.ledger.reserve(job(2), ONE_MINUTE)
    assert (refused.value.variables["zone"], refused.value.variables["hours"]) == ("JST", 3)
    books.now += 3 * 3600
    await books.ledger.settle(job(1), "recording", A_MINUTE_PAID)
    (left,) = await books.usage.left(MEMBER)
    assert left.amount == MINUTE, "what was paid today was set aside yesterday: it is yesterday's"
    await books.ledger.reserve(job(2), ONE_MINUTE)
    (left,) = await books.usage.left(MEMBER)
    assert left.amount == 0


async def test_what_lost_jobs_had_set_aside_is_swept(books: Books) -> None:
    for number in (1, 2, 3):
        await books.ledger.reserve(job(number), {"a": A_MINUTE_PAID, "b": A_MINUTE_PAID})
    await books.ledger.settle(job(1), "a", A_MINUTE_PAID)

    async def only_the_third(ids: Sequence[str]) -> set[str]:
        return {job(3).id} & set(ids)

    await books.ledger.sweep(nobody)
    assert await books.sums() == {AUDIO: (MINUTE, 5 * MINUTE)}, "too young to be an orphan"
    books.now += 61
    await books.ledger.sweep(only_the_third)
    assert await books.sums() == await books.sums(EVERYBODY) == {AUDIO: (MINUTE, 2 * MINUTE)}
    assert await books.bookings() == 2


async def test_sweeping_and_settling_at_once_do_not_collide(database: Database, database_url: str) -> None:
    other = Database(database_url)
    first, second = Books(database, Quota(audio=DayLimits(guest=99 * MINUTE))), Books(other)
    jobs = [job(n, user_id=n % 5 + 1) for n in range(40)]
    for one in jobs:
        await first.ledger.reserve(one, {"a": A_MINUTE_PAID, "b": A_MINUTE_PAID})
    first.now = second.now = NOON + 61
    settling = [first.ledger.settle(one, "a", A_MINUTE_PAID) for one in jobs[::2]]
    finishing = [second.ledger.finish(one, {"done x": 1}) for one in jobs]
    await asyncio.gather(*settling, first.ledger.sweep(nobody), *finishing)
    await other.close()
    sums = await first.sums(EVERYBODY)
    assert sums["done x"] == (40, 0)
    assert sums[AUDIO][1] == 0


async def test_who_is_forgotten_keeps_the_limits_of_today_only(books: Books) -> None:
    await books.ledger.settle(job(1), "recording", A_MINUTE_PAID)
    books.now += 86_400
    await books.ledger.settle(job(2), "recording", Spending(540.0))
    await books.ledger.erase(MEMBER)
    (left,) = await books.usage.left(MEMBER)
    assert (left.amount, left.limit, left.is_shared) == (MINUTE, 10 * MINUTE, False)
    assert (await books.sums())[AUDIO] == (9 * MINUTE, 0)
    await books.usage.forget_past()
    assert AUDIO in await books.sums()
    books.now += 86_400
    await books.usage.forget_past()
    assert await books.sums() == {}
    assert await books.sums(EVERYBODY) == {AUDIO: (10 * MINUTE, 0)}, "the sum of all tells of nobody"


async def test_several_recordings_of_one_job_have_a_purse_each(books: Books) -> None:
    for name in ("1", "2"):
        purse = books.ledger.budget(job(1), name)
        await purse.reserve(ONE_MINUTE)
        await purse.settle("recording", A_MINUTE_PAID)
    assert (await books.sums())[AUDIO] == (2 * MINUTE, 0)


async def test_the_tighter_of_two_limits_counts_and_is_told(database: Database) -> None:
    books = Books(database, Quota(audio=DayLimits(guest=5 * MINUTE, together=12 * MINUTE)))
    for user in (1, 2):
        await books.ledger.settle(job(1, user), "recording", Spending(270.0))
    lefts = {user: (await books.usage.left(user))[0] for user in (1, 3)}
    assert (lefts[1].amount, lefts[1].is_shared) == (MINUTE // 2, False)
    assert (lefts[3].amount, lefts[3].is_shared) == (3 * MINUTE, True), "nothing of one's own used, and yet so little"
    with pytest.raises(MinutesSpent) as refused:
        await books.ledger.reserve(job(2, 3), {"recording": Spending(200.0)})
    assert (refused.value.variables["whose"], refused.value.variables["left"]) == ("all", 3)
    with pytest.raises(MinutesSpent) as refused:
        await books.ledger.reserve(job(2, 1), {"recording": Spending(31.0)})
    assert (refused.value.variables["whose"], refused.value.variables["needed"]) == ("mine", 0.6)


@pytest.mark.parametrize(
    ("seconds", "down", "up"),
    [(0, 0, 0), (29.9, 0.4, 0.5), (30, 0.5, 0.5), (59.99, 0.9, 1), (72, 1.2, 1.2), (599, 9.9, 10), (659, 10, 11)],
)
def test_no_more_is_promised_than_there_is(seconds: float, down: float, up: float) -> None:
    milliseconds = round(seconds * 1000)
    assert (in_minutes(milliseconds), in_minutes(milliseconds, up=True)) == (down, up)


async def test_who_is_forgotten_gives_back_what_was_set_aside(database: Database) -> None:
    """Else the limit of all would be the lower for it until midnight."""
    books = Books(database, Quota(audio=DayLimits(together=10 * MINUTE)))
    await books.ledger.reserve(job(1), {"a": A_MINUTE_PAID, "b": A_MINUTE_PAID})
    await books.ledger.reserve(job(1, GUEST), ONE_MINUTE)
    await books.ledger.settle(job(1), "a", A_MINUTE_PAID)
    await books.ledger.erase(MEMBER)
    assert await books.sums(EVERYBODY) == {AUDIO: (MINUTE, MINUTE)}
    assert await books.bookings() == 1, "another user's"


async def test_who_was_forgotten_and_came_back_keeps_what_is_new(books: Books) -> None:
    await books.ledger.settle(job(1), "recording", A_MINUTE_PAID)
    await books.ledger.erase(MEMBER)
    books.now += 86_400
    await books.ledger.settle(job(2), "recording", Spending(120.0))
    await books.usage.forget_past()
    assert await books.sums() == {AUDIO: (2 * MINUTE, 0)}


async def test_many_lost_jobs_are_swept_to_the_last(database: Database) -> None:
    books = Books(database, Quota(audio=DayLimits(guest=9999 * MINUTE)))
    for number in range(_SWEPT_AT_ONCE + 5):
        await books.ledger.reserve(job(number), ONE_MINUTE)
    books.now += 61
    await books.ledger.sweep(nobody)
    assert await books.bookings() == 0
    assert await books.sums() == {AUDIO: (0, 0)}


async def test_a_database_that_is_away_for_a_moment_costs_neither_work_nor_books(
    books: Books, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = 2
    begin = database.begin

    @asynccontextmanager
    async def away_at_first() -> AsyncIterator[AsyncConnection]:
        nonlocal failures
        if failures:
            failures -= 1
            raise OperationalError("", None, Exception("away"))
        async with begin() as connection:
            yield connection

    monkeypatch.setattr(database, "begin", away_at_first)
    for work in (
        books.ledger.reserve(job(1), ONE_MINUTE),
        books.ledger.settle(job(1), "recording", A_MINUTE_PAID),
        books.ledger.finish(job(1), {"done transcribe_audio": 1}),
    ):
        failures = 2
        await work
        assert failures == 0
    assert await books.sums() == {AUDIO: (MINUTE, 0), "done transcribe_audio": (1, 0)}
