"""One file to a transcription server, and its answer back: corrections, retries, other shapes of the file.

Plain aiohttp: the vendor's client holds the whole file in memory for a retry and refuses what odd servers answer.
"""

import asyncio
from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import structlog

from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.tools import Progress, TranscriptionOptions
from frontend_bot.engines.multipart import MultipartUpload
from frontend_bot.engines.openai_http.answers import ProviderError, bounded
from frontend_bot.engines.openai_http.retries import Patience, ask_again_while_it_helps
from frontend_bot.engines.transcription.engine import TranscriptionEngine
from frontend_bot.engines.transcription.openai_answers import parse_answer
from frontend_bot.engines.transcription.openai_capabilities import Capabilities, Field
from frontend_bot.engines.transcription.recognizer import SHORTEST_TO_HALVE, Recognition
from frontend_bot.errors import (
    EngineError,
    EngineKeyRefused,
    EngineMisconfigured,
    EngineRefused,
    EngineUnavailable,
    TooMuchAtOnce,
)
from frontend_bot.media.conversion import Conversion
from frontend_bot.media.plan import MP3, WAV
from frontend_bot.media.prepared import Prepared

logger = structlog.get_logger(__name__)

ENCODED_BYTES_A_SECOND = 6_000
"""Of mp3 at 48 kb/s."""
MOST_CORRECTIONS = 6
"""Requests that differ from the last one because of what it was refused for."""


class OpenAIRecognizer:
    """Asks one (base URL, model). ``session`` is used if given and left open; otherwise one is made when needed."""

    def __init__(
        self,
        *,
        base_url: str,
        key: str,
        model: str,
        conversion: Conversion,
        patience: Patience,
        session: aiohttp.ClientSession | None,
        fields: tuple[Field, ...] = (),
    ) -> None:
        self._url = f"{base_url.rstrip('/')}/audio/transcriptions"
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self.model = model
        self._conversion = conversion
        self._patience = patience
        self._capabilities = Capabilities(model, fields)
        self._session = session
        self._own_session: aiohttp.ClientSession | None = None

    @property
    def tells_speakers(self) -> bool:
        """Whether the model is one that tells who speaks."""
        return self._capabilities.tells_speakers

    async def open(self) -> None:
        """Make the connection pool. Nothing is asked of the server."""
        if self._session is None:
            # The number of requests at once is the worker's business, so the pool does not queue them again.
            self._session = self._own_session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))

    async def close(self) -> None:
        """Close the pool that ``open`` made."""
        if self._own_session is not None:
            await self._own_session.close()
            self._session = self._own_session = None

    async def recognize(
        self,
        prepared: Prepared,
        workspace: Path,
        options: TranscriptionOptions,
        progress: Progress,
        *,
        is_again: bool = False,
    ) -> Recognition:
        """What the server hears in this file, in this shape or another; ``is_again`` asks for another reading.

        Raises TooMuchAtOnce, EngineRefused, EngineKeyRefused, EngineMisconfigured, EngineUnavailable, and what a
        conversion raises.
        """
        helps = self._is_too_big(prepared) and _shrinks(prepared)
        if helps or not self._capabilities.takes(prepared.shape.extension):
            prepared = await self._in_another_shape(prepared, workspace, progress)
        if self._is_too_big(prepared):
            raise TooMuchAtOnce("as much as was refused before")
        progress(None, phrase("progress-transcribing"))
        asking = _Asking(options, is_again)
        try:
            return await self._understand(prepared, asking)
        except ProviderError as error:
            if not (error.is_about_format or (error.status == 413 and _shrinks(prepared))):
                raise _for_the_user(error) from None
            if error.is_about_format and not error.is_corruption:
                self._capabilities.container_refused(prepared.shape.extension)
            logger.info("recording_refused_as_it_is", extension=prepared.shape.extension, reason=str(error))
        other = await self._in_another_shape(prepared, workspace, progress)
        progress(None, phrase("progress-transcribing"))
        try:
            return await self._understand(other, asking)
        except ProviderError as error:
            raise _for_the_user(error) from None

    def _is_too_big(self, prepared: Prepared) -> bool:
        return not self._capabilities.fits(prepared.size)

    async def _in_another_shape(self, prepared: Prepared, workspace: Path, progress: Progress) -> Prepared:
        progress(None, phrase("progress-converting"))
        shape = WAV if prepared.shape == MP3 or not self._capabilities.takes("mp3") else MP3
        return await self._conversion.reencoded(prepared, shape, workspace, progress)

    async def _understand(self, prepared: Prepared, asking: "_Asking") -> Recognition:
        """Ask, correcting the request by what the server says. Raises ProviderError for its last word."""
        without: set[str] = set()
        for _ in range(MOST_CORRECTIONS):
            try:
                return await ask_again_while_it_helps(
                    lambda: self._ask(prepared, asking, without), self._patience.retries
                )
            except ProviderError as error:
                if error.is_too_short:
                    return Recognition("")
                if error.status == 413:
                    self._capabilities.too_big(prepared.size)
                dropped = self._capabilities.learn(error, asking.options, without)
                if dropped is None:
                    raise
                without.add(dropped)
                logger.info("provider_capability_learned", model=self.model, reason=str(error))
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                raise EngineUnavailable(f"{type(error).__name__} after all retries") from None
        raise EngineRefused("the server refuses one parameter after the other")

    async def _ask(self, prepared: Prepared, asking: "_Asking", without: Set[str]) -> Recognition:
        await self.open()
        assert self._session is not None
        fields = self._capabilities.fields(asking.options, without, is_again=asking.is_again)
        body = MultipartUpload(fields, prepared.path, prepared.size, prepared.file_name, prepared.shape.mime_type)
        patience = self._patience
        timeout = aiohttp.ClientTimeout(
            total=patience.request, sock_connect=patience.connect, sock_read=patience.silence
        )
        async with self._session.post(
            self._url, data=body, headers=self._headers, timeout=timeout, allow_redirects=False
        ) as response:
            answer = await bounded(response)
        recognition = await asyncio.to_thread(
            parse_answer, response.status, response.headers, answer, prepared.duration
        )
        self._capabilities.container_taken(prepared.shape.extension)
        return recognition


