"""What the README tells people to type works, in a checkout of its own; and its links lead somewhere."""

import asyncio
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from playground.server import Playground
from tests.patience import patience
from tests.services import free_port

ROOT = Path(__file__).parent.parent
PAGES = ("README.md", "README.ru.md")
ELSEWHERE = {
    "sudo apt-get install -y git make": "before there is a checkout; whoever runs this test has done it",
    "make test": "the run that this test is a part of",
}
HERE = {"make demo", "cp .env.example .env", "make doctor", "make run", "make worker", "make backend"}
"""Typed by the tests below."""
SECONDS = 90.0


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def commands(page: str) -> list[str]:
    """Every line of the page's ``sh`` blocks."""
    blocks = re.findall(r"^( *)```sh\n(.*?)^\1```", text_of(page), re.DOTALL | re.MULTILINE)
    return [line.strip() for _, block in blocks for line in block.splitlines() if line.strip()]


# --- the pages ---


@pytest.mark.parametrize("page", PAGES)
def test_every_command_is_exercised(page: str) -> None:
    assert set(commands(page)) == HERE | set(ELSEWHERE)


def test_both_languages_say_the_same_commands() -> None:
    assert commands(PAGES[0]) == commands(PAGES[1])


@pytest.mark.parametrize("page", [*PAGES, "CONTRIBUTING.md"])
def test_targets_and_settings_exist(page: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)", text_of(page))) <= targets
    settings = set(re.findall(r"^([A-Z_]+)=", text_of(".env.example"), re.MULTILINE))
    named = set(re.findall(r"`([A-Z]+_[A-Z_]+|WORKER)\b", text_of(page)))
    assert named <= settings


@pytest.mark.parametrize(
    "page", [*PAGES, "CONTRIBUTING.md", "docs/architecture.md", "docs/glossary.md", "docs/operating.md"]
)
def test_links_lead_somewhere(page: str) -> None:
    folder = (ROOT / page).parent
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text_of(page)) if "://" not in link]
    assert [link for link in links if not (folder / link).exists()] == []


MADE_UP = {"frontend_bot/modes/count_words.py", "frontend_bot/engines/transcription/murmur.py"}
"""Files that the walk-throughs of CONTRIBUTING.md add; tests do what they say."""


@pytest.mark.parametrize("page", ["docs/architecture.md", "CONTRIBUTING.md"])
def test_named_files_exist(page: str) -> None:
    """A file that is named in prose, from the root or from the bot's folder."""
    named = set(re.findall(r"`((?:[a-z_]+/)+[a-z_0-9]+\.py)`", text_of(page))) - MADE_UP
    assert sorted(n for n in named if not any((ROOT / top / n).exists() for top in (".", "frontend_bot"))) == []


def test_the_worked_example_is_shown_as_it_is() -> None:
    """Every block of the chapter about a new outside service stands in a file of the bot, letter for letter."""
    chapter = text_of("CONTRIBUTING.md").partition("speak a text\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"```python\n(.*?)\n```", chapter, re.DOTALL)
    sources = [path.read_text("utf-8") for path in (ROOT / "frontend_bot").rglob("*.py")]
    assert len(blocks) == 4
    assert "`text_to_speech=self.text_to_speech,`" in chapter
    assert "            text_to_speech=self.text_to_speech," in text_of("frontend_bot/wiring/job_tools.py")
    assert [block for block in blocks if not any(block in source for source in sources)] == []


# --- scripts and requirements ---


@pytest.mark.parametrize("script", [*sorted(ROOT.glob("scripts/*.sh")), ROOT / ".ci/run"], ids=lambda path: path.name)
def test_scripts_can_be_parsed_and_run(script: Path) -> None:
    subprocess.run(["bash", "-n", script], check=True)
    assert os.access(script, os.X_OK)


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert "exec make test </dev/null" in text_of(".ci/run")
    assert "make test" in commands("README.md")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_versions_and_nothing_else(name: str) -> None:
    lines = [line for line in text_of(name).splitlines() if not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9-]+==[A-Za-z0-9.]+( ; [^/:@]+)?", line)] == []
    assert not any(line.startswith(("torch", "nvidia")) for line in lines)


def test_a_second_set_up_has_nothing_to_do(checkout: Path) -> None:
    subprocess.run(["scripts/setup.sh", "run"], cwd=checkout, check=True, stdin=subprocess.DEVNULL)
    again = subprocess.run(
        ["scripts/setup.sh", "run"],
        cwd=checkout,
        check=True,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=patience(5),
    )
    assert b"Installing" not in again.stdout


# --- the commands, typed in a checkout of their own: an operator's .env must not be touched ---


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The project without ``.env`` and storage, with the virtual environment that runs this test."""
    for name in ("frontend_bot", "backend_api", "playground", "scripts"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt", ".env.example"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    return tmp_path


@contextlib.asynccontextmanager
async def typed(command: str, checkout: Path, **settings: str) -> AsyncIterator[Path]:
    """A command of the README while it runs; answers the file with what it prints."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME") or name.startswith("PIP_")}
    printed = checkout / "printed.log"
    with printed.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *command.split(), cwd=checkout, env=kept | settings, stdin=asyncio.subprocess.DEVNULL,
            stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
    try:
        yield printed
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        await asyncio.wait_for(process.wait(), patience(30))


