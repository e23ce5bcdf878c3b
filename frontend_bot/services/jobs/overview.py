"""Where the jobs are, asked from beside the bot: it needs no worker, changes nothing and makes no file."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import time

from dbos import WorkflowStatus
from dbos._error import DBOSException  # "dbos.error" is no importable module
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from frontend_bot.services.jobs.heartbeats import Heartbeat, read_heartbeats
from frontend_bot.services.jobs.report import JobReport, may_have_steps, report_on
from frontend_bot.services.jobs.store import GIVEN_UP, UNFINISHED, WORKFLOW, read_only_client
from frontend_bot.services.storage.database import read_only_engine

_NO_TABLE = ("42P01", "3F000")
_NO_COLUMN = "42703"
"""SQLSTATE of PostgreSQL."""
_REASONS = {
    "refused": "nobody listens there",
    "timeout": "it does not answer",
    "authentication": "it does not accept the user or the password",
    "password": "it does not accept the user or the password",
    "does not exist": "the server has no such database or user",
    "resolve": "there is no such host",
    "unable to open": "this user may not open the file or its folder",
    "i/o error": "the disk does not answer, or it is no file",
    "not a database": "the file is no SQLite database",
}
"""By a part of what the driver says. Its own words may hold parts of a url that was not written properly."""


class JobsUnreadable(Exception):
    """The jobs cannot be looked at; the message is one sentence for the operator, without a secret."""


class NoJobsYet(JobsUnreadable):
    """The database has no tables of jobs: no bot or worker was ever started with it."""


class JobsOverview:
    """Questions to the two databases (or to the one that holds both). Every method raises JobsUnreadable."""

    def __init__(self, jobs_url: str, history_url: str) -> None:
        """Connects to nothing yet. Raises SettingsError for a url that is none."""
        logging.getLogger("dbos").addHandler(logging.NullHandler())  # what it says of a lost server, we say
        self._jobs, self._history = read_only_engine(jobs_url), read_only_engine(history_url)
        self._file = Path(make_url(jobs_url).database or "") if jobs_url.startswith("sqlite") else None
        self._client = read_only_client(self._jobs)

    def unfinished(self) -> list[JobReport]:
        """Every job that has not ended, the oldest first."""
        with self._in_one_sentence():
            statuses = [*UNFINISHED, GIVEN_UP]
            return self._reports(self._client.list_workflows(name=WORKFLOW, status=statuses, load_output=False))

    def find(self, job_id: str) -> JobReport | None:
        """One job, also one that has ended; None if there is none, or none any more."""
        with self._in_one_sentence():
            found = self._reports(self._client.list_workflows(name=WORKFLOW, workflow_ids=[job_id]))
        return found[0] if found else None

    def workers(self) -> list[Heartbeat]:
        """The last signs of life of all workers that nobody has taken over from."""
        try:
            with self._in_one_sentence(), self._history.connect() as connection:
                return read_heartbeats(connection)
        except NoJobsYet:
            return []

    def _reports(self, found: Sequence[WorkflowStatus]) -> list[JobReport]:
        workers = {heartbeat.worker: heartbeat for heartbeat in self.workers()}
        steps = self._client.list_workflow_steps
        return [
            report_on(status, steps(status.workflow_id) if may_have_steps(status) else (), workers, time())
            for status in found
        ]

    @contextmanager
    def _in_one_sentence(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise self._explained(error) from error
        except DBOSException as error:
            raise JobsUnreadable(f"The database is too slow to answer ({type(error).__name__}).") from error

    def _explained(self, error: DBAPIError) -> JobsUnreadable:
        said, state = str(error.orig).lower(), getattr(error.orig, "sqlstate", None)
        if self._file and not self._file.exists():
            return NoJobsYet(f"There are no jobs yet: a bot's first start makes {self._file}.")
        if state in _NO_TABLE or "no such table" in said:
            return NoJobsYet("There are no jobs yet: the database has no tables before a bot's first start.")
        if state == _NO_COLUMN or "no such column" in said:
            return JobsUnreadable(
                "The tables are older than this program: restart the bot, which brings them up to date."
            )
        reason = next((reason for part, reason in _REASONS.items() if part in said), type(error.orig).__name__)
        return JobsUnreadable(f"The database {self._file or 'of DATABASE_URL'} cannot be read: {reason}.")
