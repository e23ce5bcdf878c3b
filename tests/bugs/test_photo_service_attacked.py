"""The photo service keeps answering: slow uploads, silent connections, two lengths, no key on a public address."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from backend_api.app import connections, uploads
from tests.backend_api.service import Client, ServiceUnderTest, running
from tests.patience import patience

KEY = "a-long-random-key"
HEAD = (
    "POST /v1/photos/enhance HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\n"
    "Content-Length: 1000000\r\n\r\n"
)
PART = '--b\r\nContent-Disposition: form-data; name="file"; filename="x.png"\r\n\r\n'


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceUnderTest]:
    """Takes three photos at a time, and none larger than a megabyte."""
    folder = tmp_path_factory.mktemp("small")
    with running(folder, PHOTO_ENGINE="classical", PHOTO_QUEUE_SIZE="3", PHOTO_MAX_BYTES="1000000") as service:
        yield service


async def answer_of(reader: asyncio.StreamReader) -> tuple[int, Any]:
    """Status and JSON of one answer."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = next(line for line in head.lower().split("\r\n") if line.startswith("content-length"))
    return int(head.split(" ")[1]), json.loads(await reader.readexactly(int(length.split(":")[1])))


async def test_uploads_of_a_byte_a_second_hold_no_place_and_are_given_up(small: ServiceUnderTest) -> None:
    connected = [await asyncio.open_connection("127.0.0.1", small.port) for _ in range(8)]
    for _, writer in connected:
        writer.write((HEAD + PART).encode())

    async def trickle() -> None:
        while True:
            for _, writer in connected:
                writer.write(b"-")
            await asyncio.sleep(1)

    trickling = asyncio.create_task(trickle())
    try:
        await asyncio.sleep(2)
        async with Client(small) as client:
            status, told = await client.send(_png())
            assert status == 202, told
        statuses = [await asyncio.wait_for(answer_of(reader), patience(120)) for reader, _ in connected]
    finally:
        trickling.cancel()
        for _, writer in connected:
            writer.close()
    assert {status for status, _ in statuses} == {408}
    assert {told["code"] for _, told in statuses} == {"too_slow"}


async def test_a_connection_without_headers_is_closed(small: ServiceUnderTest) -> None:
    beginnings = (b"", b"GET /healthz HTTP/1.1\r\nHost: x", b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /hea")
    connected = []
    for beginning in beginnings:
        reader, writer = await asyncio.open_connection("127.0.0.1", small.port)
        writer.write(beginning)
        connected.append((reader, writer))
    async with asyncio.timeout(connections.HEADER_SECONDS * 6):
        ends = [await reader.read() for reader, _ in connected]
    assert ends[0] == ends[1] == b""
    assert b'"status"' in ends[2], "the first request was answered"
    for _, writer in connected:
        writer.close()


async def test_who_keeps_a_connection_may_post_again_after_idle_seconds(small: ServiceUnderTest) -> None:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1, keepalive_timeout=60)) as session:
        for _ in range(3):
            form = aiohttp.FormData()
            form.add_field("file", b"x" * 1000, filename="x.png")
            async with session.post(f"{small.url}/v1/photos/enhance", data=form) as answer:
                assert answer.status == 400
                assert answer.headers.get("Connection", "keep-alive") == "keep-alive"
            await asyncio.sleep(6)  # one more than uvicorn waits by itself
    assert connections.KEEP_ALIVE_SECONDS > 60


async def test_content_length_together_with_transfer_encoding_is_refused(small: ServiceUnderTest) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", small.port)
    both = "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"
    writer.write(f"POST /v1/photos/enhance HTTP/1.1\r\nHost: x\r\n{both}\r\n0\r\n\r\nGET /x".encode())
    status, told = await asyncio.wait_for(answer_of(reader), patience(60))
    assert (status, told["code"]) == (400, "wrong_request")
    assert await asyncio.wait_for(reader.read(), patience(60)) == b"", "and what follows is not taken for a request"
    writer.close()


@pytest.mark.parametrize("reads", ["while it sends", "at the end"])
async def test_who_is_refused_early_reads_the_answer(small: ServiceUnderTest, reads: str) -> None:
    """A megabyte at most is taken; 15 come, a megabyte a second."""
    reader, writer = await asyncio.open_connection("127.0.0.1", small.port)
    writer.write(HEAD.replace("1000000", "15000000").encode())
    early = asyncio.create_task(answer_of(reader)) if reads == "while it sends" else None
    for _ in range(150):
        writer.write(b"x" * 100_000)
        await writer.drain()  # raises when the connection is reset
        await asyncio.sleep(0.1)
    status, told = await asyncio.wait_for(early or answer_of(reader), patience(60))
    assert (status, told["code"]) == (413, "too_large")
    writer.close()


def test_no_key_on_a_public_address_is_refused_at_the_start(tmp_path: Path) -> None:
    for host in ("0.0.0.0", "::", "192.0.2.1"):
        with (
            pytest.raises(RuntimeError, match="BACKEND_API_KEY is missing"),
            running(tmp_path / "s", BACKEND_HOST=host),
        ):
            pass


@pytest.fixture
async def public(tmp_path: Path) -> AsyncIterator[ServiceUnderTest]:
    with running(tmp_path / "s", BACKEND_HOST="0.0.0.0", BACKEND_API_KEY=KEY, PHOTO_ENGINE="classical") as service:
        yield service


async def test_a_public_service_tells_strangers_nothing_of_itself(public: ServiceUnderTest) -> None:
    async with Client(public) as stranger, Client(public, KEY) as operator:
        for path in ("/docs", "/openapi.json", "/metrics"):
            assert (await stranger.ask("GET", path))[0] == 401
            assert (await operator.ask("GET", path))[0] == 200
        assert await stranger.ask("GET", "/healthz") == await operator.ask("GET", "/healthz")
        assert await stranger.ask("GET", "/readyz") == (200, {"ready": True, "engine": "", "engines": []})
        _, known = await operator.ask("GET", "/readyz")
        assert any(engine["name"] == "classical" for engine in known["engines"])


def test_a_trickle_is_told_from_a_slow_line() -> None:
    """What the limits come to: the slowest honest line brings the largest photo in time, a byte a second does not."""
    slowest = 20_000_000 / uploads._WHOLE
    assert slowest > uploads._LEAST_RATE
    assert uploads._LEAST_RATE > 1000


def _png() -> bytes:
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.effect_noise((64, 64), 50).save(out, "PNG")
    return out.getvalue()
