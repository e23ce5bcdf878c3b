"""How a run of a job ended, and the two lines that it leaves in the log."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic, time
from types import TracebackType
from typing import Self

import structlog

from frontend_bot.core.job import Job
from frontend_bot.services.jobs.store import CANCELLED_IN_DATABASE, TAKEN_OVER
from frontend_bot.services.usage.totals import PHOTOS

log = structlog.get_logger()


class Ending(StrEnum):
    """What became of a job in one run."""

    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"
    """By a limit of the day; nothing was begun."""
    ASKED = "asked"
    """Its recordings came together: their person was asked what to make of them, and the answer is another job."""
    CANCELLED = "cancelled"
    PARKED = "parked"
    """Cut off by the end of its process, or taken over from it: the job goes on in another run."""
    CRASHED = "crashed"


_COUNTED = {
    Ending.DONE: "done",
    Ending.FAILED: "failed",
    Ending.CRASHED: "failed",
    Ending.REFUSED: "refused",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended. ``error`` is the name of a class; ``detail`` is for the log alone, see BotError."""

    ending: Ending
    error: str = ""
    incident: str = ""
    detail: str = ""
    photos: int = 0

    def counts(self, mode: str) -> dict[str, int]:
        """For the books, by the names that they have."""
        if self.ending not in _COUNTED:
            return {}
        return {f"{_COUNTED[self.ending]} {mode}": 1} | ({PHOTOS: self.photos} if self.photos else {})

    def recorded(self) -> dict[str, str]:
        """What is kept with the job: the ending, and the error and the incident where there are any."""
        return _told(outcome=self.ending.value, error=self.error, incident=self.incident)


class RunLog:
    """One line at INFO when a job's waiting is over and one when its run ends: exactly one of each, however it ends.

    A job that is cancelled or parked while it waits leaves both in the same moment.
    """

    def __init__(self, job: Job, is_parking: Callable[[], bool]) -> None:
        self._job, self._is_parking = job, is_parking
        self._who = {"job": job.id, "mode": job.mode, "lane": job.lane.value}
        self._began: float | None = None
        self.outcome = Outcome(Ending.CRASHED)
        """To be set before the end; an exception that leaves the block counts instead of it."""

    def started(self) -> float:
        """The job's turn has come; returns when, on the monotonic clock. The line tells how long its person waited."""
        if self._began is None:
            self._began = monotonic()
            waited = time() - self._job.created_at if self._job.created_at else 0.0
            log.info("job started", **self._who, waited=round(max(0.0, waited), 2))
        return self._began

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: TracebackType | None) -> None:
        began = self.started()
        outcome = self.outcome if error is None else self._cut_off_by(error)
        told = {"error": outcome.error, "detail": outcome.detail, "incident": outcome.incident}
        worked = round(monotonic() - began, 2)
        log.info("job ended", **self._who, outcome=outcome.ending.value, worked=worked, **_told(**told))

    def _cut_off_by(self, error: BaseException) -> Outcome:
        if isinstance(error, CANCELLED_IN_DATABASE):
            return Outcome(Ending.CANCELLED)
        if isinstance(error, asyncio.CancelledError):
            return Outcome(Ending.PARKED if self._is_parking() else Ending.CANCELLED)
        ending = Ending.PARKED if isinstance(error, TAKEN_OVER) else Ending.CRASHED
        return Outcome(ending, error=type(error).__name__)


def _told(**values: str) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}
