"""What the chat side asks of the jobs, and what is answered the same way with and without a worker in this process."""

import asyncio
from typing import Protocol

from frontend_bot.core.job import Job
from frontend_bot.errors import TooManyJobs
from frontend_bot.services.jobs.store import UNFINISHED, JobsStore, scrub_sqlite
from frontend_bot.services.jobs.user_bound import UserBound


class JobQueue(Protocol):
    """What the chat side needs of the jobs."""

    async def submit(self, job: Job) -> None:
        """Make the job durable; when this returns, it will be answered. The same id again does nothing.

        Raises StoreUnavailable; TooManyJobs where its user has too many that are not finished.
        """

    async def cancel(self, job_id: str) -> bool:
        """End a job wherever it runs; False when it has ended already."""

    async def find(self, job_id: str) -> Job | None:
        """A job as it was submitted, to do it again."""

    async def unfinished(self, user_id: int) -> list[str]:
        """Ids of a user's jobs that wait or run."""

    async def count_unfinished(self) -> int:
        """How many jobs of all users wait or run, in all processes; a thousand stands for more."""

    async def erase(self, user_id: int) -> None:
        """Cancel and forget everything that a user ever asked for."""


class JobQuestions:
    """The part of JobQueue that does not depend on who works."""

    _store: JobsStore
    _url: str
    _bound: UserBound
    _most_of_user: int

    async def let_in(self, job: Job) -> None:
        """Raises TooManyJobs, unless the job is there already: then its update has come again."""
        if not await self._bound.lets_in(job.user_id) and await self._store.status(job.id) is None:
            raise TooManyJobs(f"user {job.user_id}", limit=self._most_of_user)

    async def count_of(self, user_id: int) -> int:
        """The unfinished jobs of a user, counted up to the bound."""
        return await self._store.count_of_user(user_id, self._most_of_user)

    @property
    def is_parking(self) -> bool:
        """Whether jobs that are cut off now go on in the next process; never where none run."""
        return False

    async def find(self, job_id: str) -> Job | None:
        return await self._store.find(job_id)

    async def cancel(self, job_id: str) -> bool:
        return await self._store.cancel(job_id)

    async def is_unfinished(self, job_id: str) -> bool:
        status = await self._store.status(job_id)
        return status is not None and status.status in UNFINISHED

    async def unfinished(self, user_id: int) -> list[str]:
        return [status.workflow_id for status in await self._store.of_user(user_id, UNFINISHED)]

    async def count_unfinished(self) -> int:
        return await self._store.count_unfinished()

    async def erase(self, user_id: int) -> None:
        for job_id in await self.unfinished(user_id):
            await self.cancel(job_id)
        await self._store.erase([status.workflow_id for status in await self._store.of_user(user_id)])
        await asyncio.to_thread(scrub_sqlite, self._url)
