"""A strict double of the provider, in this process or as one of its own: its audio API, and its chat API beside it
(tests/provider/chat.py).

    async with ProviderDouble() as provider:
        OpenAITranscription(base_url=provider.url, key=provider.key, model="gpt-transcribe", ...)

    python -m tests.provider.double --port 9100 --fast    # prints "provider double ready at http://..." when it listens

It refuses what the real ones refuse: a wrong key, ``.oga``, an extension that belies the bytes, more than 25 MB, a
language it does not know. It names languages as each model does, by words or codes. Tone-coded audio
(tests/tone_code.py) is answered by the words in it, anything else by ``answer`` or by a text that depends on the bytes.
Faults are queued:
``ProviderDouble(faults=[Fault("rate_limit", times=2)])`` or ``POST /double/faults`` with
``{"kind": "rate_limit", "times": 2}``; ``failing`` is the share of other answers that fail. With ``invents`` it writes,
over what is no speech, what Whisper writes there. With ``people`` so many of them speak (tests/provider/speakers.py),
and answers with segments tell who.
"""

import argparse
import asyncio
import random
import tempfile
from collections import deque
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Self

from aiohttp import web

from tests.provider.chat import ProviderChat
from tests.provider.faults import FAULTS, Fault, cut, error_answer, key_refused
from tests.provider.fields import json_facts, language_told, refuse_diarizing, refuse_fields, whisper_segment
from tests.provider.inventions import invented
from tests.provider.speakers import diarized
from tests.provider.speakers import segments as spoken_segments
from tests.provider.uploads import Received, real_format, receive
from tests.tone_code import TonesNotUnderstood, read_tones

LARGEST_BODY = 26_214_400
NUMBER = web.RequestKey("number", int)
EXTENSIONS = frozenset({"flac", "mp3", "mp4", "mpeg", "mpga", "m4a", "ogg", "wav", "webm"})


