"""One job from its turn to its answer: whatever goes wrong, its person hears of it, once, and the books know."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from frontend_bot.core.budget import Spending
from frontend_bot.core.content import Content, Kind
from frontend_bot.core.job import Job, Result
from frontend_bot.core.mode import JobMode
from frontend_bot.core.phrase import Phrase
from frontend_bot.core.record import Record
from frontend_bot.core.tools import Tools
from frontend_bot.errors import BotError, EngineUnavailable, JobTimedOut, MinutesSpent
from frontend_bot.services.jobs import runner as runner_module
from frontend_bot.services.jobs.lanes import Lanes
from frontend_bot.services.jobs.runner import JobRunner
from frontend_bot.services.observability.metrics import Metrics
from frontend_bot.services.storage.albums import Albums
from frontend_bot.services.storage.database import Database
from frontend_bot.services.storage.history import HistoryStore
from frontend_bot.services.storage.scratch import Scratch
from frontend_bot.services.usage.ledger import Ledger
from frontend_bot.services.usage.quota import MINUTE, DayLimits, Quota
from frontend_bot.services.usage.totals import Usage

USER = 7
JOB = Job("7:1", "given", USER, USER, 1, "en", (Content(Kind.AUDIO, file_name="a.ogg"),), created_at=1.0)
Do = Callable[[Job], Awaitable[Result]]


class Given(JobMode):
    """Does what the test says."""

    id = "given"
    accepts = frozenset({Kind.AUDIO})
    joins_batches = True

    def __init__(self, do: Do) -> None:
        self._do = do

    async def run(self, job: Job, tools: Tools) -> Result:
        return await self._do(job)


@dataclass
class Person:
    """Who waits for the answer: what came, in order, and what became of the progress message."""

    came: list[Any] = field(default_factory=list)
    status: list[str] = field(default_factory=list)
    messages: int = 1
    refusal: BotError | None = None

    def parcels(self, job: Job, record: Record) -> Sequence[Callable[[], Awaitable[tuple[str, ...]]]]:
        async def send() -> tuple[str, ...]:
            if self.refusal:
                raise self.refusal
            self.came.append(record.result.text)
            return (f"id of {record.result.text}",)

        return [send] * self.messages

    async def question(self, job: Job) -> None:
        self.came.append(f"{len(job.content)} together?")

    async def failure(self, job: Job, sentence: Phrase, can_retry: bool) -> None:
        self.came.append((sentence.id, can_retry))

    def watch(self, job: Job) -> None:
        self.status.append("watched")

    def started(self, job: Job) -> None:
        self.status.append("started")

    def progress(self, job: Job, fraction: float | None, word: Phrase) -> None:
        return None

    async def finished(self, job: Job) -> None:
        self.status.append("finished")

    async def parked(self, job: Job) -> None:
        self.status.append("parked")


@dataclass
class Bench:
    """A runner with a database of its own."""

    database: Database
    scratch: Scratch
    person: Person = field(default_factory=Person)
    records: dict[str, Any] = field(default_factory=dict)
    counted: list[Mapping[str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.history, self.albums = HistoryStore(self.database), Albums(self.database)
        quota = Quota(audio=DayLimits(guest=10 * MINUTE))
        self.usage = Usage(self.database, quota)
        self.ledger = Ledger(self.database, self.usage, quota, observe=self.counted.append)

    def runner(self, do: Do) -> JobRunner:
        return JobRunner(
            modes={"given": Given(do)},
            tools_for=lambda job: Tools(**{name: cast(Any, object()) for name in Tools.__dataclass_fields__}),
            lanes=Lanes(2, 2),
            history=self.history,
            scratch=self.scratch,
            courier=self.person,
            statuses=self.person,
            albums=self.albums,
            ledger=self.ledger,
            metrics=Metrics(),
        )

    async def run(self, do: Do, job: Job = JOB) -> None:
        await self.runner(do).run(job, self.step)

    async def step(self, name: str, call: Callable[[], Awaitable[Any]]) -> Any:
        """What is on record is not done again; an error is not on record, as with a step that crashed."""
        if name not in self.records:
            self.records[name] = await call()
        return self.records[name]

    async def held(self) -> int:
        (left,) = await self.usage.left(USER)
        return 10 * MINUTE - left.amount


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    """With nothing in it."""
    database = Database(f"sqlite:///{tmp_path}/bot.sqlite")
    await database.open()
    yield Bench(database, Scratch(tmp_path / "scratch"))
    await database.close()


async def _well(job: Job) -> Result:
    return Result("done")


def _away(bench: Bench, monkeypatch: pytest.MonkeyPatch, failures: float) -> None:
    """The database fails so often, then it is back."""
    begin, left = bench.database.begin, [failures]

    @asynccontextmanager
    async def failing() -> AsyncIterator[AsyncConnection]:
        if left[0] > 0:
            left[0] -= 1
            raise OperationalError("", None, Exception("away"))
        async with begin() as connection:
            yield connection

    monkeypatch.setattr(bench.database, "begin", failing)


async def test_a_result_is_kept_delivered_and_counted(bench: Bench) -> None:
    folder = await bench.scratch.folder(JOB.id)
    await bench.run(_well)
    assert (bench.person.came, bench.person.status) == (["done"], ["watched", "started", "finished"])
    kept = await bench.history.get(USER, JOB.id)
    assert kept is not None and (kept.result.text, kept.result_file_ids) == ("done", ("id of done",))
    assert bench.counted == [{"done given": 1}]
    assert not folder.exists()


async def test_paths_of_this_machine_are_not_kept(bench: Bench) -> None:
    async def photo(job: Job) -> Result:
        picture = Content(Kind.PHOTO, file_name="p.png", path="/somewhere/scratch/p.png")
        return Result("done", files=(picture,), previews=(picture,))

    await bench.run(photo)
    kept = await bench.history.get(USER, JOB.id)
    assert kept is not None
    assert [content.path for content in (*kept.result.files, *kept.result.previews)] == ["", ""]
    assert bench.counted == [{"done given": 1, "photos": 1}]


@pytest.mark.parametrize(
    ("error", "can_retry", "counted"),
    [
        (EngineUnavailable(), True, "failed given"),
        (MinutesSpent(), True, "refused given"),
        (ZeroDivisionError(), None, "failed given"),
        (TimeoutError(), True, "failed given"),
    ],
)
async def test_a_failure_is_told_once(
    bench: Bench, error: Exception, can_retry: bool | None, counted: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Also one that is a mistake of ours."""

    async def fail(job: Job) -> Result:
        await bench.ledger.reserve(job, {"recording": Spending(60.0)})
        raise error

    await bench.run(fail)
    ((sentence, told_retry),) = bench.person.came
    known = {ZeroDivisionError: BotError.sentence, TimeoutError: JobTimedOut.sentence}
    assert sentence == known.get(type(error), getattr(error, "sentence", ""))
    assert can_retry is None or told_retry is can_retry
    assert bench.person.status[-1] == "finished"
    assert bench.counted == [{counted: 1}]
    assert await bench.held() == 0, "what was set aside for it is free again"
    assert await bench.history.get(USER, JOB.id) is None


