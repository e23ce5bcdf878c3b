"""Any web page that somebody has open can send requests to 127.0.0.1: the playground answers its own page only."""

import shutil
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import async_playwright

from playground.guard import HEADERS
from playground.server import Playground
from playground.world import TOKEN, new_token
from tests.patience import patience

ANNA = 1001
EVIL = "http://evil.example"


@pytest.fixture
async def telegram() -> AsyncIterator[Playground]:
    async with Playground(rates="off") as running:
        running.start_chat(ANNA)
        yield running


async def status(telegram: Playground, verb: str, path: str, **headers: str) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.request(verb, telegram.base_url + path, headers=headers, allow_redirects=False) as response,
    ):
        for name, value in HEADERS.items():
            assert response.headers[name] == value
        return response.status


REFUSED = [
    {"Host": "evil.example"},
    {"Host": "evil.example:8081"},
    {"Host": "127.0.0.1.evil.example"},
    {"Host": "localhost.evil.example"},
    {"Host": ""},
    {"Origin": EVIL},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:9"},
    {"Referer": f"{EVIL}/page"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
    {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
]


@pytest.mark.parametrize("headers", REFUSED, ids=str)
@pytest.mark.parametrize(
    ("verb", "path"), [("GET", "/sim/calls"), ("POST", "/sim/reset"), ("GET", "/bot{token}/getMe")]
)
async def test_what_another_page_sends_is_refused(
    telegram: Playground, headers: dict[str, str], verb: str, path: str
) -> None:
    assert await status(telegram, verb, path.format(token=telegram.token), **headers) == 403


async def test_programs_and_the_page_itself_are_answered(telegram: Playground) -> None:
    own = telegram.base_url
    assert await status(telegram, "GET", "/sim/calls") == 200
    assert await status(telegram, "GET", "/sim/calls", **{"Sec-Fetch-Site": "same-origin", "Origin": own}) == 200
    assert await status(telegram, "GET", "/", **{"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}) == 200
    linked = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Referer": f"{EVIL}/"}
    assert await status(telegram, "GET", "/", **linked) == 200, "a link to the page may stand anywhere"
    assert await status(telegram, "GET", f"/bot{telegram.token}/getMe") == 200
    localhost = {"Host": f"localhost:{telegram.port}", "Origin": f"http://localhost:{telegram.port}"}
    assert await status(telegram, "GET", "/sim/calls", **localhost) == 200


async def test_not_even_its_own_page_speaks_as_the_bot(telegram: Playground) -> None:
    own = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "no-cors"}
    assert await status(telegram, "GET", f"/bot{telegram.token}/deleteWebhook", **own) == 403


@pytest.mark.parametrize(
    "url",
    ["https://example.org/hook", "http://127.0.0.1.example.org/", "http://localhost.example.org", "https://10.0.0.1",
     "https://[2001:db8::1]/", "https://user@127.0.0.1@example.org/", "https://"],
)  # fmt: skip
async def test_updates_go_to_this_machine_only(telegram: Playground, url: str) -> None:
    hook = f"{telegram.base_url}/bot{TOKEN}/setWebhook"
    async with aiohttp.ClientSession() as session, session.post(hook, json={"url": url}) as response:
        assert response.status == 400
    assert telegram.world.webhook.url == ""


def test_every_start_has_a_token_of_its_own() -> None:
    tokens = {new_token() for _ in range(20)}
    assert len(tokens) == 20
    assert all(token.startswith("1:") and len(token) > 30 for token in tokens)


ATTACKS = """<!doctype html><title>attacks</title>
<img src="{own}/bot{token}/setWebhook?url=http://127.0.0.1:9/x">
<iframe src="{own}/sim/calls"></iframe>
<form id="f" method="post" enctype="text/plain" action="{own}/sim/reset" target="i"><input name="a" value="b"></form>
<iframe name="i"></iframe>
<script>
  document.getElementById("f").submit();
  const body = JSON.stringify({{chat_id: {anna}, user_id: {anna}, text: "from evil"}});
  const tries = [
    fetch("{own}/sim/message", {{method: "POST", mode: "no-cors", body}}),
    fetch("{own}/sim/message", {{method: "POST", body, headers: {{"Content-Type": "application/json"}}}}),
    fetch("{own}/sim/calls").then(answer => answer.text()),
  ];
  Promise.allSettled(tries).then(ended => document.title = "done " + ended.slice(1).map(one => one.status).join(" "));
</script>"""


@pytest.mark.timeout(240)
@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
async def test_a_real_browser_with_a_hostile_page_open(telegram: Playground) -> None:
    text = ATTACKS.format(own=telegram.base_url, token=telegram.token, anna=ANNA)

    async def page_of_evil(_request: web.Request) -> web.Response:
        return web.Response(text=text, content_type="text/html")

    evil = web.Application()
    evil.router.add_get("/", page_of_evil)
    async with TestServer(evil) as server, async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = await browser.new_page()
        await page.goto(str(server.make_url("/")))
        await page.wait_for_function("document.title.startsWith('done')", timeout=1000 * patience(60))
        assert await page.title() == "done rejected rejected"
        complaints: list[str] = []
        own = await browser.new_page()
        own.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        own.on("pageerror", lambda error: complaints.append(str(error)))
        await own.goto(telegram.base_url)
        await own.wait_for_selector("textarea", timeout=1000 * patience(60))
        await browser.close()
    assert complaints == [], "the page keeps to its own policy"
    assert telegram.world.webhook.url == ""
    assert not any("from evil" in str(message) for message in telegram.world.chats[ANNA].messages.values())
