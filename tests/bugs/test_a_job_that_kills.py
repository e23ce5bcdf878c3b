"""A job that takes its process down did so a hundred times, and in a worker of its own for ever.

DBOS counts the starts of a job, but a worker that takes over from a dead one sets the count back. Now jobs that were at
work when their process died run apart, one by one, in a process whose death proves it; the bot stays up meanwhile.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from playground.server import Playground
from tests.bot_copy import copy_of_the_bot, run_from
from tests.journeys.stage import KEY, TOKEN, Person, Stage, until
from tests.processes import Bot
from tests.provider.double import ProviderDouble

MODE = '''"""Kills its process."""

import asyncio
import os
import signal
from typing import ClassVar

from frontend_bot.core.content import Kind
from frontend_bot.core.job import Job, Result
from frontend_bot.core.mode import JobMode
from frontend_bot.core.tools import Tools

ENGLISH = """
mode-deadly = ☠️ Deadly
mode-deadly-prompt = Send a text.
"""


class Deadly(JobMode):
    """Waits a little, and then answers or kills."""

    id = "deadly"
    order = 60
    accepts = frozenset({Kind.TEXT})
    texts: ClassVar = {"en": ENGLISH, "ru": ENGLISH}

    async def run(self, job: Job, tools: Tools) -> Result:
        await asyncio.sleep(1.0)
        if job.content[0].text == "poison":
            os.kill(os.getpid(), signal.SIGKILL)
        return Result(text=f"survived: {job.content[0].text}")
'''
INNOCENT = 5
MOST_RESTARTS = 3


@asynccontextmanager
async def _bots(folder: Path, *, separate: bool) -> AsyncIterator[tuple[Stage, Bot]]:
    """A bot, and the program that works: itself or a worker."""
    tree = copy_of_the_bot(folder)
    (tree / "frontend_bot" / "modes" / "deadly.py").write_text(MODE, "utf-8")
    async with Playground(token=TOKEN) as telegram, ProviderDouble(key=KEY) as provider:
        settings = {"WORKER": "separate" if separate else "embedded", **run_from(tree)}
        bot = Bot(tree, telegram.base_url, TELEGRAM_TOKEN=TOKEN, **settings)
        worker = Bot(tree, telegram.base_url, module="frontend_bot.worker", TELEGRAM_TOKEN=TOKEN, **settings)
        stage = Stage(telegram, provider, bot)
        async with bot:
            if separate:
                async with worker:
                    yield stage, worker
            else:
                yield stage, bot


async def _asks(person: Person, text: str) -> None:
    before = len(_said(person))
    person.says("☠️ Deadly")
    await until(lambda: "Send a text." in _said(person)[before:], "the mode's prompt")
    person.says(text)


def _said(person: Person) -> list[str]:
    return [str(message.get("text")) for message in person.from_bot()]


async def _hears(person: Person, answer: str) -> None:
    await until(lambda: answer in _said(person), f"the answer {answer!r}", 60)


def _was_given_up(person: Person) -> bool:
    return any(text.startswith("Something broke") for text in _said(person))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("separate", [False, True], ids=["embedded", "separate"])
async def test_it_is_given_up_and_the_others_are_answered(tmp_path: Path, separate: bool) -> None:
    async with _bots(tmp_path, separate=separate) as (stage, worker):
        innocent, guilty = [stage.person() for _ in range(INNOCENT)], stage.person()
        for number, person in enumerate(innocent):
            await _asks(person, f"number {number}")
        await _asks(guilty, "poison")
        restarts = 0
        while not _was_given_up(guilty):
            await until(lambda: _was_given_up(guilty) or worker.has_ended, "the sentence for the guilty one", 90)
            if worker.has_ended:
                restarts += 1
                assert restarts <= MOST_RESTARTS, worker.output()
                await worker.start()
        for number, person in enumerate(innocent):
            await _hears(person, f"survived: number {number}")
        await _asks(innocent[0], "afterwards")
        await _hears(innocent[0], "survived: afterwards")
        assert not worker.has_ended, "it stays up"
        assert sum(text.startswith("Something broke") for text in _said(guilty)) == 1
        assert "Traceback" not in worker.output()
