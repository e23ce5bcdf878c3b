"""Jobs on DBOS: submit, run, cancel, resume. See docs/decisions/0002-jobs-on-dbos.md.

With an embedded worker a job starts at once in this process and takes its turn in the Lanes; only what exceeds a user's
or the process's share waits in DBOS's queues, where other workers find it too. Without one everything goes there.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from dbos import DBOS, DBOSClient, EnqueueOptions, SetEnqueueOptions, SetWorkflowID
from dbos._error import DBOSException  # "dbos.error" is no importable module
from sqlalchemy.exc import SQLAlchemyError

from frontend_bot.core.job import JOB, Job, Lane
from frontend_bot.errors import StoreUnavailable
from frontend_bot.services.jobs.lanes import Lanes
from frontend_bot.services.jobs.questions import JobQuestions
from frontend_bot.services.jobs.recovery import JobsRecovery
from frontend_bot.services.jobs.runner import JobRunner
from frontend_bot.services.jobs.steps import dbos_step
from frontend_bot.services.jobs.store import (
    APPLICATION,
    JOB_FORMAT,
    WORKFLOW,
    JobsStore,
    JsonSerializer,
    dbos_config,
    prepare_sqlite,
)
from frontend_bot.services.jobs.user_bound import UserBound

log = structlog.get_logger()

_MOST_IN_PROCESS = 500
"""Jobs that wait in this process at the most: about 25 kB each. The rest waits in the database."""
_MOST_OF_USER_IN_PROCESS = 20
_STARTS_UNTIL_GIVEN_UP = 100
"""A job that was started so often and never ended brings its process down: it is answered with a failure instead."""
_SECONDS_TO_FINISH = 4.0
"""What running jobs get at SIGTERM before they are parked."""


class RemoteJobs(JobQuestions):
    """The jobs as a bot sees them whose workers are other processes."""

    def __init__(self, url: str, watch: Callable[[Job], None], *, most_of_user: int = 0) -> None:
        """``watch`` is told of every job that waits now, so that its person can be told."""
        self._url, self._watch, self._most_of_user = url, watch, most_of_user
        self._bound = UserBound(most_of_user, self.count_of)

    async def start(self) -> None:
        """Create or upgrade the tables if no worker has done it yet, and connect."""
        await asyncio.to_thread(prepare_sqlite, self._url)
        await asyncio.to_thread(DBOS.migrate, self._url)
        self._client = await asyncio.to_thread(
            lambda: DBOSClient(system_database_url=self._url, serializer=JsonSerializer(), application_name=APPLICATION)
        )
        self._store = JobsStore(self._client)

    async def submit(self, job: Job) -> None:
        """Enqueue for whichever worker is free first."""
        options: EnqueueOptions = {
            "workflow_name": WORKFLOW,
            "queue_name": job.lane.value,
            "workflow_id": job.id,
            "queue_partition_key": str(job.user_id),
            "app_version": JOB_FORMAT,
        }
        try:
            await self.let_in(job)
            await self._client.enqueue_async(options, JOB.dump_python(job, mode="json"))
        except (SQLAlchemyError, DBOSException) as error:
            raise StoreUnavailable(type(error).__name__) from error
        self._watch(job)

    async def stop(self) -> None:
        """Disconnect."""
        await asyncio.to_thread(self._client.destroy)


class Jobs(JobQuestions):
    """The jobs of a process that works on them."""

    def __init__(
        self,
        url: str,
        executor_id: str,
        lanes: Lanes,
        runner: JobRunner,
        recovery: JobsRecovery,
        *,
        slots: int,
        per_user: int,
        takes_all: bool,
        most_of_user: int = 0,
    ) -> None:
        """``most_of_user`` unfinished jobs of one user are let in; 0: any number."""
        self._url, self._executor_id, self._lanes, self._runner, self._recovery = (
            url,
            executor_id,
            lanes,
            runner,
            recovery,
        )
        self._slots, self._per_user, self._most_of_user = slots, per_user, most_of_user
        self._bound = UserBound(most_of_user, self.count_of)
        self._poll_seconds = 0.2 if takes_all else 1.0
        self._tasks: dict[str, asyncio.Task[Any]] = {}
        self._workflow: Callable[[dict[str, Any]], Coroutine[Any, Any, dict[str, str]]]
        self._store = JobsStore(DBOS)

    @property
    def running(self) -> int:
        """Jobs of this process that have not ended."""
        return len(self._tasks)

    @property
    def is_parking(self) -> bool:
        """Whether jobs that are cut off now go on in the next process."""
        return self._runner.parking

    async def start(self) -> None:
        """Launch DBOS on this loop: jobs that were cut off by the last end of this process go on at once."""
        await asyncio.to_thread(prepare_sqlite, self._url)
        DBOS(config=dbos_config(self._url, self._executor_id))
        logger = logging.getLogger("dbos")
        logger.handlers.clear()  # ours, at the root, knows the format and hides the secrets
        logger.propagate = True

        @DBOS.workflow(name=WORKFLOW, max_recovery_attempts=_STARTS_UNTIL_GIVEN_UP)
        async def workflow(data: dict[str, Any]) -> dict[str, str]:
            return await self._run(JOB.validate_python(data))

        self._workflow = workflow
        DBOS.listen_queues([lane.value for lane in Lane])
        DBOS.launch()
        for lane in Lane:
            await DBOS.register_queue_async(
                lane.value,
                worker_concurrency=max(self._slots, self._per_user),
                partition_concurrency=self._per_user,
                polling_interval_sec=self._poll_seconds,
                on_conflict="always_update",
            )
        await self._recovery.start(self._store, self._tasks, self._lanes.holders)

    async def submit(self, job: Job) -> None:
        """Start here if there is room, else enqueue."""
        data = JOB.dump_python(job, mode="json")
        try:
            await self.let_in(job)
            with SetWorkflowID(job.id):
                if self._has_room(job):
                    await DBOS.start_workflow_async(self._workflow, data)
                    return
                with SetEnqueueOptions(queue_partition_key=str(job.user_id)):
                    await DBOS.enqueue_workflow_async(job.lane.value, self._workflow, data)
        except (SQLAlchemyError, DBOSException) as error:
            raise StoreUnavailable(type(error).__name__) from error

    async def cancel(self, job_id: str) -> bool:
        """End a job wherever it runs: at once here, within a second elsewhere."""
        cancelled = await self._store.cancel(job_id)
        if task := self._tasks.get(job_id):
            task.cancel()
        return cancelled

    async def stop(self) -> None:
        """Let running jobs finish for a moment, park the rest, close the database."""
        tasks = list(self._tasks.values())
        if tasks:
            await asyncio.wait(tasks, timeout=_SECONDS_TO_FINISH)
        self._runner.parking = True
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        await self._runner.close()
        await self._recovery.stop()
        await asyncio.to_thread(DBOS.destroy, destroy_registry=True)

    def _has_room(self, job: Job) -> bool:
        return self._lanes.waiting < _MOST_IN_PROCESS and self._lanes.waiting_of(job.user_id) < _MOST_OF_USER_IN_PROCESS

    async def _run(self, job: Job) -> dict[str, str]:
        """Run it; what is returned is kept with the job for as long as the job is kept."""
        task = asyncio.current_task()
        assert task is not None  # a workflow is always a task
        self._tasks[job.id] = task
        try:
            return (await self._runner.run(job, dbos_step)).recorded()
        finally:
            self._tasks.pop(job.id, None)
