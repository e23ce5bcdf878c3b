"""What keeps jobs moving when processes end: heartbeats, taking over from the dead, cancelling, tidying."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import structlog
from dbos import DBOS
from dbos._error import DBOSException  # "dbos.error" is no importable module
from sqlalchemy.exc import SQLAlchemyError

from frontend_bot.core.job import Job
from frontend_bot.services.jobs.heartbeats import SILENT_SECONDS, Heartbeats
from frontend_bot.services.jobs.store import GIVEN_UP, JobsStore, job_of
from frontend_bot.services.task_keeper import TaskKeeper
from frontend_bot.services.usage.ledger import Ledger

log = structlog.get_logger()

_BEAT_SECONDS = 5.0
_CANCEL_POLL_SECONDS = 1.0
KEEP_DAYS = 3
"""Finished jobs stay so long for 🔁 and against redelivery (24 hours at Telegram); the history keeps results."""
_TIDY_SECONDS = 600.0
_SWEEP_SECONDS = 60.0

GiveUp = Callable[[Job], Awaitable[None]]


class JobsRecovery:
    """Background care for the jobs of all workers of one database."""

    def __init__(
        self, executor_id: str, heartbeats: Heartbeats, ledger: Ledger, keeper: TaskKeeper, give_up: GiveUp
    ) -> None:
        self._executor_id, self._heartbeats, self._ledger = executor_id, heartbeats, ledger
        self._keeper, self._give_up = keeper, give_up
        self._beating: asyncio.Task[None] | None = None

    async def start(
        self, store: JobsStore, running: Mapping[str, asyncio.Task[Any]], working_on: Mapping[str, float]
    ) -> None:
        """Begin; ``running`` are the jobs of this process, ``working_on`` those that hold a slot, both seen live."""
        await self._heartbeats.beat(self._executor_id)
        self._beating = self._keeper.start(_every(_BEAT_SECONDS, lambda: self._beat(working_on)), "heartbeat")
        self._keeper.start(_every(_CANCEL_POLL_SECONDS, lambda: self._end_cancelled(store, running)), "cancelled jobs")
        sweep = partial(self._ledger.sweep, store.unfinished_among)
        self._keeper.start(_every(_SWEEP_SECONDS, sweep), "bookings of jobs that are no more")
        self._keeper.start(_every(_TIDY_SECONDS, self._ledger.forget_past, at_once=True), "users to be forgotten")
        self._keeper.start(_every(_TIDY_SECONDS, lambda: self._tidy(store), at_once=True), "old jobs")

    async def stop(self) -> None:
        """Say goodbye, so that nobody waits for this worker's silence: its parked jobs are taken over at once.

        A beat after that would call it back to life.
        """
        if self._beating:
            self._beating.cancel()
            await asyncio.gather(self._beating, return_exceptions=True)
        await self._heartbeats.resign(self._executor_id)

    async def _beat(self, working_on: Mapping[str, float]) -> None:
        await self._heartbeats.beat(self._executor_id, working_on)
        for dead in await self._heartbeats.silent(SILENT_SECONDS):
            if dead != self._executor_id:
                await self._take_over(dead)

    async def _take_over(self, dead: str) -> None:
        left = await DBOS.list_workflows_async(status="PENDING", executor_id=dead, load_input=False, load_output=False)
        for status in left:
            await DBOS.resume_workflow_async(status.workflow_id)
        await self._heartbeats.forget(dead)
        log.warning("took over from a silent worker", worker=dead, jobs=len(left))

    async def _end_cancelled(self, store: JobsStore, running: Mapping[str, asyncio.Task[Any]]) -> None:
        for job_id in await store.cancelled_among(list(running)):
            if task := running.get(job_id):
                task.cancel()

    async def _tidy(self, store: JobsStore) -> None:
        for status in await DBOS.list_workflows_async(status=GIVEN_UP, load_output=False):
            if job := job_of(status):
                await self._give_up(job)
                log.error("job given up", job=job.id, mode=job.mode, lane=job.lane.value)
            await store.erase([status.workflow_id])
        before = (datetime.now(UTC) - timedelta(days=KEEP_DAYS)).isoformat()
        old = await DBOS.list_workflows_async(completed_before=before, limit=1000, load_input=False, load_output=False)
        await store.erase([status.workflow_id for status in old])


async def _every(seconds: float, do: Callable[[], Awaitable[None]], *, at_once: bool = False) -> None:
    """Repeat for ever; one failure is logged and the next round tries again."""
    if not at_once:
        await asyncio.sleep(seconds)
    while True:
        try:
            await do()
        except (SQLAlchemyError, DBOSException, OSError) as error:  # away for a moment; the next round tries again
            log.warning("background care failed", error=type(error).__name__)
        await asyncio.sleep(seconds)
