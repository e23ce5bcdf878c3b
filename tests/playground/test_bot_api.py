"""The HTTP side: four ways to hand over parameters, unknown and missing methods, the call log."""

import aiohttp
import pytest
from aiogram import Bot

from playground.server import Playground
from tests.playground.conftest import ANNA, Call


async def test_an_unknown_method_is_an_error_and_stands_in_the_log(telegram: Playground, call: Call) -> None:
    body = await call("sendTelepathy", chat_id=ANNA)
    assert body == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}
    logged = telegram.world.journal.calls[-1]
    assert (logged.method, logged.ok, logged.error_code) == ("sendTelepathy", False, 404)


async def test_what_telegram_has_and_the_playground_has_not_says_so(telegram: Playground, call: Call) -> None:
    body = await call("sendDice", chat_id=ANNA)
    assert (body["error_code"], body["description"]) == (501, "Not Implemented: sendDice is not part of the playground")
    assert telegram.world.journal.calls[-1].ok is False


async def test_the_name_of_a_method_may_have_any_case(call: Call) -> None:
    assert (await call("GETME"))["result"]["username"] == "playground_bot"


@pytest.mark.parametrize("token", ["1:other", "2:playground", "nonsense"])
async def test_a_wrong_token_is_unauthorized(telegram: Playground, http: aiohttp.ClientSession, token: str) -> None:
    async with http.get(f"{telegram.base_url}/bot{token}/getMe") as response:
        assert (response.status, (await response.json())["description"]) == (
            401,
            "Unauthorized: invalid token specified",
        )


async def test_parameters_come_in_four_ways(telegram: Playground, http: aiohttp.ClientSession) -> None:
    url, text = f"{telegram.base_url}/bot{telegram.token}/sendMessage", "при+вет & 100% =😀;"
    fields = {"chat_id": str(ANNA), "text": text}
    parts = aiohttp.FormData(default_to_multipart=True)
    for name, value in fields.items():
        parts.add_field(name, value)
    for options in ({"params": fields}, {"data": fields}, {"json": fields}, {"data": parts}):
        async with http.post(url, **options) as response:
            assert (await response.json())["result"]["text"] == text


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("application/json", b"{", "can't parse request body as JSON"),
        ("application/json", b"[]", "can't parse request body: an object is expected"),
        ("application/x-www-form-urlencoded", "text=й".encode(), "strings must be encoded in UTF-8"),
        ("multipart/form-data", b"x", "can't parse multipart body"),
    ],
)
async def test_a_broken_body_is_refused(
    telegram: Playground, http: aiohttp.ClientSession, kind: str, body: bytes, expected: str
) -> None:
    url = f"{telegram.base_url}/bot{telegram.token}/sendMessage"
    async with http.post(url, data=body, headers={"Content-Type": kind}) as response:
        assert await response.json() == {"ok": False, "error_code": 400, "description": f"Bad Request: {expected}"}


async def test_the_log_knows_times_parameters_and_what_was_ignored(telegram: Playground, call: Call) -> None:
    await call("sendMessage", chat_id=ANNA, text="x", colour="red")
    logged = telegram.world.journal.calls[-1]
    assert logged.ignored == ("colour",)
    assert logged.parameters["text"] == "x"
    assert logged.result["text"] == "x"
    assert logged.at <= logged.answered_at


async def test_polling_is_not_logged_but_its_failure_is(telegram: Playground, bot: Bot, call: Call) -> None:
    await bot.get_updates(timeout=0)
    assert not telegram.world.journal.calls
    await call("getUpdates", limit="many")
    assert telegram.world.journal.calls[-1].description == "Bad Request: can't parse limit: an integer is expected"


async def test_a_file_is_fetched_with_the_right_token_only(telegram: Playground, bot: Bot) -> None:
    message = await telegram.send(ANNA, b"hello", "document", name="a.txt")
    file = await bot.get_file(message["document"]["file_id"])
    assert file.file_path is not None
    assert file.file_path.startswith("documents/file_")
    content = await bot.download_file(file.file_path)
    assert content is not None
    assert content.read() == b"hello"
    async with (
        aiohttp.ClientSession() as other,
        other.get(f"{telegram.base_url}/file/bot1:x/{file.file_path}") as response,
    ):
        assert response.status == 401
    async with (
        aiohttp.ClientSession() as other,
        other.get(f"{telegram.base_url}/file/bot{telegram.token}/documents/../../etc/passwd") as response,
    ):
        assert response.status == 404
