"""The bot stops, starts, dies and is helped by workers: no message is lost and none is answered twice."""

import asyncio
import json
from functools import partial
from pathlib import Path
from time import monotonic
from urllib.request import urlopen

import pytest

from playground.server import Playground
from tests.journeys.stage import KEY, TOKEN, Person, Stage, buttons, until
from tests.media_samples import Samples
from tests.patience import lasting
from tests.processes import Bot
from tests.provider.double import ProviderDouble
from tests.services import free_port

pytestmark = pytest.mark.asyncio(loop_scope="session")


def _bot(folder: Path, telegram: Playground, provider: ProviderDouble, **more: str) -> Bot:
    settings = {"TELEGRAM_TOKEN": TOKEN, "OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": provider.url, **more}
    module = settings.pop("module", "frontend_bot.main")
    return Bot(folder, telegram.base_url, module=module, **settings)


def _answers(person: Person, text: str) -> int:
    return sum(message.get("text") == text for message in person.from_bot())


async def test_sigterm_parks_what_runs_and_the_next_start_goes_on(tmp_path: Path, samples: Samples) -> None:
    async with (
        Playground(token=TOKEN) as telegram,
        ProviderDouble(key=KEY, answer="heard") as provider,
    ):
        port = free_port()
        bot = _bot(tmp_path, telegram, provider, METRICS_PORT=str(port), LOG_FORMAT="json", LOG_LEVEL="DEBUG")
        stage = Stage(telegram, provider, bot)
        people = [stage.person() for _ in range(3)]
        provider.hold()
        await bot.start()
        for person in people:
            await person.sends(samples.spoken("ogg"))
        await until(lambda: provider.at_once == 3, "three jobs at work")
        metrics = (await asyncio.to_thread(lambda: urlopen(f"http://127.0.0.1:{port}/metrics").read())).decode()
        assert "bot_jobs_running 3.0" in metrics
        for path in ("healthz", "readyz"):
            assert (await asyncio.to_thread(urlopen, f"http://127.0.0.1:{port}/{path}")).status == 200
        began = monotonic()
        assert await bot.stop() == 0
        assert monotonic() - began < lasting(10)
        assert not bot.left_over(), "parked jobs leave nothing on the disk"
        assert all(_answers(person, "heard") == 0 for person in people)
        late = stage.person()
        await late.sends(samples.spoken("ogg"))  # nobody is there
        late.says("/help")
        provider.release()
        async with bot:
            for person in [*people, late]:
                await until(partial(_answers, person, "heard"), "the answer after the restart")
            await asyncio.sleep(3)
            assert [_answers(person, "heard") for person in [*people, late]] == [1, 1, 1, 1]
            assert any("What you can send" in m["text"] for m in late.from_bot())
            await until(lambda: not any(len(p.from_bot()) > 1 for p in people), "old progress messages going away")
        for line in bot.output().splitlines():
            assert isinstance(json.loads(line), dict), "every line is JSON"
        stage.nothing_leaked()


async def test_state_in_redis_survives_and_a_webhook_serves_as_polling_does(
    tmp_path: Path, samples: Samples, redis_url: str
) -> None:
    async with Playground(token=TOKEN) as telegram, ProviderDouble(key=KEY, answer="heard") as provider:
        stage = Stage(telegram, provider, _bot(tmp_path, telegram, provider, REDIS_URL=redis_url))
        person = stage.person("en")
        async with stage.bot:
            person.says("/language")
            person.presses(await person.hears(), "Русский")
            assert (await person.hears())["text"] == "Хорошо, говорю по-русски."
        port = free_port()
        hook = {"WEBHOOK_URL": f"http://127.0.0.1:{port}/hook", "WEBHOOK_PORT": str(port), "WEBHOOK_SECRET": "hunter2x"}
        stage.bot = _bot(tmp_path, telegram, provider, REDIS_URL=redis_url, **hook)
        async with stage.bot:
            person.says("/start")
            assert (await person.hears())["text"].startswith("Здравствуйте")
            await person.sends(samples.spoken("ogg"))
            assert (await person.hears())["text"] == "heard"
            assert "hunter2x" not in stage.bot.output()
        stage.nothing_leaked()


async def test_workers_apart_from_the_bot(tmp_path: Path, samples: Samples, postgres_url: str, redis_url: str) -> None:
    """As on several machines: a database and a Redis in common, and no folder."""
    shared = {"DATABASE_URL": postgres_url, "REDIS_URL": redis_url, "WORKER": "separate"}
    async with Playground(token=TOKEN) as telegram, ProviderDouble(key=KEY, answer="heard") as provider:
        stage = Stage(telegram, provider, _bot(tmp_path, telegram, provider, **shared))
        person = stage.person()
        first, second = (
            _bot(tmp_path / name, telegram, provider, module="frontend_bot.worker", **shared)
            for name in ("first", "second")
        )
        async with stage.bot:
            await person.sends(samples.spoken("ogg"))
            await first.start()
            assert (await person.hears())["text"] == "heard", "a job that waited for a worker"
            provider.delay = 60
            await person.sends(samples.spoken("ogg"))
            status = await person.sees_status()
            person.presses(status, "✖️ Cancel")
            answer = await person.hears()
            assert answer["text"] == "✖️ Cancelled.", "a job that another process runs"
            await person.sends(samples.spoken("ogg"))
            await until(lambda: provider.at_once >= 2, "the worker at work")
            async with second:  # beside the first, so it is another worker and not the first one's restart
                await first.kill()
                provider.delay = 0
                assert (await person.hears(60))["text"] == "heard", "taken over from the dead"
                assert "took over from a silent worker" in second.output()
                await asyncio.sleep(2)
                assert _answers(person, "heard") == 2
                person.presses(answer, "🔁 Try again")
                assert (await person.hears())["text"] == "heard"
                assert "⬇️ File" in buttons(person.from_bot()[-1])
            assert not any("openai" in m.get("text", "") for m in person.from_bot())
        stage.nothing_leaked()


async def test_a_job_that_waits_for_a_worker_is_shown_and_taken_over(tmp_path: Path, samples: Samples) -> None:
    async with (
        Playground(token=TOKEN) as telegram,
        ProviderDouble(key=KEY, answer="heard") as provider,
    ):
        stage = Stage(telegram, provider, _bot(tmp_path, telegram, provider, WORKER="separate"))
        worker = _bot(
            tmp_path / "worker", telegram, provider, WORKER="separate", STORAGE_DIR=str(stage.bot.storage),
            module="frontend_bot.worker",
        )  # fmt: skip
        person = stage.person()
        provider.hold()
        async with stage.bot:
            await person.sends(samples.spoken("ogg"))
            waiting = await person.sees_status()
            assert "In line" in waiting["text"], "nobody works yet, and the person knows it"
            async with worker:
                await until(lambda: "%" in person.chat[waiting["message_id"]]["text"], "the worker going on with it")
                provider.release()
                assert (await person.hears())["text"] == "heard"
                await until(lambda: waiting["message_id"] not in person.chat, "the progress message going away")
                assert not any("In line" in message.get("text", "") for message in person.from_bot())
