"""The double itself: strict, scriptable from outside, and a process of its own where a load test needs one."""

import asyncio
import io
import sys
from asyncio.subprocess import PIPE

import aiohttp
import pytest

from tests.media_samples import Samples
from tests.provider.double import ProviderDouble
from tests.provider.uploads import real_format

FAULT = {"kind": "server_error"}


def form(name: str, content: bytes, **fields: str) -> aiohttp.FormData:
    data = aiohttp.FormData({"model": "gpt-transcribe", **fields})
    data.add_field("file", io.BytesIO(content), filename=name)
    return data


async def post(double: ProviderDouble, data: aiohttp.FormData, key: str = "sk-double") -> int:
    headers = {"Authorization": f"Bearer {key}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{double.url}/audio/transcriptions", data=data) as response,
    ):
        await response.read()
        return response.status


async def test_it_refuses_what_the_real_one_refuses(provider: ProviderDouble, samples: Samples) -> None:
    ogg = samples.tones("ogg").read_bytes()
    assert await post(provider, form("voice.ogg", ogg)) == 200
    assert await post(provider, form("voice.oga", ogg)) == 400
    assert await post(provider, form("voice.mp3", ogg)) == 400
    assert await post(provider, form("voice.ogg", b"text")) == 400
    assert await post(provider, form("voice.ogg", ogg), key="wrong") == 401
    assert await post(provider, form("voice.ogg", ogg, response_format="verbose_json")) == 400
    assert await post(provider, form("voice.ogg", ogg, **{"languages[]": "uz"})) == 400
    assert await post(provider, form("voice.ogg", ogg, language="uz")) == 200
    assert await post(provider, form("voice.ogg", ogg.ljust(26_214_400, b"\0"))) == 413
    assert provider.count == len(provider.requests) == 9


@pytest.mark.parametrize("extension", ["ogg", "mp3", "m4a", "wav", "flac", "webm", "mp4"])
def test_real_formats(samples: Samples, extension: str) -> None:
    found = real_format(samples.tones(extension).read_bytes()[:64])
    assert found is not None
    assert extension in found


async def test_a_process_of_its_own_takes_faults_over_http(samples: Samples) -> None:
    command = (sys.executable, "-m", "tests.provider.double", "--answer", "fixed", "--fast")
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE)
    try:
        assert process.stdout is not None
        url = (await process.stdout.readline()).decode().split()[-1]
        root = url.removesuffix("/v1")
        data = [form("voice.ogg", samples.tones("ogg").read_bytes()) for _ in range(2)]
        async with aiohttp.ClientSession(headers={"Authorization": "Bearer sk-double"}) as session:
            async with session.post(f"{root}/double/faults", json=FAULT) as response:
                assert await response.json() == {"queued": 1}
            async with session.post(f"{url}/audio/transcriptions", data=data[0]) as response:
                assert response.status == 500
            async with session.post(f"{url}/audio/transcriptions", data=data[1]) as response:
                assert await response.json() == {"text": "fixed"}
            async with session.get(f"{root}/double/requests") as response:
                assert (await response.json())["count"] == 2
    finally:
        process.kill()
        await process.wait()
