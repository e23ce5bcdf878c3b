"""Where the jobs lie: the DBOS system database, and what both a worker and a bot without a worker ask of it."""

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dbos import DBOS, DBOSClient, DBOSConfig, Serializer, WorkflowStatus
from dbos._error import DBOSWorkflowCancelledError, DBOSWorkflowConflictIDError  # "dbos.error" is no importable module
from sqlalchemy import Engine

from frontend_bot.core.job import JOB, Job

APPLICATION = "telegram-ai-bot"
JOB_FORMAT = "1"
"""The version of the jobs' shape (DBOS's application version): who changes it cannot go on with older jobs."""
WORKFLOW = "job"
UNFINISHED = ("ENQUEUED", "DELAYED", "PENDING")
GIVEN_UP = "MAX_RECOVERY_ATTEMPTS_EXCEEDED"
CANCELLED_IN_DATABASE = DBOSWorkflowCancelledError
"""Leaves a step whose job was cancelled, where this process has not been told of it yet. No Exception."""
TAKEN_OVER = DBOSWorkflowConflictIDError
"""Leaves a step whose job another worker has taken over meanwhile. No Exception."""


class JsonSerializer(Serializer):
    """Jobs and results as plain JSON: readable, and nothing is executed when it is read (unlike pickle)."""

    def serialize(self, data: Any) -> str:
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=repr)

    @classmethod
    def deserialize(cls, serialized_data: str) -> Any:
        return json.loads(serialized_data)

    def name(self) -> str:
        return "json"


def prepare_sqlite(url: str) -> None:
    """Write-ahead logging for a SQLite file (kept in the file): readers never wait for the writer."""
    if not url.startswith("sqlite"):
        return
    path = Path(url.partition(":///")[2])
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


def scrub_sqlite(url: str) -> None:
    """Leave no trace of deleted jobs: a SQLite file keeps them in its write-ahead log until others write over it."""
    if not url.startswith("sqlite"):
        return
    connection = sqlite3.connect(url.partition(":///")[2], timeout=10)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def dbos_config(url: str, executor_id: str) -> DBOSConfig:
    """DBOS with our names. Four threads are enough for its database work and leave the loop its share of the GIL.

    SQLite gets one connection: writers that meet at its lock sleep and try again, the unlucky for more than a second;
    at the pool's door they stand in line.
    """
    config = _config(url, executor_id)
    if url.startswith("sqlite"):
        config["db_engine_kwargs"] = {"pool_size": 1, "max_overflow": 0}
    return config


def _config(url: str, executor_id: str) -> DBOSConfig:
    return {
        "name": APPLICATION,
        "system_database_url": url,
        "executor_id": executor_id,
        "application_version": JOB_FORMAT,
        "log_level": "WARNING",
        "max_executor_threads": 4,
        "serializer": JsonSerializer(),
    }


def read_only_client(engine: Engine) -> DBOSClient:
    """A client that asks and does not wait for a server to come back. ``engine`` stays its maker's to dispose of."""
    return DBOSClient(
        system_database_engine=engine,
        serializer=JsonSerializer(),
        application_name=APPLICATION,
        lazy=True,
        retry_connection_errors=False,
    )


class JobsStore:
    """Questions about jobs that do not depend on who runs them. ``api`` is DBOS itself or a client of its database."""

    def __init__(self, api: type[DBOS] | DBOSClient) -> None:
        self._api = api

    async def status(self, job_id: str) -> WorkflowStatus | None:
        """The workflow of this job, None if there never was one (or it was removed by age)."""
        found = await self._api.list_workflows_async(workflow_ids=[job_id], load_output=False)
        return found[0] if found else None

    async def find(self, job_id: str) -> Job | None:
        """The job as it was submitted."""
        status = await self.status(job_id)
        return None if status is None else job_of(status)

    async def cancel(self, job_id: str) -> bool:
        """Mark a waiting or running job as cancelled; False when there is nothing to cancel."""
        status = await self.status(job_id)
        if status is None or status.status not in UNFINISHED:
            return False
        await self._api.cancel_workflow_async(job_id)
        return True

    async def of_user(self, user_id: int, statuses: Sequence[str] | None = None) -> list[WorkflowStatus]:
        """All jobs of a user; every job id begins with the user's id and a colon."""
        return await self._api.list_workflows_async(
            workflow_id_prefix=f"{user_id}:",
            status=list(statuses) if statuses else None,
            load_output=False,
        )

    async def count_of_user(self, user_id: int, most: int) -> int:
        """How many jobs of a user wait or run, in all processes; counted up to ``most``."""
        found = await self._api.list_workflows_async(
            workflow_id_prefix=f"{user_id}:", status=list(UNFINISHED), limit=most, load_input=False, load_output=False
        )
        return len(found)

    async def unfinished_among(self, job_ids: Sequence[str]) -> set[str]:
        """Those of these jobs that wait or run, in whatever process."""
        if not job_ids:
            return set()
        found = await self._api.list_workflows_async(
            workflow_ids=list(job_ids), status=list(UNFINISHED), load_input=False, load_output=False
        )
        return {status.workflow_id for status in found}

    async def count_unfinished(self) -> int:
        """Jobs of all users that wait or run, in all processes; counted up to a thousand."""
        found = await self._api.list_workflows_async(
            status=list(UNFINISHED), limit=1000, load_input=False, load_output=False
        )
        return len(found)

    async def erase(self, job_ids: Sequence[str]) -> None:
        """Remove jobs with everything that was recorded for them."""
        if job_ids:
            await self._api.delete_workflows_async(list(job_ids))

    async def cancelled_among(self, job_ids: Sequence[str]) -> list[str]:
        """Those of these jobs that somebody has cancelled, in whatever process."""
        if not job_ids:
            return []
        found = await self._api.list_workflows_async(
            workflow_ids=list(job_ids), status="CANCELLED", load_input=False, load_output=False
        )
        return [status.workflow_id for status in found]


def job_of(status: WorkflowStatus) -> Job | None:
    """The submitted job inside a workflow's status."""
    if not status.input:
        return None
    return JOB.validate_python(status.input["args"][0])
