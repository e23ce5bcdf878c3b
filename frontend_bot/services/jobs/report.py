"""What an operator is told of a job: where it is, what it did last, how it ended; never a word of its person's."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dbos import StepInfo, WorkflowStatus
from pydantic import ValidationError

from frontend_bot.core.job import Lane
from frontend_bot.services.jobs.heartbeats import Heartbeat
from frontend_bot.services.jobs.outcome import Ending
from frontend_bot.services.jobs.store import GIVEN_UP, JOB_FORMAT, UNFINISHED, job_of

_IN_QUEUE = ("ENQUEUED", "DELAYED")
_LANES = frozenset(lane.value for lane in Lane)


class JobState(StrEnum):
    """Where a job is."""

    QUEUED = "queued"
    """In the database; no worker has taken it yet, or it was given back."""
    WAITING = "waiting"
    """A worker has it, and it waits there for its turn."""
    RUNNING = "running"
    PARKED = "parked"
    """Its worker stopped in good order before the job was done; the next one goes on with it."""
    GIVEN_UP = "given up"
    """It brought its worker down again and again; its person is told when a worker tidies next."""
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class StepReport:
    """A recorded step. Times are Unix seconds; ``error`` is the name of a class."""

    name: str
    started_at: float | None
    ended_at: float | None
    error: str = ""


@dataclass(frozen=True, slots=True)
class ContentSize:
    """How much work one content of a job is; bytes and seconds are 0 where nobody knows."""

    kind: str
    bytes: int
    seconds: float


@dataclass(frozen=True, slots=True)
class JobRequest:
    """What was asked for."""

    mode: str
    lane: str
    user_id: int
    chat_id: int
    message_id: int
    language: str
    content: tuple[ContentSize, ...]


@dataclass(frozen=True, slots=True)
class JobReport:
    """All that is known of a job. Times are Unix seconds.

    ``request`` is None where its shape is not known here: the job comes from another version of the bot.
    """

    id: str
    request: JobRequest | None
    state: JobState
    since: float | None
    asked_at: float
    starts: int
    """How often it was begun since it was last taken over from a dead worker."""
    worker: str
    heartbeat: Heartbeat | None
    steps: tuple[StepReport, ...]
    why: str
    """Why it does not move, where that can be seen; else empty."""
    ending: Mapping[str, str]
    """How it ended: ``outcome``, ``error``, ``incident``; the first is empty where nobody wrote it down."""


def may_have_steps(status: WorkflowStatus) -> bool:
    """False for a job that waits in its lane's queue and was never begun; there may be thousands of these."""
    return bool(status.recovery_attempts) or status.queue_name not in _LANES


def report_on(
    status: WorkflowStatus, recorded: Sequence[StepInfo], workers: Mapping[str, Heartbeat], now: float
) -> JobReport:
    """Put together what both databases know of a job. ``workers`` are the last signs of life, by worker."""
    worker = "" if status.status in _IN_QUEUE else status.executor_id or ""
    heartbeat = workers.get(worker)
    steps = tuple(map(_step, recorded))
    state, since = _place(status, heartbeat, steps)
    is_anybody_alive = any(one.is_alive(now) for one in workers.values())
    return JobReport(
        id=status.workflow_id,
        request=_request(status),
        state=state,
        since=since,
        asked_at=_seconds(status.created_at) or 0.0,
        starts=status.recovery_attempts or 0,
        worker=worker,
        heartbeat=heartbeat,
        steps=steps,
        why=_why(
            status, state, heartbeat, is_alive=bool(heartbeat and heartbeat.is_alive(now)), others=is_anybody_alive
        ),
        ending=_ending(status) if state is JobState.ENDED else {},
    )


def _place(
    status: WorkflowStatus, heartbeat: Heartbeat | None, steps: Sequence[StepReport]
) -> tuple[JobState, float | None]:
    """Where the job is, and since when. What a worker has begun since its last beat may still count as waiting."""
    taken = _seconds(status.dequeued_at or status.created_at) or 0.0
    if status.status in _IN_QUEUE:
        return JobState.QUEUED, _seconds(status.updated_at)
    if status.status == GIVEN_UP:
        return JobState.GIVEN_UP, _seconds(status.updated_at)
    if status.status not in UNFINISHED:
        return JobState.ENDED, _seconds(status.completed_at or status.updated_at)
    if heartbeat is None or heartbeat.left_at is not None:
        return JobState.PARKED, heartbeat.left_at if heartbeat else None
    if (turn := heartbeat.working_on.get(status.workflow_id)) is not None:
        return JobState.RUNNING, turn
    has_worked = bool(steps) and (steps[-1].ended_at or 0.0) >= taken
    return (JobState.RUNNING if has_worked else JobState.WAITING), taken


def _why(status: WorkflowStatus, state: JobState, heartbeat: Heartbeat | None, *, is_alive: bool, others: bool) -> str:
    """The first reason that holds."""
    format = status.app_version
    reasons = (
        (state is JobState.ENDED, ""),
        (format not in (None, JOB_FORMAT), f"workers of this version take job format {JOB_FORMAT}, and it is {format}"),
        (not others, "no worker is alive"),
        (state is JobState.GIVEN_UP, "it was started too often; its person is told within ten minutes"),
        (state is JobState.PARKED and heartbeat is None, "its worker is not known; it goes on when that one starts"),
        (heartbeat is not None and not is_alive, "its worker is silent; another takes over within seconds"),
    )
    return next((reason for holds, reason in reasons if holds), "")


def _request(status: WorkflowStatus) -> JobRequest | None:
    try:
        job = job_of(status)
    except (ValidationError, LookupError, TypeError):
        return None
    if job is None:
        return None
    content = tuple(ContentSize(one.kind.value, one.size, one.duration) for one in job.content)
    return JobRequest(job.mode, job.lane.value, job.user_id, job.chat_id, job.message_id, job.language, content)


def _step(step: StepInfo) -> StepReport:
    output: Any = step["output"]
    error = output.get("error") if isinstance(output, dict) and "detail" in output else None
    return StepReport(
        step["function_name"],
        _seconds(step["started_at_epoch_ms"]),
        _seconds(step["completed_at_epoch_ms"]),
        _class_name(error or step["error"]),
    )


def _ending(status: WorkflowStatus) -> dict[str, str]:
    if status.status == "CANCELLED":
        return {"outcome": Ending.CANCELLED.value}
    if status.status == "ERROR":
        return {"outcome": Ending.CRASHED.value, "error": _class_name(status.error)}
    told = status.output if isinstance(status.output, dict) else {}
    return {"outcome": ""} | {name: str(told[name]) for name in ("outcome", "error", "incident") if name in told}


def _class_name(error: object) -> str:
    """Of what was recorded: ``ClassName``, or ``ClassName('and its words')``, which may be somebody's."""
    found = re.match(r"\w+", str(error or ""))
    return found[0] if found else ""


def _seconds(milliseconds: int | None) -> float | None:
    return None if milliseconds is None else milliseconds / 1000
