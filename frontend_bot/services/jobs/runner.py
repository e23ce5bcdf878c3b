"""One job from its turn to its answer: run the mode, keep the record, deliver, tidy up."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from time import monotonic
from typing import Any
from uuid import uuid4

import structlog
from pydantic import TypeAdapter
from sqlalchemy.exc import SQLAlchemyError
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from frontend_bot.core.content import Content, Kind
from frontend_bot.core.delivery import Courier, StatusBoard
from frontend_bot.core.job import DIFFERENTLY, Job, Lane, Result
from frontend_bot.core.mode import JobMode
from frontend_bot.core.phrase import Phrase
from frontend_bot.core.record import Record
from frontend_bot.core.tools import Tools
from frontend_bot.errors import BotError, JobCrashed, JobTimedOut, QuotaSpent
from frontend_bot.services.jobs.lanes import Lanes
from frontend_bot.services.jobs.outcome import Ending, Outcome, RunLog
from frontend_bot.services.jobs.steps import Step, record_tools
from frontend_bot.services.observability.metrics import Metrics
from frontend_bot.services.storage.albums import Albums
from frontend_bot.services.storage.history import HistoryStore
from frontend_bot.services.storage.scratch import Scratch
from frontend_bot.services.task_keeper import TaskKeeper
from frontend_bot.services.usage.ledger import Ledger

log = structlog.get_logger()

_TIME_LIMITS = {Lane.SHORT: 15 * 60.0, Lane.LONG: 6 * 3600.0}
"""Seconds a job may run, its waiting in line not counted. Far above honest work: a limit for what hangs."""

_FILE_IDS = TypeAdapter(tuple[str, ...])
_PARTS: TypeAdapter[tuple[Content, ...]] = TypeAdapter(tuple[Content, ...])

ToolsFor = Callable[[Job], Tools]


class JobRunner:
    """Runs jobs, one call for each; safe to call again with the same job after a crash."""

    def __init__(
        self,
        *,
        modes: Mapping[str, JobMode],
        tools_for: ToolsFor,
        lanes: Lanes,
        history: HistoryStore,
        scratch: Scratch,
        courier: Courier,
        statuses: StatusBoard,
        albums: Albums,
        ledger: Ledger,
        metrics: Metrics,
    ) -> None:
        self._modes, self._tools_for, self._lanes = modes, tools_for, lanes
        self._history, self._scratch, self._courier, self._statuses = history, scratch, courier, statuses
        self._albums, self._ledger, self._metrics = albums, ledger, metrics
        self._tidying = TaskKeeper()
        self.parking = False
        """Set when this process stops: jobs that are cut off from then on go on in the next one."""

    async def run(self, job: Job, step: Step) -> Outcome:
        """Do the job and answer its person. Raises nothing but CancelledError (parked, or cancelled by the user)."""
        with RunLog(job, lambda: self.parking) as run_log:
            self._statuses.watch(job)
            parked = False
            counts: Mapping[str, int] = {}
            try:
                async with self._lanes.slot(job):
                    began = run_log.started()
                    self._statuses.started(job)
                    run_log.outcome = await self._answer(job, step)
                    counts = run_log.outcome.counts(job.mode)
                    self._metrics.worked(job.mode, monotonic() - began)
            except asyncio.CancelledError:
                parked = self.parking
                raise
            finally:
                # Shielded: who looks for cancelled jobs finds this one again while it waits for Telegram.
                await asyncio.shield(self._tidying.start(self._tidy(job, counts, parked=parked), "tidying after a job"))
        return run_log.outcome

    async def close(self) -> None:
        """Break off what is still being tidied up: the next start goes on with it. No job may run after this."""
        await self._tidying.close()

    async def _answer(self, job: Job, step: Step) -> Outcome:
        """Answer the job's person; returns what came of it."""
        try:
            job = await self._whole(job, step)
            if job.album and len(job.content) > 1 and self._modes[job.mode].joins_batches:
                await step("deliver 1", lambda: self._courier.question(job))
                return Outcome(Ending.ASKED)
            result = await self._result(job, step)
        except BotError as error:
            sentence, can_retry = Phrase(error.sentence, error.variables), error.can_retry
            outcome = _failure(error)
            await step("deliver 1", lambda: self._courier.failure(job, sentence, can_retry))
            return outcome
        record = _record(job, result)
        await _patiently(job, lambda: self._history.add(_without_paths(record)))
        try:
            await self._deliver(job, record, step)
        except BotError as error:
            refused = Phrase(error.sentence, error.variables)
            outcome = _failure(error)
            await step("deliver refusal", lambda: self._courier.failure(job, refused, can_retry=False))
            return outcome
        return Outcome(Ending.DONE, photos=sum(file.kind is Kind.PHOTO for file in result.files))

    async def _whole(self, job: Job, step: Step) -> Job:
        """The job with all of its album; which parts those are is recorded, so that a later run works on the same."""
        if not job.album:
            return job

        async def collect() -> Any:
            return _PARTS.dump_python(await self._albums.collect(job.album), mode="json")

        parts = _PARTS.validate_python(await step("album", collect))
        return replace(job, content=parts or job.content)

    async def _deliver(self, job: Job, record: Record, step: Step) -> None:
        """Each message is a step of its own: a crash repeats at the most the one whose fate is unknown."""
        file_ids: list[str] = []
        for number, send in enumerate(self._courier.parcels(job, record), start=1):
            file_ids += _FILE_IDS.validate_python(await step(f"deliver {number}", send) or ())
        if any(file_ids):
            await _patiently(job, lambda: self._history.mark_delivered(record.id, file_ids))

    async def _result(self, job: Job, step: Step) -> Result:
        try:
            async with asyncio.timeout(_TIME_LIMITS[job.lane]):
                return await self._modes[job.mode].run(job, record_tools(self._tools_for(job), step))
        except BotError:
            raise
        except TimeoutError as error:
            raise JobTimedOut(f"over {_TIME_LIMITS[job.lane]:.0f} s") from error
        except Exception as error:  # one of the two broad handlers: a bug must answer its person too
            incident = uuid4().hex[:8]
            log.exception("job crashed", job=job.id, mode=job.mode, incident=incident)
            raise JobCrashed(f"incident {incident}", incident=incident) from error

    async def _tidy(self, job: Job, counts: Mapping[str, int], *, parked: bool) -> None:
        await self._scratch.remove(job.id)
        if parked:
            await self._statuses.parked(job)
        else:
            await self._statuses.finished(job)
            await self._ledger.finish(job, counts)


