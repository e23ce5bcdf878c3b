"""Which jobs were at work when their process died: one of them may have been the reason.

Nothing is written for a job that runs where it was submitted, and for the first time. A job that was taken from a
queue, after a crash or by a worker of its own, is noted when it gets its slot; who dies then leaves the note behind.
"""

from collections.abc import Sequence

from sqlalchemy import Column, Integer, Table, Text, delete, select, update
from sqlalchemy.exc import SQLAlchemyError

from frontend_bot.services.storage.database import METADATA, Database

SUSPECTS = Table(
    "job_suspects",
    METADATA,
    Column("job_id", Text, primary_key=True),
    # The worker that has it at work; empty for one that has ended or was given back.
    Column("at_work", Text, nullable=False),
    Column("crashes", Integer, nullable=False),
    # How often the process died that had nothing else at work, while the one that watched it lived on.
    Column("died_alone", Integer, nullable=False),
)


class Suspects:
    """The notes of all workers of one database. Every method may raise SQLAlchemyError, but ``crashes_of``."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._first = database.insert_once(SUSPECTS)

    async def crashes_of(self, job_id: str) -> int:
        """How often a process died that had this job at work; 0 also where the database is away."""
        found = select(SUSPECTS.c.crashes).where(SUSPECTS.c.job_id == job_id)
        try:
            async with self._database.read() as connection:
                return int(await connection.scalar(found) or 0)
        except SQLAlchemyError:
            return 0

    async def begins(self, job_id: str, worker: str) -> None:
        """This worker has it at work now."""
        row = {"job_id": job_id, "at_work": worker, "crashes": 0, "died_alone": 0}
        again = update(SUSPECTS).where(SUSPECTS.c.job_id == job_id).values(at_work=worker)
        async with self._database.begin() as connection:
            if not (await connection.execute(self._first, row)).rowcount:
                await connection.execute(again)

    async def died(self, worker: str) -> None:
        """What it had at work may have been the reason."""
        its = SUSPECTS.c.at_work == worker
        async with self._database.begin() as connection:
            await connection.execute(update(SUSPECTS).where(its).values(crashes=SUSPECTS.c.crashes + 1, at_work=""))

    async def died_alone(self, worker: str) -> dict[str, int]:
        """The same for a worker with one job at work, whose death somebody saw: how often each of its jobs did that."""
        its = SUSPECTS.c.at_work == worker
        found = select(SUSPECTS.c.job_id, SUSPECTS.c.died_alone + 1).where(its)
        counted = {"crashes": SUSPECTS.c.crashes + 1, "died_alone": SUSPECTS.c.died_alone + 1, "at_work": ""}
        async with self._database.begin() as connection:
            deaths = {str(job): int(count) for job, count in await connection.execute(found)}
            await connection.execute(update(SUSPECTS).where(its).values(counted))
            return deaths

    async def left(self, worker: str) -> None:
        """It stopped in good order."""
        async with self._database.begin() as connection:
            await connection.execute(update(SUSPECTS).where(SUSPECTS.c.at_work == worker).values(at_work=""))

    async def all(self, *, crashed: bool) -> list[str]:
        """Ids of those that were at work at a crash, or of all that were ever noted."""
        found = select(SUSPECTS.c.job_id)
        async with self._database.read() as connection:
            return list(await connection.scalars(found.where(SUSPECTS.c.crashes > 0) if crashed else found))

    async def forget(self, job_ids: Sequence[str]) -> None:
        """They have ended."""
        async with self._database.begin() as connection:
            await connection.execute(delete(SUSPECTS).where(SUSPECTS.c.job_id.in_(job_ids)))
