"""Signs of life of the workers, so that the living take over the jobs of the dead."""

import time
from collections.abc import Callable

from sqlalchemy import Column, Double, Table, Text, delete, select

from frontend_bot.services.storage.database import METADATA, Database

WORKERS = Table(
    "workers",
    METADATA,
    Column("executor_id", Text, primary_key=True),
    Column("started_at", Double, nullable=False),
    Column("seen_at", Double, nullable=False),
)


class Heartbeats:
    """Times are Unix seconds of the machine that wrote them; ``silent`` must ask for more than clocks may differ."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock
        self._first = database.insert_once(WORKERS)

    async def beat(self, executor_id: str) -> None:
        """This worker is alive now. The first beat notes when it started."""
        now = self._clock()
        again = WORKERS.update().where(WORKERS.c.executor_id == executor_id).values(seen_at=now)
        async with self._database.begin() as connection:
            beaten = await connection.execute(again)
            if not beaten.rowcount:
                row = {"executor_id": executor_id, "started_at": now, "seen_at": now}
                await connection.execute(self._first, row)

    async def silent(self, for_seconds: float) -> list[str]:
        """The workers that have not been heard of for longer than ``for_seconds``, the longest silent first."""
        since = self._clock() - for_seconds
        quiet = select(WORKERS.c.executor_id).where(WORKERS.c.seen_at < since).order_by(WORKERS.c.seen_at)
        async with self._database.read() as connection:
            found = await connection.execute(quiet)
            return [str(id) for id in found.scalars()]

    async def resign(self, executor_id: str) -> None:
        """The worker stops in good order: silent from now on, whatever it parked is free for the others at once."""
        gone = WORKERS.update().where(WORKERS.c.executor_id == executor_id).values(seen_at=0.0)
        async with self._database.begin() as connection:
            await connection.execute(gone)

    async def forget(self, executor_id: str) -> None:
        """Its jobs have been taken over."""
        async with self._database.begin() as connection:
            await connection.execute(delete(WORKERS).where(WORKERS.c.executor_id == executor_id))
