"""A strict double of a server's ``/audio/speech``: refuses what real ones refuse, hums as long as it should speak."""

import subprocess
from collections import deque
from collections.abc import Iterable
from functools import cache
from typing import Any, Self

from aiohttp import web

from tests.provider.faults import FAULTS, Fault, error_answer, key_refused

VOICES = ("nova", "onyx")
CODECS = {"opus": ("libopus", "ogg"), "mp3": ("libmp3lame", "mp3"), "wav": ("pcm_s16le", "wav")}
LETTERS_A_SECOND = 100


class SpeechDouble:
    """``async with SpeechDouble() as server``; ``asked`` holds the requests that were answered with sound."""

    def __init__(
        self, *, key: str = "sk-double", formats: Iterable[str] = CODECS, has_speed: bool = True, junk: bytes = b""
    ) -> None:
        self.key, self.formats, self.has_speed, self.junk = key, tuple(formats), has_speed, junk
        self.faults: deque[Fault] = deque()
        self.asked: list[dict[str, Any]] = []
        self.url = ""

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/v1/audio/speech", self._speech)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _speech(self, request: web.Request) -> web.StreamResponse:
        if self.faults:
            fault = self.faults.popleft()
            answered = await FAULTS[fault.kind](request, fault)
            assert answered is not None
            return answered
        if request.headers.get("Authorization", "") != (f"Bearer {self.key}" if self.key else ""):
            return key_refused()
        told = await request.json()
        refusal = self._refuse(told)
        if refusal is not None:
            return refusal
        self.asked.append(told)
        if self.junk:
            return web.Response(body=self.junk, content_type="audio/ogg")
        kind = told.get("response_format", "mp3")
        return web.Response(
            body=hum(kind, max(1, len(told["input"]) // LETTERS_A_SECOND)), content_type=f"audio/{kind}"
        )

    def _refuse(self, told: dict[str, Any]) -> web.Response | None:
        if not 0 < len(told.get("input", "")) <= 4096:
            return error_answer(400, "String should have at most 4096 characters", "string_too_long", "input")
        if told.get("voice") not in VOICES:
            return error_answer(400, "Voice not found", "invalid_value", "voice")
        if told.get("response_format", "mp3") not in self.formats:
            return error_answer(400, "Format not supported", "unsupported_value", "response_format")
        if "speed" in told and not (self.has_speed and 0.25 <= told["speed"] <= 4):
            return error_answer(400, "speed is not supported", "unsupported_value", "speed")
        return None


@cache
def hum(kind: str, seconds: int) -> bytes:
    """A tone of so many seconds."""
    codec, muxer = CODECS[kind]
    source = ("-f", "lavfi", "-i", f"sine=frequency=300:sample_rate=24000:duration={seconds}")
    command = ("ffmpeg", "-nostdin", "-v", "error", *source, "-c:a", codec, "-f", muxer, "pipe:1")
    return subprocess.run(command, check=True, capture_output=True, timeout=600).stdout