def _failure(error: BotError) -> Outcome:
    incident = str(error.variables.get("incident", ""))
    if isinstance(error, JobCrashed):
        return Outcome(Ending.CRASHED, error=type(error.__cause__).__name__, incident=incident)
    ending = Ending.REFUSED if isinstance(error, QuotaSpent) else Ending.FAILED
    return Outcome(ending, error=type(error).__name__, incident=incident, detail=error.detail)


async def _patiently(job: Job, keep: Callable[[], Awaitable[object]]) -> None:
    """Write to the history. A database that stays away costs the entry or its file ids, never the person's result."""
    try:
        async for attempt in AsyncRetrying(
            retry=retry_if_exception_type(SQLAlchemyError),
            stop=stop_after_attempt(6),
            wait=wait_exponential_jitter(multiplier=0.2, max=20),
            reraise=True,
        ):
            with attempt:
                await keep()
    except SQLAlchemyError as error:
        log.error("not kept in the history", job=job.id, error=type(error).__name__)


def _record(job: Job, result: Result) -> Record:
    source = job.content[0]
    return Record(
        id=job.id,
        user_id=job.user_id,
        mode=job.mode,
        title=result.title or source.file_name,
        created_at=job.created_at,
        duration=result.transcript.duration if result.transcript else source.duration or _length(result.files),
        result=result,
        source_file_id=source.file_id,
        source_record_id=source.record_id if source.kind is Kind.TEXT else "",
        choices={option: value for option, value in job.choices.items() if option != DIFFERENTLY},
    )


def _length(files: Sequence[Content]) -> float:
    return max((file.duration for file in files), default=0.0)


def _without_paths(record: Record) -> Record:
    """As the history keeps it: scratch files are gone with the job, Telegram has them under their ids."""
    files, previews = (
        tuple(replace(content, path="") for content in contents)
        for contents in (record.result.files, record.result.previews)
    )
    return replace(record, result=replace(record.result, files=files, previews=previews))
