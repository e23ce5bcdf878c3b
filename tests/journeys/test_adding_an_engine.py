"""Adding a transcription service: CONTRIBUTING.md is followed, with a copy of the bot and a made-up service."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from playground.server import Playground
from tests.bot_copy import copy_of_the_bot, run_from
from tests.journeys.stage import KEY, TOKEN, Stage
from tests.media_samples import Samples
from tests.processes import ROOT, Bot
from tests.provider.double import ProviderDouble

pytestmark = pytest.mark.asyncio(loop_scope="session")

CHAPTER = "## Add a transcription service\n"
NAME = '"pocketsphinx"] = Field('
ENTRIES = "ENTRIES = (OPENAI, FASTER_WHISPER, POCKETSPHINX)"


@dataclass
class Murmur:
    """The service: takes one key, and the bare file of an audio type; answers phrases in milliseconds."""

    url: str = ""
    asked: list[str] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.headers["Content-Type"])
        if request.headers.get("X-Murmur-Key") != KEY:
            return web.json_response({"fault": "key"}, status=401)
        assert request.headers["Content-Type"].startswith("audio/")
        assert await request.read()
        phrases = [
            {"from_ms": 0, "to_ms": 400, "said": "a soft voice"},
            {"from_ms": 400, "to_ms": 900, "said": "in the wires"},
        ]
        return web.json_response({"lang": "en", "phrases": phrases})


@asynccontextmanager
async def murmur() -> AsyncIterator[Murmur]:
    service, app = Murmur(), web.Application()
    app.router.add_post("/", service.answer)
    async with TestServer(app) as server:
        service.url = str(server.make_url("/"))
        yield service


def walk_through(tree: Path) -> None:
    """Do to the copy what the chapter says: one new file, two changed ones."""
    chapter = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition(CHAPTER)[2].partition("\n## ")[0]
    engine, settings, entry = re.findall(r"```python\n(.*?)```", chapter, re.DOTALL)
    package = tree / "frontend_bot"
    (package / "engines/transcription/murmur.py").write_text(engine, "utf-8")
    config = (package / "config.py").read_text("utf-8")
    assert config.count(NAME) == 1
    config = config.replace(NAME, '"pocketsphinx", "murmur"] = Field(')
    config = config.replace("    transcription_model: str", f"{settings}    transcription_model: str", 1)
    (package / "config.py").write_text(config, "utf-8")
    wiring = (package / "wiring/transcription.py").read_text("utf-8")
    assert wiring.count(ENTRIES) == 1
    imported = "from frontend_bot.engines.transcription.murmur import MurmurTranscription\n"
    wiring = wiring.replace(ENTRIES, f"{imported}\n{entry}\n{ENTRIES[:-1]}, MURMUR)")
    (package / "wiring/transcription.py").write_text(wiring, "utf-8")


async def test_the_walk_through_works(tmp_path: Path, samples: Samples) -> None:
    tree = copy_of_the_bot(tmp_path)
    walk_through(tree)
    async with Playground(token=TOKEN) as telegram, ProviderDouble(key=KEY) as provider, murmur() as service:
        settings = {"TRANSCRIPTION_ENGINE": "murmur", "MURMUR_URL": service.url, "MURMUR_KEY": KEY}
        bot = Bot(tree, telegram.base_url, TELEGRAM_TOKEN=TOKEN, **settings, **run_from(tree))
        stage = Stage(telegram, provider, bot)
        async with bot:
            person = stage.person("en")
            await person.sends(samples.spoken("ogg"))
            assert (await person.hears())["text"] == "a soft voice in the wires"
        stage.nothing_leaked()
    assert service.asked == ["audio/ogg"]
