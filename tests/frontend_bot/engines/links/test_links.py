"""Links: yt-dlp behind a proxy that goes to public hosts only. The "public" host of these tests is 127.0.0.2."""

import asyncio
import sys
from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from frontend_bot.core.budget import Unlimited
from frontend_bot.core.content import Content, Kind
from frontend_bot.core.tools import TranscriptionOptions
from frontend_bot.engines.links.links import PROCESS, Links
from frontend_bot.engines.links.public_addresses import is_public
from frontend_bot.engines.links.public_proxy import PublicProxy
from frontend_bot.engines.transcription.openai import OpenAITranscription
from frontend_bot.errors import (
    BotError,
    LinkIsList,
    LinkNotPublic,
    LinkNotUnderstood,
    LinkTooBig,
    LinkUnavailable,
)
from frontend_bot.media.conversion import Conversion
from frontend_bot.services.storage.scratch import Scratch
from frontend_bot.telegram.files import LinkSource
from frontend_bot.workflows.transcribe import transcribe
from tests.link_world import PUBLIC, LinkWorld
from tests.media_fixtures import Told
from tests.media_samples import Samples
from tests.provider.double import ProviderDouble

INSIDE = """
127.0.0.1 127.8.8.8 0.0.0.0 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1
100.100.100.200 168.63.129.16 192.0.0.192 198.18.0.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 ::1 ::
fe80::1 fe80::1%eth0 fc00::1 fd00:ec2::254 ff02::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::127.0.0.1 64:ff9b::7f00:1
2002:7f00:1:: 2001::1 2001:db8::1 localhost 127.1 2130706433
"""


@pytest.mark.parametrize(
    "address",
    INSIDE.split(),
)
def test_addresses_that_are_not_everybodys(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2a00:1450:4001:830::200e", "2606:4700::1111"]
)
def test_addresses_that_are(address: str) -> None:
    assert is_public(address)


@pytest.fixture
async def world(samples: Samples) -> AsyncIterator[LinkWorld]:
    async with LinkWorld(samples.tones("ogg").read_bytes()) as world:
        yield world


@pytest.fixture
async def proxy(world: LinkWorld) -> AsyncIterator[PublicProxy]:
    proxy = PublicProxy(resolve=world.resolve, is_allowed=lambda address: address == PUBLIC or is_public(address))
    await proxy.open()
    yield proxy
    await proxy.close()


@pytest.fixture
def links(proxy: PublicProxy) -> Links:
    return Links(seconds=600, megabytes=1, proxy=proxy)


async def test_the_proxy_goes_to_public_hosts_only(proxy: PublicProxy, world: LinkWorld) -> None:
    async with aiohttp.ClientSession() as session:

        async def status(url: str, by: str) -> int:
            async with session.get(url, proxy=by, allow_redirects=False) as response:
                return response.status

        with proxy.admit(10**6) as admitted:
            assert await status(world.url("/tones.ogg"), admitted.url) == 200
            assert not admitted.was_refused
            for host in (
                "127.0.0.1",
                "[::1]",
                "10.0.0.1",
                "169.254.169.254",
                "2130706433",
                "[::ffff:127.0.0.1]",
                "inside.example",
                "both.example",
            ):
                admitted.was_refused = False
                assert await status(f"http://{host}:{world.inside}/", admitted.url) == 403, host
                assert admitted.was_refused
            assert await status(f"http://{PUBLIC}:25/", admitted.url) == 403, "no mail"
            with pytest.raises(aiohttp.ClientHttpProxyError, match="403"):
                await status(f"https://inside.example:{world.inside}/", admitted.url)
            world.names["rebinding.example"] = [[PUBLIC], ["127.0.0.1"]]
            rebinding = world.url("/tones.ogg", "rebinding.example")
            before = len(world.lookups)
            assert await status(rebinding, admitted.url) == 200
            assert len(world.lookups) == before + 1, "the address that was checked is the one that is used"
            assert await status(rebinding, admitted.url) == 403
        assert await status(world.url("/tones.ogg"), admitted.url) == 407, "the pass is no longer valid"
        assert await status(world.url("/tones.ogg"), f"http://127.0.0.1:{proxy.port}") == 407
    assert world.hits_inside == []


