"""The operator's month, on each kind of database."""

from datetime import UTC, datetime

from frontend_bot.core.budget import Spending
from frontend_bot.core.job import Job
from frontend_bot.services.storage.database import Database
from frontend_bot.services.usage.ledger import Ledger
from frontend_bot.services.usage.quota import MINUTE, DayLimits, Prices, Quota
from frontend_bot.services.usage.report import DAYS, report
from frontend_bot.services.usage.totals import Usage

DAY = 86_400.0
NOON = 1_780_000_000.0 - 1_780_000_000.0 % DAY + DAY / 2


async def test_what_many_did_on_several_days(database: Database) -> None:
    now = NOON
    usage = Usage(database, Quota(), lambda: now)
    ledger = Ledger(database, usage, Quota(), Prices(minute=0.0045), clock=lambda: now)
    for days_ago, users in ((40, (1, 2)), (29, (2, 3)), (1, (3,)), (0, (3, 4, 5))):
        now = NOON - days_ago * DAY
        for user in users:
            job = Job(f"{user}:{days_ago}", "transcribe_audio", user, user, 1, "en", ())
            await ledger.settle(job, "recording", Spending(60.0))
            await ledger.finish(job, {"done transcribe_audio": 1} if user < 5 else {"refused transcribe_audio": 1})
    found = await report(database, Quota(), lambda: now)
    assert len(found.days) == DAYS
    assert (found.people_ever, found.people, found.today.people) == (5, 4, 3)
    assert found.days[0].day == datetime.fromtimestamp(NOON - 29 * DAY, UTC).date()
    assert [day.people for day in found.days] == [2, *[0] * 27, 1, 3]
    assert found.whole.sums == {
        "audio": 6 * 60_000, "cost": 6 * 4500, "done transcribe_audio": 5, "refused transcribe_audio": 1
    }  # fmt: skip
    assert (found.today.ended("done"), found.today.ended("refused"), found.whole.ended("failed")) == (2, 1, 0)


async def test_an_empty_month(database: Database) -> None:
    found = await report(database, Quota(), lambda: NOON)
    assert (found.people_ever, found.people, dict(found.whole.sums)) == (0, 0, {})


async def test_who_was_forgotten_is_nobody_in_the_figures(database: Database) -> None:
    """A mark stays until midnight where limits are; it stands for no person who had work done."""
    quota = Quota(audio=DayLimits(guest=MINUTE))
    ledger = Ledger(database, Usage(database, quota, lambda: NOON), quota, clock=lambda: NOON)
    await ledger.erase(9)
    found = await report(database, quota, lambda: NOON)
    assert (found.people_ever, found.people, found.today.people) == (0, 0, 0)