class ProviderDouble:
    """See the module. ``requests`` holds what came in; ``count`` counts also what was refused before it was read."""

    def __init__(
        self,
        *,
        key: str = "sk-double",
        answer: str | None = None,
        language: str = "",
        faults: Iterable[Fault] = (),
        fast: bool = False,
        delay: float = 0.0,
        refused_formats: Iterable[str] = (),
        refused_fields: Iterable[str] = (),
        largest_body: int = LARGEST_BODY,
        port: int = 0,
        failing: float = 0.0,
        invents: bool = False,
        people: int = 0,
    ) -> None:
        self.key = key
        self.answer = answer
        self.language = language
        self.faults = deque(faults)
        self.fast = fast
        self.delay = delay
        self.refused_formats = frozenset(refused_formats)
        self.refused_fields = frozenset(refused_fields)
        self.largest_body = largest_body
        self.port = port
        self.failing = failing
        self.invents = invents
        self.people = people
        self.chance = random.Random(4)
        self.chat = ProviderChat(key)
        self.requests: list[Received] = []
        self.count = 0
        self.at_once = 0
        self.most_at_once = 0
        self._runner: web.AppRunner | None = None
        self._passing = 0
        self._gate = asyncio.Event()
        self._gate.set()

    @property
    def url(self) -> str:
        """What goes into OPENAI_BASE_URL."""
        return f"http://127.0.0.1:{self.port}/v1"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen on loopback; with port 0 the system chooses one."""
        app = web.Application(client_max_size=2 * LARGEST_BODY)
        app.router.add_post("/v1/audio/transcriptions", self._transcriptions)
        app.router.add_post("/v1/chat/completions", self.chat.completions)
        app.router.add_post("/double/faults", self._script)
        app.router.add_get("/double/requests", self._tell)
        app.router.add_delete("/double/requests", self._forget)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop listening and cut what is open."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def hold(self, after: int = 0) -> None:
        """From now on, or after so many requests, let everybody wait for their transcript, until ``release``."""
        self._passing = after
        self._gate.clear()

    def release(self) -> None:
        """Answer those who wait, and whoever comes."""
        self._gate.set()

    async def _transcriptions(self, request: web.Request) -> web.StreamResponse:
        self.count += 1
        request[NUMBER] = self.count
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            if self.delay:
                await asyncio.sleep(self.delay)
            if self._passing > 0:
                self._passing -= 1
            else:
                await self._gate.wait()
            return await self._fast(request) if self.fast and not self.faults else await self._strict(request)
        finally:
            self.at_once -= 1

    async def _fast(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {self.key}":
            return key_refused()
        async for _ in request.content.iter_any():
            pass
        return web.json_response({"text": self.answer or "fast answer"})

    async def _strict(self, request: web.Request) -> web.StreamResponse:
        fault = self._next_fault()
        if fault is not None and fault.kind == "cut_early":
            return cut(request)
        with tempfile.TemporaryDirectory(prefix="double-") as folder:
            received = await receive(request, Path(folder))
            response = await self._respond(request, received, fault, Path(folder))
        self.requests.append(replace(received, status=response.status, number=request[NUMBER]))
        return response

    async def _respond(
        self, request: web.Request, received: Received, fault: Fault | None, folder: Path
    ) -> web.StreamResponse:
        if fault is not None:
            answered = await FAULTS[fault.kind](request, fault)
            if answered is not None:
                return answered
        if self.key and request.headers.get("Authorization") != f"Bearer {self.key}":
            return key_refused()
        refusal = self._refuse(received, folder / "file")
        return refusal or await self._answer(received, folder / "file")

    def _next_fault(self) -> Fault | None:
        if not self.faults:
            is_hit = self.chance.random() < self.failing
            return Fault(self.chance.choice(("rate_limit_ms", "server_error", "cut")), seconds=0.05) if is_hit else None
        fault = self.faults.popleft()
        if fault.times > 1:
            self.faults.appendleft(Fault(**{**vars(fault), "times": fault.times - 1}))
        return fault

    def _refuse(self, received: Received, file: Path) -> web.Response | None:
        extension = received.file_name.rpartition(".")[2]
        with file.open("rb") as opened:
            real = real_format(opened.read(64))
        model = next(iter(received.values("model")), "")
        if received.content_length > self.largest_body:
            return error_answer(413, f"Maximum content size limit ({self.largest_body}) exceeded", "content_too_large")
        if not model or not received.file_name:
            return error_answer(400, "you must provide a model and a file", "missing_required_parameter", param="file")
        if extension not in EXTENSIONS or extension in self.refused_formats:
            return error_answer(400, f"Unsupported file format {extension}", "unsupported_format", param="file")
        if real is None or extension not in real:
            return error_answer(400, "Audio file might be corrupted or unsupported", "invalid_value", param="file")
        return refuse_fields(received, model, self.refused_fields)

    async def _answer(self, received: Received, file: Path) -> web.Response:
        text, segments = self.answer, []
        if text is None:
            try:
                segments = await read_tones(file)
                text = " ".join(word for word, _, _ in segments)
            except TonesNotUnderstood:
                text = f"text of {received.sha256[:16]}"
                if self.invents:
                    return await invented(received, file)
        told, model = next(iter(received.values("response_format")), "json"), received.values("model")[0]
        if "diarize" in model:
            refusal = refuse_diarizing(received, segments[-1][2] if segments else 0.0)
            if refusal or told == "diarized_json":
                return refusal or await diarized(received, segments, max(1, self.people))
        if told == "text":
            return web.Response(text=text + "\n")
        if told == "json":
            return web.json_response({"text": text, **json_facts(received, model)})
        told_segments = [whisper_segment(number, *word) for number, word in enumerate(segments)]
        if self.people:
            told_segments = spoken_segments(segments, self.people)
        code = self.language or next(iter(received.values("language")), "en")
        facts = {"language": language_told(code, model), "duration": segments[-1][2] if segments else 1.0}
        return web.json_response({"task": "transcribe", "text": text, "segments": told_segments, **facts})

    async def _script(self, request: web.Request) -> web.Response:
        told = await request.json()
        self.faults.extend(Fault(**one) for one in (told if isinstance(told, list) else [told]))
        return web.json_response({"queued": len(self.faults)})

    async def _tell(self, request: web.Request) -> web.Response:
        requests = [asdict(one) for one in self.requests]
        return web.json_response({"count": self.count, "most_at_once": self.most_at_once, "requests": requests})

    async def _forget(self, request: web.Request) -> web.Response:
        self.requests.clear()
        self.faults.clear()
        self.count = self.most_at_once = 0
        return web.json_response({})


async def _serve(double: ProviderDouble) -> None:
    async with double:
        print(f"provider double ready at {double.url}", flush=True)
        await asyncio.Event().wait()


def main() -> None:
    """Run as a process of its own until it is killed."""
    parser = argparse.ArgumentParser(description="a double of the provider's audio API, on loopback")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--key", default="sk-double")
    parser.add_argument("--answer", default=None)
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before every answer")
    parser.add_argument("--fast", action="store_true", help="a fixed text at once, the body unread by multipart")
    told = parser.parse_args()
    asyncio.run(
        _serve(ProviderDouble(port=told.port, key=told.key, answer=told.answer, delay=told.delay, fast=told.fast))
    )


if __name__ == "__main__":
    main()
