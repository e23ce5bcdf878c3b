"""What the bot tidies by itself at its next start: jobs that bring it down, jobs that are old, messages left over."""

import sqlite3
from pathlib import Path

import pytest

from playground.server import Playground
from tests.journeys.stage import KEY, TOKEN, Stage, buttons, until
from tests.media_samples import Samples
from tests.processes import Bot
from tests.provider.double import ProviderDouble

pytestmark = pytest.mark.asyncio(loop_scope="session")


def _change(storage: Path, statement: str, *values: object) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(storage / "jobs.sqlite")
    with connection:
        found = connection.execute(statement, values).fetchall()
    connection.close()
    return found


async def test_what_a_dead_process_left_is_dealt_with(tmp_path: Path, samples: Samples) -> None:
    async with Playground(token=TOKEN) as telegram, ProviderDouble(key=KEY, answer="heard", delay=60) as provider:
        bot = Bot(tmp_path, telegram.base_url, TELEGRAM_TOKEN=TOKEN, OPENAI_API_KEY=KEY, OPENAI_BASE_URL=provider.url)
        stage = Stage(telegram, provider, bot)
        deadly, old = stage.person(), stage.person()
        await bot.start()
        await deadly.sends(samples.spoken("ogg"))
        status = await deadly.sees_status()
        provider.delay = 0
        await old.sends(samples.spoken("ogg"))
        await old.hears()
        # The answer comes a moment before the job is on record as done; killed in between it would be worked on again.
        done = "SELECT 1 FROM workflow_status WHERE status = 'SUCCESS' AND workflow_uuid LIKE ?"
        await until(lambda: _change(bot.storage, done, f"{old.id}:%"), "the old job being on record as done")
        await bot.kill()
        ids = [id for (id,) in _change(bot.storage, "SELECT workflow_uuid FROM workflow_status")]
        assert len(ids) == 2
        prefix = f"{deadly.id}:%"
        _change(
            bot.storage,
            "UPDATE workflow_status SET status = 'MAX_RECOVERY_ATTEMPTS_EXCEEDED' WHERE workflow_uuid LIKE ?",
            prefix,
        )
        _change(
            bot.storage,
            "UPDATE workflow_status SET completed_at = completed_at - 4 * 86400000 WHERE workflow_uuid LIKE ?",
            f"{old.id}:%",
        )
        async with bot:
            answer = await deadly.hears()
            assert answer["text"].startswith("Something broke on my side, not on yours.")
            assert not buttons(answer), "again would bring it down again"
            await until(lambda: status["message_id"] not in deadly.chat, "the old progress message going away")
            await until(
                lambda: not _change(bot.storage, "SELECT 1 FROM workflow_status"), "the old jobs being forgotten"
            )
            assert not bot.left_over()
            old.says("/history")
            assert (await old.hears())["text"].startswith("🗂 Your recordings: 1"), "results stay"
