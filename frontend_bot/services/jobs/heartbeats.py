"""Signs of life of the workers, so that the living take over the jobs of the dead."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Column, Connection, Double, Table, Text, delete, select

from frontend_bot.services.storage.database import METADATA, Database

SILENT_SECONDS = 30.0
"""A worker that has not been heard for so long is dead: six beats, far more than a busy database delays one."""

WORKERS = Table(
    "workers",
    METADATA,
    Column("executor_id", Text, primary_key=True),
    Column("started_at", Double, nullable=False),
    Column("seen_at", Double, nullable=False),
    # JSON: the Unix times at which the jobs that hold a slot got it, by job id.
    Column("working_on", Text, nullable=True),
    Column("left_at", Double, nullable=True),
)


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A worker's last sign of life. Times are Unix seconds of the worker's machine."""

    worker: str
    seen_at: float
    """0 for a worker that has left."""
    left_at: float | None
    """When it stopped in good order; None while it works, and for one that died."""
    working_on: Mapping[str, float]
    """When the jobs that held a slot at that beat got it, by job id."""

    def is_alive(self, now: float) -> bool:
        """Whether it has been heard of lately enough."""
        return now - self.seen_at <= SILENT_SECONDS


def read_heartbeats(connection: Connection) -> list[Heartbeat]:
    """Those of all workers, by name: for programs that only look and have no event loop."""
    rows = connection.execute(select(WORKERS).order_by(WORKERS.c.executor_id))
    return [Heartbeat(row.executor_id, row.seen_at, row.left_at, json.loads(row.working_on or "{}")) for row in rows]


class Heartbeats:
    """Times are Unix seconds of the machine that wrote them; ``silent`` must ask for more than clocks may differ."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock
        self._first = database.insert_once(WORKERS)

    async def beat(self, executor_id: str, working_on: Mapping[str, float] | None = None) -> None:
        """This worker is alive now and works on these jobs. The first beat notes when it started."""
        now = self._clock()
        news = {"seen_at": now, "working_on": json.dumps(dict(working_on or {})), "left_at": None}
        again = WORKERS.update().where(WORKERS.c.executor_id == executor_id).values(news)
        async with self._database.begin() as connection:
            beaten = await connection.execute(again)
            if not beaten.rowcount:
                await connection.execute(self._first, {"executor_id": executor_id, "started_at": now, **news})

    async def silent(self, for_seconds: float) -> list[str]:
        """The workers that have not been heard of for longer than ``for_seconds``, the longest silent first."""
        since = self._clock() - for_seconds
        quiet = select(WORKERS.c.executor_id).where(WORKERS.c.seen_at < since).order_by(WORKERS.c.seen_at)
        async with self._database.read() as connection:
            found = await connection.execute(quiet)
            return [str(id) for id in found.scalars()]

    async def resign(self, executor_id: str) -> None:
        """The worker stops in good order: silent from now on, whatever it parked is free for the others at once."""
        news = {"seen_at": 0.0, "working_on": "{}", "left_at": self._clock()}
        gone = WORKERS.update().where(WORKERS.c.executor_id == executor_id).values(news)
        async with self._database.begin() as connection:
            await connection.execute(gone)

    async def forget(self, executor_id: str) -> None:
        """Its jobs have been taken over."""
        async with self._database.begin() as connection:
            await connection.execute(delete(WORKERS).where(WORKERS.c.executor_id == executor_id))