async def test_what_is_no_http_is_refused(proxy: PublicProxy) -> None:
    with proxy.admit(10**6) as admitted:
        credential = "Basic " + b64encode(admitted.url[7:].partition("@")[0].encode()).decode()
        for first in ("GET ftp://media.example/x", "GET file:///etc/passwd", "GET /", "\xff", "CONNECT nowhere"):
            reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
            writer.write(f"{first} HTTP/1.1\r\nProxy-Authorization: {credential}\r\n\r\n".encode("latin-1"))
            assert (await reader.read()).split(b" ")[1] in (b"400", b"403", b"502"), first
            writer.close()


async def test_a_recording_behind_a_link_is_transcribed(
    links: Links, world: LinkWorld, conversion: Conversion, provider: ProviderDouble, tmp_path: Path
) -> None:
    content, told = Content(Kind.AUDIO, link=world.url("/one.html")), Told()
    source = LinkSource(links, Scratch(tmp_path), "1:1", content, "1", told, Unlimited())
    engine = OpenAITranscription(base_url=provider.url, key=provider.key, model="m", conversion=conversion)
    transcript = await transcribe(engine, source, TranscriptionOptions(), told)
    await engine.close()
    assert transcript.text.split() == [f"w{number:04d}" for number in range(1, 21)]
    assert "progress-fetching-link" in told.words


REFUSED = (
    ("/away?to=http://inside.example:{inside}/", LinkNotPublic),
    ("/away?to=http://{public}@127.0.0.1:{inside}/", LinkNotPublic),
    ("/list.m3u8?to=http://127.0.0.1:{inside}/tones.ogg", LinkNotPublic),
    ("/list.m3u8?to=file:///etc/passwd", LinkUnavailable),
    ("/away?to=ftp://127.0.0.1:{inside}/tones.ogg", LinkUnavailable),
    ("/nothing.html", LinkNotUnderstood),
    ("/two.html", LinkIsList),
    ("/broken", LinkUnavailable),
    ("/endless.ogg", LinkTooBig),
)


async def test_what_is_not_fetched(links: Links, world: LinkWorld, tmp_path: Path) -> None:
    """Side by side, because each is a program that takes its time to start."""

    async def fetched(number: int, path: str) -> object:
        folder = tmp_path / str(number)
        folder.mkdir()
        try:
            return await links.fetch(world.url(path.format(inside=world.inside, public=PUBLIC)), folder, Told())
        except BotError as error:
            return type(error)

    outcomes = await asyncio.gather(*(fetched(number, path) for number, (path, _) in enumerate(REFUSED)))
    assert dict(zip([path for path, _ in REFUSED], outcomes, strict=True)) == dict(REFUSED)
    assert world.hits_inside == []


ESCAPES = """
import socket, subprocess, sys, os
from link_process import guard
guard(1)
tries = (
    lambda: socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1),
    lambda: socket.socket(socket.AF_UNIX).connect("/tmp/socket"),
    lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 53)),
    lambda: socket.getaddrinfo("example.org", 80),
    lambda: subprocess.run(["/bin/true"]),
    lambda: os.system("true"),
)
for number, attempt in enumerate(tries):
    try:
        attempt()
    except PermissionError:
        print(number, "refused")
"""


async def test_nothing_in_the_process_goes_past_the_proxy(world: LinkWorld) -> None:
    """Even where a page talks yt-dlp into asking without it."""
    arguments = ("-c", ESCAPES, str(world.inside))
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, stdout=asyncio.subprocess.PIPE, cwd=PROCESS.parent
    )
    output, _ = await process.communicate()
    assert output.decode().split("\n") == [*(f"{number} refused" for number in range(6)), ""]
    assert world.hits_inside == []
