"""A link as a message: refused in one sentence where links are off, where it is not of the web, or leads inside."""

from pathlib import Path

import pytest
from aiohttp import web

from playground.server import Playground
from tests.journeys.stage import KEY, TOKEN, Person, Stage
from tests.processes import Bot
from tests.provider.double import ProviderDouble

pytestmark = pytest.mark.asyncio(loop_scope="session")

OTHER_SCHEMES = ("file:///etc/passwd", "ftp://example.org/a.mp3", "data:audio/ogg;base64,T2dn", "javascript:alert(1)")
INSIDE = ("http://2130706433:{port}/a.ogg", "https://[::ffff:127.0.0.1]:{port}/")


async def test_links_are_off_unless_switched_on(stage: Stage, person: Person) -> None:
    person.says("https://media.example/talk")
    assert (await person.hears())["text"].startswith("I do not open links here.")
    person.says("see https://media.example/talk")
    assert (await person.hears())["text"].startswith("I work with"), "a text with a link in it is a text"


async def test_only_what_is_public_is_followed(tmp_path: Path) -> None:
    hits: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        hits.append(request.path)
        return web.Response()

    inside = web.Application()
    inside.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(inside, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    settings = {"TELEGRAM_TOKEN": TOKEN, "OPENAI_API_KEY": KEY, "LINKS_ENABLED": "true"}
    async with (
        Playground(rates="off", token=TOKEN) as telegram,
        ProviderDouble(key=KEY) as provider,
        Bot(tmp_path, telegram.base_url, OPENAI_BASE_URL=provider.url, **settings) as bot,
    ):
        stage = Stage(telegram, provider, bot)
        person = stage.person()
        for link in OTHER_SCHEMES:
            person.says(link)
            assert (await person.hears())["text"].startswith("I do not follow links of this kind."), link
        for link in INSIDE:
            person.says(link.format(port=port))
        for _ in INSIDE:
            assert (await person.hears(60))["text"].startswith("This link does not lead to the open internet")
        assert hits == []
        stage.nothing_leaked()
    await runner.cleanup()