@dataclass(frozen=True, slots=True)
class _Asking:
    options: TranscriptionOptions
    is_again: bool


def _shrinks(prepared: Prepared) -> bool:
    """Whether encoding it small may help against a 413: surely what is too short to be halved."""
    is_short = prepared.duration < SHORTEST_TO_HALVE
    return is_short or prepared.duration * ENCODED_BYTES_A_SECOND < 0.8 * prepared.size


def _for_the_user(error: ProviderError) -> EngineError:
    if error.status == 413:
        return TooMuchAtOnce(str(error))
    if error.status in {401, 403} or error.is_about_money:
        return EngineKeyRefused(str(error))
    if error.is_about_the_server:
        return EngineMisconfigured(str(error))
    if error.status in {408, 409, 429} or error.status >= 500:
        return EngineUnavailable(str(error))
    return EngineRefused(str(error))


class OpenAITranscription(TranscriptionEngine):
    """One (base URL, model). ``key`` may be empty for a server that asks for none.

    ``chunks_at_once`` pieces of each long recording are at the server together. ``session`` is used if given and left
    open; otherwise ``open`` makes one, at the latest at the first request. ``fields`` go with every request.
    """

    name = "openai"

    def __init__(
        self,
        *,
        base_url: str,
        key: str,
        model: str,
        conversion: Conversion,
        patience: Patience | None = None,
        session: aiohttp.ClientSession | None = None,
        chunks_at_once: int = 4,
        fields: tuple[Field, ...] = (),
    ) -> None:
        recognizer = OpenAIRecognizer(
            base_url=base_url,
            key=key,
            model=model,
            conversion=conversion,
            patience=patience or Patience(),
            session=session,
            fields=fields,
        )
        super().__init__(recognizer, conversion, chunks_at_once)
        self.model = model
        self.knows_voices = recognizer.tells_speakers
        self._server = recognizer

    async def open(self) -> None:
        """Make the connection pool. Nothing is asked of the server."""
        await self._server.open()

    def why_unavailable(self) -> Phrase | None:
        """Always ready: whether the server answers shows when it is asked."""
        return None
