"""The emulator, the aiogram client that uses it for real, and plain calls for what aiogram would never send."""

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from PIL import Image

from playground.server import Playground

ANNA, BEN = 1001, 1002

Answer = dict[str, Any]
Call = Callable[..., Coroutine[Any, Any, Answer]]


@pytest.fixture
async def telegram() -> AsyncIterator[Playground]:
    """Without send limits; Anna has opened the chat."""
    async with Playground(rates="off") as running:
        running.start_chat(ANNA)
        yield running


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def bot(telegram: Playground) -> AsyncIterator[Bot]:
    api = TelegramAPIServer.from_base(telegram.base_url)
    client = Bot(telegram.token, session=AiohttpSession(api=api))
    yield client
    await client.session.close()


@pytest.fixture
def call(telegram: Playground, http: aiohttp.ClientSession) -> Call:
    """A raw call of the Bot API: ``await call("sendMessage", chat_id=1, text="x")`` gives the whole answer."""

    async def send(method: str, **parameters: Any) -> Answer:
        url = f"{telegram.base_url}/bot{telegram.token}/{method}"
        async with http.post(url, json=parameters) as response:
            body: Answer = await response.json()
            assert response.status == (200 if body["ok"] else body["error_code"])
            return body

    return send


@pytest.fixture
def refusal(call: Call) -> Callable[..., Awaitable[str]]:
    """The text with which a call is refused; the call must be refused."""

    async def ask(method: str, **parameters: Any) -> str:
        body = await call(method, **parameters)
        assert not body["ok"], body
        return str(body["description"])

    return ask


@pytest.fixture
def sim(telegram: Playground, http: aiohttp.ClientSession) -> Call:
    """A call of the page's side: ``await sim("POST", "/sim/message", chat_id=…)`` gives the JSON."""

    async def send(verb: str, path: str, **fields: Any) -> Answer:
        async with http.request(verb, telegram.base_url + path, json=fields or None) as response:
            body: Answer = await response.json()
            return body

    return send


@pytest.fixture
def jpeg() -> Callable[[int, int], bytes]:
    def draw(width: int, height: int) -> bytes:
        out = io.BytesIO()
        Image.new("RGB", (width, height), (200, 120, 40)).save(out, "JPEG")
        return out.getvalue()

    return draw


@pytest.fixture
def sound() -> Callable[..., Awaitable[bytes]]:
    """A second of a tone, made by ffmpeg: ``await sound("-c:a", "libopus", "-f", "webm")``."""

    async def make(*arguments: str) -> bytes:
        process = await asyncio.create_subprocess_exec(
            "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=duration=1", *arguments, "-",
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        output, _ = await process.communicate()
        return output

    return make
