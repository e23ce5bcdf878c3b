"""Jobs that were at work when their process died, run apart: each alone, in a process that may die.

Whoever dies there, while the one that watches lives on, has died of its job, and not of a kill from outside or of a
neighbour. So innocent jobs are never given up, however often a bot is killed; and one that kills is found out without
the bot going down again. See docs/decisions/0023-jobs-that-kill.md.
"""

import asyncio
import contextlib
import secrets
import sys
from collections.abc import Awaitable, Callable

import structlog
from dbos import DBOS
from dbos._error import DBOSException  # "dbos.error" is no importable module
from sqlalchemy.exc import SQLAlchemyError

from frontend_bot.services.jobs.heartbeats import Heartbeats
from frontend_bot.services.jobs.recovery import GiveUp
from frontend_bot.services.jobs.store import ALONE, JobsStore
from frontend_bot.services.jobs.suspects import Suspects
from frontend_bot.services.task_keeper import TaskKeeper

log = structlog.get_logger()

_DEATHS_UNTIL_GIVEN_UP = 2
_LOOK_SECONDS = 1.0
_IDLE_LOOKS = 10
_AFTER_A_FAILED_START = 10.0
_SECONDS_TO_STOP = 6.0

Tidy = Callable[[str], Awaitable[None]]
"""Removes the scratch files of a worker that is no more."""


class Quarantine:
    """Takes suspected jobs, and keeps a worker for them as long as there are any."""

    def __init__(
        self, worker: str, suspects: Suspects, heartbeats: Heartbeats, keeper: TaskKeeper, give_up: GiveUp, tidy: Tidy
    ) -> None:
        self._worker, self._suspects, self._heartbeats = worker, suspects, heartbeats
        self._keeper, self._give_up, self._tidy = keeper, give_up, tidy
        self._taken: asyncio.Queue[tuple[str, asyncio.Future[None]]] = asyncio.Queue()
        self._process: asyncio.subprocess.Process | None = None
        self._name = ""
        self._idle = 0
        self._may_have_some = True
        self._is_stopping = False

    def start(self, store: JobsStore) -> None:
        """Begin to look after them."""
        self._keeper.start(self._look_after(store), "suspected jobs")

    async def take(self, job_id: str) -> None:
        """Set a job apart: when this returns, it waits for the process apart, and no longer runs here."""
        done = asyncio.get_running_loop().create_future()
        # Not done here: inside a workflow it would become one of its steps.
        self._taken.put_nowait((job_id, done))
        await done

    def ask_to_stop(self) -> None:
        """Let the process apart stop; what it has not done is parked."""
        self._is_stopping = True
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.terminate()

    async def stop(self) -> None:
        """Wait for its end after ``ask_to_stop``."""
        if self._process is None:
            return
        try:
            async with asyncio.timeout(_SECONDS_TO_STOP):
                await self._process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()

    async def _look_after(self, store: JobsStore) -> None:
        while not self._is_stopping:
            try:
                await self._set_apart()
                await self._look(store)
            except (SQLAlchemyError, DBOSException, OSError) as error:
                log.warning("suspected jobs cannot be looked after", error=type(error).__name__)
                await asyncio.sleep(_LOOK_SECONDS)

    async def _set_apart(self) -> None:
        """Those that come within a moment."""
        try:
            async with asyncio.timeout(_LOOK_SECONDS):
                while True:
                    job_id, done = await self._taken.get()
                    await DBOS.resume_workflow_async(job_id, queue_name=ALONE)
                    self._may_have_some = True
                    done.set_result(None)
                    log.warning("job runs apart: its process died while it was at work", job=job_id)
        except TimeoutError:
            pass

    async def _look(self, store: JobsStore) -> None:
        if self._process is not None and self._process.returncode is not None:
            await self._has_ended(store, self._process.returncode)
        if not self._may_have_some:
            return
        unfinished = await store.unfinished_among(await self._suspects.all(crashed=True))
        if unfinished and self._process is None and not self._is_stopping:
            await self._spawn()
        self._idle = 0 if unfinished else self._idle + 1
        if self._idle > _IDLE_LOOKS:
            self._may_have_some = False
            if self._process is not None:
                self._process.terminate()

    async def _spawn(self) -> None:
        """Its input is a pipe from us: when we die, it ends, and it stops."""
        self._name = f"{self._worker}-alone-{secrets.token_hex(4)}"
        command = (sys.executable, "-m", "frontend_bot.worker", "--alone", self._name)
        self._process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.PIPE, start_new_session=True
        )
        log.info("suspected jobs run in a process apart", worker=self._name)

    async def _has_ended(self, store: JobsStore, code: int) -> None:
        name, self._process = self._name, None
        deaths = await self._suspects.died_alone(name) if code else {}
        if code:
            log.error("the process apart has died", worker=name, code=code, jobs=sorted(deaths))
        for job_id, count in deaths.items():
            if count >= _DEATHS_UNTIL_GIVEN_UP:
                await self._end(store, job_id)
        suspected = {*await self._suspects.all(crashed=True)}
        left = await DBOS.list_workflows_async(status="PENDING", executor_id=name, load_input=False, load_output=False)
        for status in left:
            apart = ALONE if status.workflow_id in suspected else None
            await DBOS.resume_workflow_async(status.workflow_id, queue_name=apart)
        await self._heartbeats.forget(name)
        await self._tidy(name)
        if code and not deaths:
            await asyncio.sleep(_AFTER_A_FAILED_START)

    async def _end(self, store: JobsStore, job_id: str) -> None:
        """Its person is told; the job is no more."""
        job = await store.find(job_id)
        if job is not None:
            await self._give_up(job)
            log.error("job given up: it takes its process down", job=job.id, mode=job.mode, lane=job.lane.value)
        await store.erase([job_id])
        await self._suspects.forget([job_id])
