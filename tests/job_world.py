"""Jobs in this process, with everything real but Telegram and what a mode does: for tests of what jobs leave behind."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, cast

from frontend_bot.core.content import Content, Kind
from frontend_bot.core.job import Job, Lane, Result
from frontend_bot.core.mode import JobMode
from frontend_bot.core.phrase import Phrase
from frontend_bot.core.record import Record
from frontend_bot.core.tools import Tools
from frontend_bot.core.transcript import Transcript
from frontend_bot.engines.not_configured import NoLanguageModel
from frontend_bot.errors import BotError, EngineUnavailable, MinutesSpent
from frontend_bot.services.jobs.heartbeats import Heartbeats
from frontend_bot.services.jobs.lanes import Lanes
from frontend_bot.services.jobs.queue import Jobs
from frontend_bot.services.jobs.recovery import JobsRecovery
from frontend_bot.services.jobs.runner import JobRunner
from frontend_bot.services.observability.metrics import Metrics
from frontend_bot.services.storage.albums import Albums
from frontend_bot.services.storage.database import Database
from frontend_bot.services.storage.history import HistoryStore
from frontend_bot.services.storage.scratch import Scratch
from frontend_bot.services.task_keeper import TaskKeeper
from frontend_bot.services.usage.ledger import Ledger
from frontend_bot.services.usage.quota import Quota
from frontend_bot.services.usage.totals import Usage

SECRET = "what Anna said in confidence"
"""Every job's text, file name and sender: nothing that an operator sees may hold it."""
USER = 7001


def job(number: int, does: str = "", *, user: int = USER, lane: Lane = Lane.SHORT, **more: Any) -> Job:
    """A job of the mode Nap; ``does`` says what becomes of it, see there."""
    content = Content(Kind.AUDIO, text=SECRET, file_name=f"{SECRET}.ogg", sender=SECRET, size=160_000, duration=40.0)
    told: dict[str, Any] = {"content": (content,), "choices": {"does": does, "words": SECRET}, "lane": lane} | more
    return Job(f"{user}:{number}", "nap", user, user, number, "en", **told)


class Nap(JobMode):
    """Does what the job's choice tells: hang, fail, refuse, crash, or nothing special."""

    id = "nap"
    accepts = frozenset({Kind.AUDIO})
    joins_batches = True

    async def run(self, job: Job, tools: Tools) -> Result:
        await tools.files.transcript(job.content[0])  # a step
        match job.choices["does"]:
            case "hang":
                await asyncio.Event().wait()
            case "fail":
                raise EngineUnavailable("503 after all retries")
            case "refuse":
                raise MinutesSpent("0 of 5 minutes left")
            case "crash":
                raise LookupError(SECRET)
        return Result(text=SECRET)


class Shelf:
    """Files without any file in them."""

    async def transcript(self, content: Content) -> Transcript | None:
        return Transcript(SECRET, "nobody", "", "en", content.duration)


@dataclass
class Chat:
    """Stands for Telegram: a Courier and a StatusBoard that remember. Job ids in ``deaf`` cannot be delivered to."""

    deaf: set[str] = field(default_factory=set)
    told: list[tuple[str, str]] = field(default_factory=list)

    def parcels(self, job: Job, record: Record) -> Sequence[Callable[[], Awaitable[tuple[str, ...]]]]:
        async def send() -> tuple[str, ...]:
            if job.id in self.deaf:
                raise BotError("telegram refused a result", incident="0123abcd")
            self.told.append((job.id, "result"))
            return ("file",)

        return [send]

    async def question(self, job: Job) -> None:
        self.told.append((job.id, "question"))

    async def failure(self, job: Job, sentence: Phrase, can_retry: bool) -> None:
        self.told.append((job.id, sentence.id))

    def watch(self, job: Job) -> None: ...
    def started(self, job: Job) -> None: ...
    def progress(self, job: Job, fraction: float | None, word: Phrase) -> None: ...
    async def finished(self, job: Job) -> None: ...
    async def parked(self, job: Job) -> None: ...


@dataclass
class JobWorld:
    """The parts of a worker."""

    database: Database
    chat: Chat
    lanes: Lanes
    new_runner: Callable[[], JobRunner]
    runner: JobRunner
    """One that works by itself, without a worker."""
    ledger: Ledger
    albums: Albums

    @property
    def heartbeats(self) -> Heartbeats:
        """Of all workers of the database."""
        return Heartbeats(self.database)

    @asynccontextmanager
    async def worker(self, url: str, name: str, slots: int) -> AsyncIterator[Jobs]:
        """A worker with this executor id that works until the end of the block, or until it is stopped before."""
        keeper = TaskKeeper()

        async def give_up(job: Job) -> None:
            self.chat.told.append((job.id, "given up"))

        recovery = JobsRecovery(name, self.heartbeats, self.ledger, keeper, give_up)
        jobs = Jobs(url, name, self.lanes, self.new_runner(), recovery, slots=slots, per_user=slots, takes_all=True)
        await jobs.start()
        try:
            yield jobs
        finally:
            await keeper.close()
            await jobs.stop()
            # DBOS takes the loop's threads with it when it goes, and the test is not over.
            asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())


def job_world(database: Database, folder: Path, *, slots: int = 2) -> JobWorld:
    """Everything that a worker needs, on an opened database."""
    chat, lanes, quota = Chat(), Lanes(slots, slots), Quota()
    ledger = Ledger(database, Usage(database, quota), quota)
    albums = Albums(database, quiet=0.01)
    new_runner = partial(
        JobRunner,
        modes={"nap": Nap()},
        tools_for=_tools,
        lanes=lanes,
        history=HistoryStore(database),
        scratch=Scratch(folder / "scratch"),
        courier=chat,
        statuses=chat,
        albums=albums,
        ledger=ledger,
        metrics=Metrics(),
    )
    return JobWorld(database, chat, lanes, new_runner, new_runner(), ledger, albums)


def _tools(_job: Job) -> Tools:
    nothing = cast(Any, object())
    return Tools(cast(Any, Shelf()), lambda fraction, word: None, nothing, nothing, NoLanguageModel(), nothing, nothing)
