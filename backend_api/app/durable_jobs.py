"""Jobs that survive a crash: the only module that knows DBOS.

A job is one workflow without steps: all of it is repeated after a crash, which is safe because its files are its own.
The outcome is recorded, so a finished job is never done twice.
"""

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from dbos import DBOS, DBOSConfig, Serializer, SetWorkflowID

Plain = dict[str, Any]
Work = Callable[[str, Plain], Awaitable[Plain]]

_VERSION = "photo-jobs-1"
"""Fixed, so that a new release resumes the jobs of the old one; change it only when jobs are written differently."""
_MOST_STARTS = 5
"""A photo that kills the service is not tried for ever."""
_SCHEMA = "photo_backend"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the database knows of a job. ``outcome`` is what the work returned, None until it has ended."""

    ended: bool
    waiting: bool
    created: float
    outcome: Plain | None


class _Json(Serializer):
    """Plain data as JSON: readable in the database, and nothing in it can run code."""

    def serialize(self, data: Any) -> str:
        return json.dumps(data, default=str)

    def deserialize(self, serialized_data: str) -> Any:
        return json.loads(serialized_data)

    def name(self) -> str:
        return "photo_json"


class DurableJobs:
    """Starts jobs and remembers how they ended. One in a process, because DBOS is one in a process."""

    def __init__(self, database_url: str, executor: str, work: Work) -> None:
        """``executor`` names this installation; after a restart it takes up the jobs that it left under the same
        name.
        """
        self._url = _with_driver(database_url)
        DBOS(config=self._config(executor))
        self._workflow = DBOS.workflow(name="enhance_photo", max_recovery_attempts=_MOST_STARTS)(_as_workflow(work))

    def _config(self, executor: str) -> DBOSConfig:
        return {
            "name": "photo-backend",
            "system_database_url": self._url,
            "dbos_system_schema": _SCHEMA,
            "application_version": _VERSION,
            "executor_id": executor,
            "serializer": _Json(),
            "log_level": "WARNING",
            "enable_otlp": False,
            "use_listen_notify": False,
        }

    async def launch(self) -> None:
        """Open the database and take up unfinished jobs; they run on the loop that calls this."""
        if self._url.startswith("sqlite:"):
            await asyncio.to_thread(_write_ahead, Path(self._url.removeprefix("sqlite:///")))
        # Must be called on the loop itself, which is where recovered jobs are to run; nothing is served yet.
        DBOS.launch()

    async def start(self, job_id: str, request: Plain) -> None:
        """Record a job and start it now. When this returns, a crash no longer loses it."""
        with SetWorkflowID(job_id):
            await DBOS.start_workflow_async(self._workflow, job_id, request)

    async def recorded(self, job_id: str) -> Recorded | None:
        """What is known of a job, None if nothing."""
        status = await DBOS.get_workflow_status_async(job_id)
        if status is None:
            return None
        ended = status.status not in ("PENDING", "ENQUEUED", "DELAYED")
        outcome = status.output if isinstance(status.output, dict) else None
        return Recorded(ended, status.status == "ENQUEUED", (status.created_at or 0) / 1000, outcome)

    async def forget(self, age: timedelta) -> int:
        """Remove the records of jobs that ended longer ago than this; returns how many."""
        before = (datetime.now(UTC) - age).isoformat()
        old = await DBOS.list_workflows_async(
            completed_before=before, limit=1000, load_input=False, load_output=False, name="enhance_photo"
        )
        ids = [status.workflow_id for status in old]
        if ids:
            await DBOS.delete_workflows_async(ids)
        return len(ids)

    async def close(self) -> None:
        """Stop. Unfinished jobs stay recorded and go on at the next start."""
        await asyncio.to_thread(DBOS.destroy, destroy_registry=True)


def _as_workflow(work: Work) -> Callable[[str, Plain], Any]:
    async def enhance_photo(job_id: str, request: Plain) -> Plain:
        return await work(job_id, request)

    return enhance_photo


def _with_driver(url: str) -> str:
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _write_ahead(file: Path) -> None:
    """WAL, so that readers and the writer do not wait for each other; the file remembers it."""
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA journal_mode=WAL")
    database.close()