async def until_printed(words: str, printed: Path) -> None:
    async with asyncio.timeout(patience(SECONDS)):
        while words not in printed.read_text("utf-8"):
            await asyncio.sleep(0.1)


async def until_answered(url: str) -> str:
    async with asyncio.timeout(patience(SECONDS)), aiohttp.ClientSession() as session:
        while True:
            with contextlib.suppress(aiohttp.ClientError):
                async with session.get(url) as response:
                    if response.status == 200:
                        return await response.text()
            await asyncio.sleep(0.1)


async def test_make_demo_opens_the_page(checkout: Path) -> None:
    port = free_port()
    async with typed("make demo", checkout, PLAYGROUND_PORT=str(port)) as printed:
        assert "<html" in await until_answered(f"http://127.0.0.1:{port}/")
        await until_printed(f"http://127.0.0.1:{port}", printed)
        await until_printed("engine=pocketsphinx", printed)


async def test_from_the_example_of_the_settings_to_a_running_bot(checkout: Path) -> None:
    """``cp .env.example .env``, the token, ``make doctor``, ``make run``, ``make worker``."""
    subprocess.run(["cp", ".env.example", ".env"], cwd=checkout, check=True)
    async with Playground() as telegram:
        env = checkout / ".env"
        lines = env.read_text("utf-8").replace("TELEGRAM_TOKEN=\n", f"TELEGRAM_TOKEN={telegram.token}\n")
        env.write_text(lines.replace("https://api.telegram.org", telegram.base_url), "utf-8")
        async with typed("make doctor", checkout) as printed:
            await until_printed(f"Telegram at {telegram.base_url} knows the bot.", printed)
            await until_printed("No transcription is configured", printed)
            await until_printed("classical: works.", printed)
        async with typed("make run", checkout) as printed:
            await until_printed("ready", printed)
        async with typed("make worker", checkout, WORKER="separate") as printed:
            await until_printed("ready", printed)


@pytest.mark.parametrize("command", commands("docs/operating.md"))
async def test_what_an_operator_types_looks_and_changes_nothing(command: str, checkout: Path) -> None:
    """In a checkout in which nothing has run: the jobs are none, the doctor says what is missing."""
    async with typed(command, checkout) as printed:
        words = {"make doctor": "TELEGRAM_TOKEN is missing", "--json": "[]"}
        told = next((told for part, told in words.items() if part in command), "There are no jobs yet")
        await until_printed(told, printed)
    assert not (checkout / "storage" / "jobs.sqlite").exists()


async def test_a_copied_example_leaves_the_demo_its_trial_engine(checkout: Path) -> None:
    subprocess.run(["cp", ".env.example", ".env"], cwd=checkout, check=True)
    async with typed("make demo", checkout, PLAYGROUND_PORT=str(free_port())) as printed:
        await until_printed("engine=pocketsphinx", printed)


async def test_make_backend_serves(checkout: Path) -> None:
    port = free_port()
    async with typed("make backend", checkout, BACKEND_PORT=str(port)):
        await until_answered(f"http://127.0.0.1:{port}/readyz")
        assert "Photo enhancement" in await until_answered(f"http://127.0.0.1:{port}/openapi.json")
