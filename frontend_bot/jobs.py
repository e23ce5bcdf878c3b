"""Where the jobs are: ``python -m frontend_bot.jobs`` lists what has not ended, with an id tells all of one job.

It looks into the database that the settings name, whether the bot runs or not, and changes nothing there. ``--json`` is
for scripts. Exit code 1 if there is no such job, or if the database cannot be read.
"""

import json
import os
import signal
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from time import time
from typing import Any

from frontend_bot.config import load_database_settings
from frontend_bot.errors import SettingsError
from frontend_bot.services.jobs.heartbeats import Heartbeat
from frontend_bot.services.jobs.overview import JobsOverview, JobsUnreadable, NoJobsYet
from frontend_bot.services.jobs.recovery import KEEP_DAYS
from frontend_bot.services.jobs.report import JobReport, JobState, StepReport
from frontend_bot.wiring.storage import history_url, jobs_url

_COLUMNS = ("ID", "MODE", "STATE", "SINCE", "LANE", "WORKER", "HEARTBEAT", "LAST STEP", "STARTS", "ASKED", "")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what is asked for; returns the exit code."""
    asked = _asked(sys.argv[1:] if arguments is None else arguments)
    try:
        overview = _overview()
        return _one(overview, asked.id, as_json=asked.json) if asked.id else _all(overview, as_json=asked.json)
    except NoJobsYet as none_yet:
        (sys.stderr if asked.json or asked.id else sys.stdout).write(f"{none_yet}\n")
        if asked.id:
            return 1
        _print("[]" if asked.json else "")
        return os.EX_OK
    except (SettingsError, JobsUnreadable) as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _asked(arguments: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="python -m frontend_bot.jobs", description="Where the jobs are, and why.")
    parser.add_argument("id", nargs="?", help="a job, as the list and the log name it; without it: all unfinished ones")
    parser.add_argument("--json", action="store_true", help="for scripts")
    # A job that was asked for in a channel's name has an id that begins with a minus and is no option.
    ids = [one for one in arguments if not one.startswith("--") and one != "-h"]
    asked = parser.parse_args([one for one in arguments if one not in ids])
    if len(ids) > 1:
        parser.error("one job at a time")
    asked.id = ids[0] if ids else None
    return asked


def _overview() -> JobsOverview:
    settings = load_database_settings()
    storage = settings.storage_dir.resolve()
    return JobsOverview(jobs_url(settings, storage), history_url(settings, storage))


def _all(overview: JobsOverview, *, as_json: bool) -> int:
    reports = overview.unfinished()
    if as_json:
        _print(json.dumps([_short(report) for report in reports], indent=2))
        return os.EX_OK
    counted = Counter(report.state.value for report in reports)
    parts = ", ".join(f"{count} {state}" for state, count in counted.items())
    table = [_COLUMNS, *map(_row, reports)] if reports else []
    _print("\n".join([*_aligned(table), *([""] if table else []), f"Unfinished jobs: {parts or 'none'}."]))
    _print("\n".join(f"Worker {one.worker}: {_life(one)}." for one in overview.workers()) or "No worker is known.")
    return os.EX_OK


def _one(overview: JobsOverview, job_id: str, *, as_json: bool) -> int:
    report = overview.find(job_id)
    if report is None:
        sys.stderr.write(f"There is no job {job_id}; jobs that ended are forgotten after {KEEP_DAYS} days.\n")
        return 1
    _print(json.dumps(_whole(report), indent=2) if as_json else "\n".join(_told(report)))
    return os.EX_OK


def _print(text: str) -> None:
    if text:
        sys.stdout.write(f"{text}\n")


# --- for people ---


def _row(report: JobReport) -> tuple[str, ...]:
    request, last = report.request, report.steps[-1] if report.steps else None
    return (
        report.id,
        request.mode if request else "?",
        report.state.value,
        _age(report.since),
        request.lane if request else "?",
        report.worker or "-",
        _life(report.heartbeat) if report.worker else "-",
        f"{last.name}, {_ago(last.ended_at)}" if last else "-",
        str(report.starts),
        _ago(report.asked_at),
        report.why,
    )


def _told(report: JobReport) -> list[str]:
    """Everything about one job."""
    facts = [("job", report.id), ("state", f"{report.state.value}, since {_moment(report.since)}")]
    if report.state is JobState.ENDED:
        facts.append(("ended", ", ".join(report.ending.values()) or "how is not on record"))
    if report.why:
        facts.append(("why", report.why))
    facts += [("asked", _moment(report.asked_at)), ("starts", str(report.starts))]
    if report.worker:
        facts.append(("worker", f"{report.worker}, {_life(report.heartbeat)}"))
    if request := report.request:
        facts += [("mode", request.mode), ("lane", request.lane), ("user", str(request.user_id))]
        facts += [("chat", f"{request.chat_id}, message {request.message_id}")]
        facts += [("content", f"{one.kind}, {one.bytes} bytes, {one.seconds:g} s") for one in request.content]
    steps = [("STEP", "BEGUN", "TOOK", "ERROR"), *map(_step, report.steps)]
    return [*_aligned(facts), "", *(_aligned(steps) if report.steps else ["No step is on record."])]


def _step(step: StepReport) -> tuple[str, ...]:
    took = "-" if step.started_at is None or step.ended_at is None else f"{step.ended_at - step.started_at:.1f} s"
    return (step.name, _moment(step.started_at), took, step.error)


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    padded = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return [line.rstrip() for line in padded]


def _life(heartbeat: Heartbeat | None) -> str:
    if heartbeat is None:
        return "unknown"
    if heartbeat.left_at is not None:
        return f"stopped {_ago(heartbeat.left_at)}"
    return f"{'alive' if heartbeat.is_alive(time()) else 'silent'}, heard {_ago(heartbeat.seen_at)}"


def _moment(seconds: float | None) -> str:
    if seconds is None:
        return "-"
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC ({_ago(seconds)})"


def _ago(seconds: float | None) -> str:
    return "-" if seconds is None else f"{_age(seconds)} ago"


def _age(seconds: float | None) -> str:
    """Seconds below two minutes, minutes below two hours, hours below two days."""
    if seconds is None:
        return "-"
    age = max(0, int(time() - seconds))
    for unit, length in (("d", 86_400), ("h", 3600), ("min", 60)):
        if age >= 2 * length:
            return f"{age // length} {unit}"
    return f"{age} s"


# --- for scripts ---


def _short(report: JobReport) -> dict[str, Any]:
    request, last, heartbeat = report.request, report.steps[-1] if report.steps else None, report.heartbeat
    return {
        "id": report.id,
        "mode": request.mode if request else None,
        "lane": request.lane if request else None,
        "state": report.state.value,
        "since": _iso(report.since),
        "asked": _iso(report.asked_at),
        "starts": report.starts,
        "worker": report.worker or None,
        "worker_alive": heartbeat.is_alive(time()) if heartbeat else None,
        "worker_seen": _iso(heartbeat.seen_at or heartbeat.left_at) if heartbeat else None,
        "last_step": last.name if last else None,
        "last_step_ended": _iso(last.ended_at) if last else None,
        "why": report.why or None,
    }


def _whole(report: JobReport) -> dict[str, Any]:
    request = report.request
    steps = (
        {"name": step.name, "started": _iso(step.started_at), "ended": _iso(step.ended_at), "error": step.error or None}
        for step in report.steps
    )
    return _short(report) | {
        "user": request.user_id if request else None,
        "chat": request.chat_id if request else None,
        "message": request.message_id if request else None,
        "language": request.language if request else None,
        "content": [
            {"kind": c.kind, "bytes": c.bytes, "seconds": c.seconds} for c in (request.content if request else ())
        ],
        "outcome": report.ending.get("outcome") or None,
        "error": report.ending.get("error"),
        "incident": report.ending.get("incident"),
        "steps": list(steps),
    }


def _iso(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # ... | head is no error
    sys.exit(main())