async def test_what_hangs_is_ended(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "_TIME_LIMITS", dict.fromkeys(runner_module._TIME_LIMITS, 0.05))

    async def hang(job: Job) -> Result:
        await asyncio.sleep(600)
        return Result()

    await bench.run(hang)
    assert bench.person.came == [(JobTimedOut.sentence, JobTimedOut.can_retry)]


@pytest.mark.parametrize("parking", [True, False])
async def test_parked_or_cancelled(bench: Bench, parking: bool) -> None:
    """Parked, all that belongs to it stays for the next process; cancelled by its person, all goes."""
    begun = asyncio.Event()

    async def work(job: Job) -> Result:
        await bench.ledger.reserve(job, {"recording": Spending(60.0)})
        begun.set()
        await asyncio.sleep(600)
        return Result()

    runner = bench.runner(work)
    task = asyncio.create_task(runner.run(JOB, bench.step))
    await begun.wait()
    runner.parking = parking
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert bench.person.came == []
    assert bench.person.status[-1] == ("parked" if parking else "finished")
    assert await bench.held() == (MINUTE if parking else 0)


async def test_a_history_that_is_away_for_a_moment_loses_nothing(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    _away(bench, monkeypatch, 2)
    await bench.run(_well)
    kept = await bench.history.get(USER, JOB.id)
    assert kept is not None and kept.result_file_ids == ("id of done",)


@pytest.mark.parametrize("is_kept", [True, False])
async def test_a_history_that_stays_away_costs_the_entry_only(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, is_kept: bool
) -> None:
    """The person has a result, the job ends, and the books say so: whether it fails before the delivery or after."""
    for store in (HistoryStore.mark_delivered, *(() if is_kept else (HistoryStore.add,))):

        async def fail(*told: object) -> None:
            raise OperationalError("", None, Exception("away"))

        monkeypatch.setattr(bench.history, store.__name__, fail)
    monkeypatch.setattr(runner_module, "wait_exponential_jitter", lambda **told: lambda state: 0.0)
    await bench.run(_well)
    assert bench.person.came == ["done"]
    assert bench.counted == [{"done given": 1}]
    assert (await bench.history.get(USER, JOB.id) is not None) == is_kept


async def test_a_result_that_is_refused_is_told_of(bench: Bench) -> None:
    bench.person.refusal = BotError("refused", incident="1")
    await bench.run(_well)
    assert bench.person.came == [(BotError.sentence, False)]
    assert bench.counted == [{"failed given": 1}]


async def test_what_was_delivered_does_not_come_twice(bench: Bench) -> None:
    """The process was killed after the first of two messages."""
    bench.person.messages = 2
    await bench.run(_well)
    del bench.records["deliver 2"]
    await bench.run(_well)
    assert bench.person.came == ["done"] * 3
    assert bench.counted == [{"done given": 1}, {}], "counted once"


async def test_a_batch_is_asked_about_and_an_album_of_one_is_not(bench: Bench) -> None:
    seen: list[int] = []

    async def count(job: Job) -> Result:
        seen.append(len(job.content))
        return Result("done")

    for message in (1, 2):
        await bench.albums.add(USER, "two", message, Content(Kind.AUDIO, file_id=str(message)))
    await bench.albums.add(USER, "one", 1, Content(Kind.AUDIO, file_id="1"))
    await bench.run(count, replace(JOB, album="two"))
    assert (bench.person.came, bench.counted, seen) == (["2 together?"], [{}], [])
    bench.records.clear()
    await bench.run(count, replace(JOB, id="7:2", album="one"))
    assert (bench.person.came[1:], seen) == (["done"], [1])


async def test_the_books_of_a_job_are_closed_with_it(bench: Bench) -> None:
    async def work(job: Job) -> Result:
        await bench.ledger.reserve(job, {"a": Spending(60.0), "b": Spending(60.0)})
        await bench.ledger.settle(job, "a", Spending(30.0))
        return Result("done")

    await bench.run(work)
    assert await bench.held() == MINUTE // 2
