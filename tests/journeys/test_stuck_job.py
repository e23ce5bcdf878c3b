"""A provider that hangs: beside the bot an operator sees which jobs stand still, and the log says the same."""

import asyncio
import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from frontend_bot.services.jobs.overview import JobsOverview
from playground.server import Playground
from tests.journeys.stage import KEY, TOKEN, TOKEN_SECRET, Person, Stage, buttons, until
from tests.media_samples import Samples
from tests.patience import patience
from tests.processes import ROOT, Bot
from tests.provider.double import ProviderDouble

pytestmark = pytest.mark.asyncio(loop_scope="session")

SECONDS = 90.0
NAME = "a-name-that-is-nobodys-business.ogg"


async def jobs(folder: Path, *arguments: str) -> tuple[int, str]:
    """``python -m frontend_bot.jobs`` with no setting but STORAGE_DIR; its exit code and its output."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "frontend_bot.jobs", *arguments,
        cwd=folder, env={"PYTHONPATH": str(ROOT), "STORAGE_DIR": str(folder / "storage")},
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    async with asyncio.timeout(patience(SECONDS)):
        out, err = await process.communicate()
    said = (out + err).decode()
    assert [word for word in (NAME, TOKEN_SECRET, KEY, "Traceback") if word in said] == []
    return process.returncode or 0, out.decode()


async def listed(folder: Path) -> dict[str, str]:
    """The states of the unfinished jobs, as the command finds them."""
    urls = (f"sqlite:///{folder / 'storage' / name}" for name in ("jobs.sqlite", "history.sqlite"))
    found = await asyncio.to_thread(JobsOverview(*urls).unfinished)
    return {report.id: report.state.value for report in found}


def job_of(person: Person, message: dict[str, Any]) -> str:
    return f"{person.id}:{message['message_id']}"


async def until_states(folder: Path, wanted: dict[str, str]) -> None:
    seen: dict[str, str] = {}
    try:
        async with asyncio.timeout(patience(SECONDS)):
            while (seen := await listed(folder)) != wanted:
                await asyncio.sleep(0.1)
    except TimeoutError:
        pytest.fail(f"{seen} instead of {wanted}")


async def cancels(person: Person, id: str) -> None:
    """Press the button under the progress message of this job."""

    def of_this_job() -> list[dict[str, Any]]:
        return [message for message in person.from_bot() if buttons(message).get("✖️ Cancel", "").endswith(id)]

    await until(of_this_job, "a progress message")
    status = of_this_job()[0]
    person.presses(status, "✖️ Cancel")
    await until(lambda: person.chat[status["message_id"]]["text"] == "✖️ Cancelled.", "the job being cancelled")


def lines_of(bot: Bot) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in bot.output().splitlines()]
    return [line for line in found if line["event"] in ("job started", "job ended")]


@pytest.mark.timeout(300)
async def test_an_operator_sees_where_a_job_stands_still(tmp_path: Path, samples: Samples) -> None:
    async with Playground(token=TOKEN) as telegram, ProviderDouble(key=KEY, answer="heard", delay=600) as provider:
        settings = {"TELEGRAM_TOKEN": TOKEN, "OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": provider.url}
        bot = Bot(tmp_path, telegram.base_url, **settings, LOG_FORMAT="json", USER_CONCURRENCY="1")
        stage = Stage(telegram, provider, bot)
        anna, boris = stage.person(), stage.person()
        await bot.start()
        stuck = job_of(anna, await anna.sends(samples.spoken("ogg"), name=NAME))
        await until(lambda: provider.at_once == 1, "the provider being asked")
        behind = job_of(anna, await anna.sends(samples.spoken("ogg"), name=NAME))
        other = job_of(boris, await boris.sends(samples.spoken("ogg"), name=NAME))

        await until_states(tmp_path, {stuck: "running", behind: "waiting", other: "running"})
        code, told = await jobs(tmp_path, "--json")
        assert code == 0
        facts = {(one["mode"], one["lane"], one["starts"], one["worker_alive"]) for one in json.loads(told)}
        assert facts == {("transcribe_audio", "short", 1, True)}
        code, table = await jobs(tmp_path)
        assert code == 0
        assert "Unfinished jobs: 2 running, 1 waiting." in table
        code, page = await jobs(tmp_path, stuck)
        assert code == 0
        assert f"job      {stuck}" in page

        await cancels(anna, behind)
        await cancels(anna, stuck)
        await until_states(tmp_path, {other: "running"})
        assert re.search("^ended +cancelled", (await jobs(tmp_path, stuck))[1], re.M)

        assert await bot.stop() == 0
        await until_states(tmp_path, {other: "parked"})
        assert re.search(f"^{other} .* no worker is alive$", (await jobs(tmp_path))[1], re.M)
        provider.delay = 0.0
        async with bot:
            assert (await boris.hears())["text"] == "heard"
            await until_states(tmp_path, {})
        code, page = await jobs(tmp_path, other, "--json")
        whole = json.loads(page)
        assert (whole["state"], whole["outcome"], whole["starts"]) == ("ended", "done", 2)
        assert [step["name"] for step in whole["steps"]] == ["begin", "deliver 1"]

        said = lines_of(bot)
        assert Counter((line["event"], line["job"]) for line in said) == {
            ("job started", stuck): 1, ("job ended", stuck): 1,
            ("job started", behind): 1, ("job ended", behind): 1,
            ("job started", other): 2, ("job ended", other): 2,
        }  # fmt: skip
        outcomes = Counter((line["job"], line["outcome"]) for line in said if line["event"] == "job ended")
        assert outcomes == {(stuck, "cancelled"): 1, (behind, "cancelled"): 1, (other, "parked"): 1, (other, "done"): 1}
        assert NAME not in bot.output()
        stage.nothing_leaked()


async def test_a_killed_bot_leaves_what_it_worked_on_in_sight(tmp_path: Path, samples: Samples) -> None:
    async with Playground(token=TOKEN) as telegram, ProviderDouble(key=KEY, answer="heard", delay=600) as provider:
        settings = {"TELEGRAM_TOKEN": TOKEN, "OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": provider.url}
        bot = Bot(tmp_path, telegram.base_url, **settings)
        person = Stage(telegram, provider, bot).person()
        await bot.start()
        one = job_of(person, await person.sends(samples.spoken("ogg")))
        await until_states(tmp_path, {one: "running"})
        await bot.kill()
        before = _contents(bot.storage)
        _, told = await jobs(tmp_path, "--json")
        assert [(job["id"], job["state"]) for job in json.loads(told)] == [(one, "running")]
        assert _contents(bot.storage) == before, "whoever looks changes nothing"


def _contents(storage: Path) -> dict[str, bytes]:
    """Of the databases and their logs; the -shm files are SQLite's own memory of them."""
    return {path.name: path.read_bytes() for path in storage.glob("*.sqlite*") if not path.name.endswith("-shm")}
