"""Where results and progress go. The job runner knows these contracts; Telegram stands behind them."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from frontend_bot.core.job import Job
from frontend_bot.core.phrase import Phrase
from frontend_bot.core.record import Record


class Courier(Protocol):
    """Takes results to the person who waits for them."""

    def parcels(self, job: Job, record: Record) -> Sequence[Callable[[], Awaitable[tuple[str, ...]]]]:
        """The messages of one result, in order; each is sent once, and answers the file ids of what it uploaded.

        A parcel goes on trying while Telegram is unreachable, and gives up when the person cannot be reached for good.
        """

    async def question(self, job: Job) -> None:
        """Ask whether the batch in ``job.content`` is to become one result or one for each of its contents."""

    async def failure(self, job: Job, sentence: Phrase, can_retry: bool) -> None:
        """Say in one sentence why there is no result, with a 🔁 button where trying again can help."""


class StatusBoard(Protocol):
    """Shows a waiting person how far a job is: nothing for quick ones, one edited message for the others."""

    def watch(self, job: Job) -> None:
        """The job is here, waiting or about to start."""

    def started(self, job: Job) -> None:
        """The job has left the line."""

    def progress(self, job: Job, fraction: float | None, word: Phrase) -> None:
        """How far it is (0 to 1, None where nobody can know) and with what. Never waits, never fails."""

    async def finished(self, job: Job) -> None:
        """The result is with the person, or will not come: take the status away."""

    async def parked(self, job: Job) -> None:
        """This process stops before the job is done; its status stays for the next one."""
