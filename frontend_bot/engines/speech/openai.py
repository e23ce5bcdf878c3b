"""Texts spoken by OpenAI or any server with the same ``/audio/speech`` (speaches, LocalAI, Kokoro...)."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
from aiofiles.os import rename

from frontend_bot.core.phrase import Phrase
from frontend_bot.core.speech import VoiceOptions
from frontend_bot.engines.openai_http.answers import ProviderError, bounded, read_error
from frontend_bot.engines.openai_http.retries import Patience, ask_again_while_it_helps
from frontend_bot.engines.speech.parts import SpokenParts
from frontend_bot.errors import SpeechKeyRefused, SpeechRefused, SpeechUnavailable
from frontend_bot.media import voice_notes
from frontend_bot.media.ffmpeg import no_progress
from frontend_bot.media.programs import Programs

FORMATS = ("opus", "mp3", "wav")
"""Best first: Opus goes into a voice note as it is."""


class OpenAISpeech(SpokenParts):
    """One (base URL, model). ``voices`` are the names of a female and a male voice at the server."""

    name = "openai"
    longest_part = 1000
    is_paid = True

    def __init__(
        self,
        programs: Programs,
        *,
        base_url: str,
        key: str,
        model: str,
        voices: tuple[str, str],
        at_once: int = 4,
        patience: Patience | None = None,
    ) -> None:
        super().__init__(programs)
        self._url = f"{base_url.rstrip('/')}/audio/speech"
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._model, self._voices = model, dict(zip(("female", "male"), voices, strict=True))
        self._turns = asyncio.Semaphore(at_once)
        self._patience = patience or Patience()
        self._formats = list(FORMATS)
        self._takes_speed = True
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    def why_unavailable(self) -> Phrase | None:
        """Always ready: whether the server answers shows when it is asked."""
        return None

    async def make(self, text: str, options: VoiceOptions, target: Path) -> None:
        """Have ``text`` spoken. Raises SpeechRefused, SpeechKeyRefused, SpeechUnavailable, DamagedMedia."""
        raw = target.with_name(f"{target.name}.raw")
        async with self._turns:
            sound = await self._spoken(text, options)
        await asyncio.to_thread(raw.write_bytes, sound)
        if sound.startswith(b"OggS"):
            await rename(raw, target)
        else:  # what is recorded shall be small, and sound
            await voice_notes.join([raw], target, 0.0, self._ffmpeg, no_progress)

    async def _spoken(self, text: str, options: VoiceOptions) -> bytes:
        """Ask, correcting the request by what the server refuses."""
        while True:
            body = self._body(text, options)
            try:
                return await ask_again_while_it_helps(partial(self._ask, body), self._patience.retries)
            except ProviderError as error:
                self._learn(error, body)
                if self._body(text, options) == body:
                    raise _for_the_user(error) from None
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                raise SpeechUnavailable(f"{type(error).__name__} after all retries") from None

    def _body(self, text: str, options: VoiceOptions) -> dict[str, Any]:
        body = {"model": self._model, "input": text, "voice": self._voices[options.voice]}
        speed = {"speed": options.speed} if self._takes_speed and options.speed != 1.0 else {}
        return {**body, "response_format": self._formats[0], **speed}

    def _learn(self, error: ProviderError, body: dict[str, Any]) -> None:
        """What is refused is not sent again. Parts are asked for together: another one may have learned it already."""
        if error.names("response_format") and body["response_format"] == self._formats[0] and len(self._formats) > 1:
            self._formats.pop(0)
        elif error.names("speed") and "speed" in body:
            self._takes_speed = False

    async def _ask(self, body: dict[str, Any]) -> bytes:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        told = self._patience
        timeout = aiohttp.ClientTimeout(total=told.request, sock_connect=told.connect, sock_read=told.silence)
        async with self._session.post(
            self._url, json=body, headers=self._headers, timeout=timeout, allow_redirects=False
        ) as response:
            sound = await bounded(response)
        if response.status >= 300 or "json" in response.content_type or not sound:
            raise read_error(response.status, response.headers, sound)
        return sound


def _for_the_user(error: ProviderError) -> SpeechRefused | SpeechKeyRefused | SpeechUnavailable:
    if error.status in {401, 403} or error.is_about_money:
        return SpeechKeyRefused(str(error))
    if error.status in {408, 409, 429} or error.status >= 500:
        return SpeechUnavailable(str(error))
    return SpeechRefused(str(error))
