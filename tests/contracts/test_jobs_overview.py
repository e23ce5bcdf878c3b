"""Where the jobs are, asked from beside a worker: in each state, while it works, when it is gone, on each database."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from pathlib import Path
from time import time
from typing import Any

import pytest
from sqlalchemy import create_engine, text, update
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

from frontend_bot.jobs import main
from frontend_bot.services.jobs.heartbeats import WORKERS
from frontend_bot.services.jobs.queue import Jobs, RemoteJobs
from frontend_bot.services.jobs.store import JOB_FORMAT
from frontend_bot.services.storage.database import Database, read_only_engine
from tests.job_world import SECRET, JobWorld, job, job_world
from tests.patience import patience
from tests.services import free_port

WORKER = "host-0badcafe-0"
NO_STEP = ("nap", "short", WORKER)


@pytest.fixture
def jobs_url(database_url: str) -> str:
    """As frontend_bot.wiring puts them: into a second SQLite file, or into the same PostgreSQL."""
    return f"{database_url}.jobs" if database_url.startswith("sqlite") else database_url


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """The worker's own log does not stand among what the command prints."""
    with capture_logs():
        yield


@pytest.fixture
def ask(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Awaitable[tuple[int, str, str]]]:
    """Run the command with these arguments; its exit code and what it wrote to both outputs."""
    monkeypatch.chdir(tmp_path)
    for name in ("TELEGRAM_TOKEN", "STORAGE_DIR"):
        monkeypatch.delenv(name, raising=False)
    if "database_url" in request.fixturenames:
        monkeypatch.setenv("DATABASE_URL", request.getfixturevalue("database_url"))
    monkeypatch.setenv("CHUNK_SECONDS", "no number, and none of this command's business")

    async def asked(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = await asyncio.to_thread(main, arguments)
        said = capsys.readouterr()
        assert SECRET not in said.out + said.err
        return code, said.out, said.err

    return asked


Ask = Callable[..., Awaitable[tuple[int, str, str]]]


async def listed(ask: Ask) -> dict[str, dict[str, Any]]:
    """The unfinished jobs by the number in their ids."""
    code, out, _ = await ask("--json")
    assert code == 0
    return {one["id"].partition(":")[2]: one for one in json.loads(out)}


async def until(happened: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(patience(45)):
        while not await happened():
            await asyncio.sleep(0.05)


async def states(ask: Ask) -> dict[str, str]:
    return {number: one["state"] for number, one in (await listed(ask)).items()}


async def busy(world: JobWorld, jobs: Jobs, url: str, ask: Ask) -> None:
    """One job runs, two wait in the process, one in the queue."""
    await jobs.submit(job(1, "hang", created_at=time()))
    await until(lambda: _holds(world, 1))
    await jobs.submit(job(2))
    remote = RemoteJobs(url, lambda one: None)
    await remote.start()
    for number in (3, 4):
        await remote.submit(job(number))
        await until(lambda n=number: _is_listed(ask, n))  # type: ignore[misc]
    await until(lambda: _is(ask, {"1": "running", "2": "waiting", "3": "waiting", "4": "queued"}))
    await remote.stop()


async def _holds(world: JobWorld, number: int) -> bool:
    return job(number).id in world.lanes.holders


async def _is_listed(ask: Ask, number: int) -> bool:
    return str(number) in await listed(ask)


async def _is(ask: Ask, wanted: dict[str, str]) -> bool:
    return await states(ask) == wanted


async def test_where_jobs_are_while_a_worker_works_and_when_it_has_stopped(
    database: Database, jobs_url: str, tmp_path: Path, ask: Ask
) -> None:
    world = job_world(database, tmp_path, slots=1)
    began = time()
    async with world.worker(jobs_url, WORKER, slots=1) as jobs:
        await busy(world, jobs, jobs_url, ask)
        await world.heartbeats.beat(WORKER, world.lanes.holders)
        found = await listed(ask)
        one = found["1"]
        assert (one["mode"], one["lane"], one["worker"], one["worker_alive"], one["starts"]) == (*NO_STEP, True, 1)
        assert one["last_step"] == "transcript"
        assert found["2"]["last_step"] is None
        assert (found["4"]["worker"], found["4"]["starts"], found["4"]["why"]) == (None, 0, None)
        assert all(began - 60 < _unix(job["since"]) < time() + 60 for job in found.values())
        assert _unix(one["since"]) == pytest.approx(world.lanes.holders[job(1).id], abs=0.001)
        code, table, _ = await ask()
        assert code == 0
        assert re.search(
            r"^7001:1 +nap +running +\d+ s +short +host-0badcafe-0 +alive, heard \d+ s ago +tr", table, re.M
        )
        assert re.search(r"^7001:4 +nap +queued +\d+ s +short +- +- +- +0 +\d+ s ago$", table, re.M)
        assert "Unfinished jobs: 1 running, 2 waiting, 1 queued." in table
        assert f"Worker {WORKER}: alive, heard" in table
    found = await listed(ask)
    assert {number: one["state"] for number, one in found.items()} == {"1": "parked", "2": "parked", "3": "parked"} | {
        "4": "queued"
    }
    assert {one["why"] for one in found.values()} == {"no worker is alive"}
    assert began < _unix(found["1"]["since"]) < time() + 1
    assert found["1"]["last_step"] == "transcript"


def _unix(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


async def test_a_worker_that_died_is_silent_and_its_jobs_are_where_they_were(
    database: Database, jobs_url: str, tmp_path: Path, ask: Ask
) -> None:
    world = job_world(database, tmp_path, slots=1)
    async with world.worker(jobs_url, WORKER, slots=1) as jobs:
        await busy(world, jobs, jobs_url, ask)
        holders = dict(world.lanes.holders)
    # Stopping it left "parked"; what a kill leaves is the last heartbeat.
    await world.heartbeats.beat(WORKER, holders)
    await _let_pass(database, 31)
    found = await listed(ask)
    assert (found["1"]["state"], found["2"]["state"]) == ("running", "waiting")
    assert found["1"]["worker_alive"] is False
    assert found["1"]["why"] == "no worker is alive"
    await world.heartbeats.beat("host-0badcafe-1")
    assert (await listed(ask))["1"]["why"] == "its worker is silent; another takes over within seconds"
    assert re.search(rf"^Worker {WORKER}: silent, heard \d+ s ago", (await ask())[1], re.M)
    await world.heartbeats.forget(WORKER)
    found = await listed(ask)
    assert (found["1"]["state"], found["1"]["worker_alive"]) == ("parked", None)
    assert found["1"]["why"] == "its worker is not known; it goes on when that one starts"


async def _let_pass(database: Database, seconds: float) -> None:
    async with database.begin() as connection:
        await connection.execute(update(WORKERS).values(seen_at=WORKERS.c.seen_at - seconds))


ENDINGS = {
    1: ("", "done", None),
    2: ("fail", "failed", "EngineUnavailable"),
    3: ("refuse", "refused", "MinutesSpent"),
    4: ("crash", "crashed", "LookupError"),
    5: ("hang", "cancelled", None),
    6: ("", "failed", "BotError"),
}
"""What each job does, how it ends, and with which error; the result of the sixth is refused by Telegram."""


async def test_how_a_job_ended(database: Database, jobs_url: str, tmp_path: Path, ask: Ask) -> None:
    world = job_world(database, tmp_path, slots=len(ENDINGS))
    world.chat.deaf.add(job(6).id)
    async with world.worker(jobs_url, WORKER, slots=len(ENDINGS)) as jobs:
        for number, (does, _, _) in ENDINGS.items():
            await jobs.submit(job(number, does))
        await until(lambda: _holds(world, 5))
        await jobs.cancel(job(5).id)
        await until(lambda: _is(ask, {}))
        assert "Unfinished jobs: none." in (await ask())[1]
    for number, (_, outcome, error) in ENDINGS.items():
        one = job(number)
        told = json.loads((await ask(one.id, "--json"))[1])
        assert (told["state"], told["outcome"], told["error"]) == ("ended", outcome, error)
        assert (told["user"], told["message"]) == (7001, number)
        assert told["content"] == [{"kind": "audio", "bytes": 160_000, "seconds": 40.0}]
        assert bool(told["incident"]) == (number in (4, 6))
        steps = {step["name"]: step["error"] for step in told["steps"]}
        if number == 6:
            assert steps == {"transcript": None, "deliver 1": "BotError", "deliver refusal": None}
        elif outcome != "cancelled":
            assert steps == {"transcript": None, "deliver 1": None}
        assert all(step["started"] <= step["ended"] for step in told["steps"])
        assert json.loads((await ask("--json", one.id))[1]) == told
        code, page, _ = await ask(one.id)
        assert code == 0
        assert re.search(rf"^ended +{outcome}", page, re.M)


async def test_what_stands_still_says_why(database: Database, jobs_url: str, tmp_path: Path, ask: Ask) -> None:
    remote = RemoteJobs(jobs_url, lambda one: None)
    await remote.start()
    for number in (1, 2, 3):
        await remote.submit(job(number))
    await remote.stop()
    await job_world(database, tmp_path).heartbeats.beat(WORKER)
    _change(jobs_url, "UPDATE {} SET application_version = '0' WHERE workflow_uuid = '7001:1'")
    _change(jobs_url, "UPDATE {} SET status = 'MAX_RECOVERY_ATTEMPTS_EXCEEDED' WHERE workflow_uuid = '7001:2'")
    _change(jobs_url, "UPDATE {} SET inputs = 'no JSON' WHERE workflow_uuid = '7001:3'", "workflow_status")
    _change(jobs_url, "UPDATE {} SET inputs = 'no JSON' WHERE workflow_uuid = '7001:3'", "workflow_input")
    found = await listed(ask)
    assert found["1"]["why"] == f"workers of this version take job format {JOB_FORMAT}, and it is 0"
    assert found["2"]["state"] == "given up"
    assert "its person is told" in found["2"]["why"]
    assert (found["3"]["mode"], found["3"]["state"]) == (None, "queued"), "a job that nobody can read is listed too"
    assert re.search(r"^7001:3 +\? ", (await ask())[1], re.M)
    assert (await ask("7001:3"))[0] == 0


def _change(url: str, statement: str, table: str = "workflow_status") -> None:
    is_sqlite = url.startswith("sqlite")
    engine = create_engine(url if is_sqlite else url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text(statement.format(table if is_sqlite else f"dbos.{table}")))
    engine.dispose()


async def test_before_the_first_start_there_is_nothing_and_that_is_said(
    database_url: str, ask: Ask, tmp_path: Path
) -> None:
    code, out, err = await ask()
    assert (code, err) == (0, "")
    assert out.startswith("There are no jobs yet: ")
    assert (await ask("--json"))[:2] == (0, "[]\n")
    code, out, err = await ask("7001:1")
    assert (code, out) == (1, "")
    assert err.startswith("There are no jobs yet: ")
    assert list(tmp_path.iterdir()) == [], "whoever only looks leaves nothing behind"


async def test_tables_of_the_one_kind_are_enough(database: Database, jobs_url: str, ask: Ask) -> None:
    code, out, _ = await ask()  # the history was made, the jobs not yet
    assert (code, out.partition(":")[0]) == (0, "There are no jobs yet")


async def test_tables_of_an_older_version_are_told_from_none(database: Database, jobs_url: str, ask: Ask) -> None:
    remote = RemoteJobs(jobs_url, lambda one: None)
    await remote.start()
    await remote.stop()
    async with database.begin() as connection:
        await connection.execute(text("ALTER TABLE workers DROP COLUMN working_on"))
    code, out, err = await ask()
    assert (code, out) == (1, "")
    assert err == "The tables are older than this program: restart the bot, which brings them up to date.\n"


async def test_an_id_that_nobody_has(database: Database, jobs_url: str, ask: Ask) -> None:
    remote = RemoteJobs(jobs_url, lambda one: None)
    await remote.start()
    await remote.stop()
    for id in ("7001:1", "-1001:7"):  # the second one is of a channel, and no option
        code, out, err = await ask(id, "--json")
        assert (code, out) == (1, "")
        assert err == f"There is no job {id}; jobs that ended are forgotten after 3 days.\n"


# --- a database that cannot be read ---


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("postgresql://bot:hunter2@127.0.0.1:{port}/bot", "nobody listens there"),
        ("postgresql://bot:hun/ter2@127.0.0.1/bot", None),
        ("postgresql://bot:hunter2@nowhere.invalid/bot", "there is no such host"),
        ("postgresql://bot:hunter2@127.0.0.1:hunter2/bot", None),
        ("mysql://bot:hunter2@127.0.0.1/bot", None),
        ("hunter2", None),
        ("sqlite:///{folder}", "it is no file"),
    ],
)
async def test_a_wrong_address_is_one_sentence_without_its_password(
    url: str, reason: str | None, tmp_path: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "folder.jobs").mkdir()
    monkeypatch.setenv("DATABASE_URL", url.format(port=free_port(), folder=tmp_path / "folder"))
    for arguments in ((), ("--json",), ("7001:1",)):
        code, out, err = await ask(*arguments)
        assert (code, out) == (1, "")
        assert len(err.splitlines()) == 1
        assert err.endswith(".\n")
        assert "hun" not in err
        assert reason is None or reason in err
        assert "Traceback" not in err


async def test_a_server_without_this_database_says_so(
    postgres_url: str, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"{postgres_url}_not")
    code, _, err = await ask()
    assert (code, err) == (
        1, "The database of DATABASE_URL cannot be read: the server has no such database or user.\n"
    )  # fmt: skip


async def test_nothing_can_be_written(database: Database, database_url: str) -> None:
    engine = read_only_engine(database_url)
    with engine.connect() as connection, pytest.raises(DBAPIError, match=r"read-?only"):
        connection.execute(text("DELETE FROM workers"))
    engine.dispose()
