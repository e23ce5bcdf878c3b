"""Transcription by OpenAI or any server that speaks the same protocol (Groq, speaches, vLLM, LocalAI...).

Plain aiohttp: the vendor's client holds the whole file in memory for a retry and refuses what odd servers answer.
"""

from collections.abc import Set
from dataclasses import dataclass, field

import aiohttp
import structlog

from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.tools import Progress, Source, SpeechToText, SpeechWish
from frontend_bot.core.transcript import Segment, Transcript
from frontend_bot.engines.openai_answers import ProviderError, Understood, parse_answer
from frontend_bot.engines.openai_capabilities import Capabilities
from frontend_bot.engines.openai_retries import RetryRule, ask_again_while_it_helps
from frontend_bot.engines.openai_upload import MultipartUpload
from frontend_bot.errors import EngineError, EngineKeyRefused, EngineRefused, EngineUnavailable
from frontend_bot.media.conversion import Conversion, Prepared
from frontend_bot.media.plan import MP3, WAV

logger = structlog.get_logger(__name__)

LARGEST_ANSWER = 8 * 2**20
"""Bytes; ten minutes of speech with times for every word are 0.3 MB."""
MOST_CORRECTIONS = 6
"""Requests that differ from the last one because of what it was refused for."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Time-outs in seconds: to connect, between two pieces of an answer, for one whole request; and the retries."""

    connect: float = 10.0
    silence: float = 300.0
    request: float = 600.0
    retries: RetryRule = field(default_factory=RetryRule)


class OpenAITranscription(SpeechToText):
    """One (base URL, model). ``key`` may be empty for a server that asks for none.

    ``session`` is used if given and left open; otherwise ``open`` makes one, at the latest at the first request.
    """

    def __init__(
        self,
        *,
        base_url: str,
        key: str,
        model: str,
        conversion: Conversion,
        patience: Patience | None = None,
        session: aiohttp.ClientSession | None = None,
    ) -> None:
        self._url = f"{base_url.rstrip('/')}/audio/transcriptions"
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._model = model
        self._conversion = conversion
        self._patience = patience or Patience()
        self._capabilities = Capabilities(model)
        self._session = session
        self._own_session: aiohttp.ClientSession | None = None

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

    def why_unavailable(self) -> Phrase | None:
        """Always ready: whether the server answers shows when it is asked."""
        return None

    async def transcribe(self, source: Source, wish: SpeechWish, progress: Progress) -> Transcript:
        """One request for the whole recording.

        Raises InputError, EngineRefused, EngineKeyRefused, EngineUnavailable, ProgramMissing, StorageFull.
        """
        progress(None, phrase("progress-downloading"))
        path = await source.path()
        prepared = await self._conversion.prepare(path, source.workspace, wish.language, progress)
        if not self._capabilities.takes(prepared.shape.extension):
            prepared = await self._in_another_shape(prepared, source, progress)
        progress(None, phrase("progress-transcribing"))
        understood = await self._understand_in_some_shape(prepared, source, wish, progress)
        return Transcript(
            text=understood.text,
            engine="openai",
            model=self._model,
            language=understood.language or wish.language,
            duration=prepared.duration,
            segments=understood.segments or _one_segment(understood.text, prepared.duration),
        )

    async def _understand_in_some_shape(
        self, prepared: Prepared, source: Source, wish: SpeechWish, progress: Progress
    ) -> Understood:
        """As prepared; if the server cannot read that, once more in the shape that nearly every server reads."""
        try:
            return await self._understand(prepared, wish)
        except ProviderError as error:
            if not (error.is_about_format or error.status == 413):
                raise _for_the_user(error) from None
            if error.is_about_format and not error.is_corruption:
                self._capabilities.container_refused(prepared.shape.extension)
            logger.info("recording_refused_as_it_is", extension=prepared.shape.extension, reason=str(error))
        other = await self._in_another_shape(prepared, source, progress)
        progress(None, phrase("progress-transcribing"))
        try:
            return await self._understand(other, wish)
        except ProviderError as error:
            raise _for_the_user(error) from None

    async def _in_another_shape(self, prepared: Prepared, source: Source, progress: Progress) -> Prepared:
        progress(None, phrase("progress-converting"))
        shape = WAV if prepared.shape == MP3 or not self._capabilities.takes("mp3") else MP3
        return await self._conversion.reencoded(prepared, shape, source.workspace, progress)

    async def _understand(self, prepared: Prepared, wish: SpeechWish) -> Understood:
        """Ask, correcting the request by what the server says. Raises ProviderError for its last word."""
        without: set[str] = set()
        for _ in range(MOST_CORRECTIONS):
            try:
                return await ask_again_while_it_helps(
                    lambda: self._ask(prepared, wish, without), self._patience.retries
                )
            except ProviderError as error:
                if error.is_too_short:
                    return Understood("")
                dropped = self._capabilities.learn(error, wish, without)
                if dropped is None:
                    raise
                without.add(dropped)
                logger.info("provider_capability_learned", model=self._model, reason=str(error))
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                raise EngineUnavailable(f"{type(error).__name__} after all retries") from None
        raise EngineRefused("the server refuses one parameter after the other")

    async def _ask(self, prepared: Prepared, wish: SpeechWish, without: Set[str]) -> Understood:
        await self.open()
        assert self._session is not None
        fields = self._capabilities.fields(wish, without)
        body = MultipartUpload(fields, prepared.path, prepared.size, prepared.file_name, prepared.shape.mime_type)
        patience = self._patience
        timeout = aiohttp.ClientTimeout(
            total=patience.request, sock_connect=patience.connect, sock_read=patience.silence
        )
        async with self._session.post(
            self._url, data=body, headers=self._headers, timeout=timeout, allow_redirects=False
        ) as response:
            answer = await _bounded(response)
        understood = parse_answer(response.status, response.headers, answer, prepared.duration)
        self._capabilities.container_taken(prepared.shape.extension)
        return understood


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    answer = b""
    async for piece in response.content.iter_any():
        answer += piece
        if len(answer) > LARGEST_ANSWER:
            raise ProviderError(502, code="endless_answer")
    return answer


def _one_segment(text: str, duration: float) -> tuple[Segment, ...]:
    # Models without timestamps still leave one fact: all of it was said within this recording.
    return (Segment(0.0, duration, text),) if text and duration else ()


def _for_the_user(error: ProviderError) -> EngineError:
    if error.status in {401, 403} or error.is_about_money:
        return EngineKeyRefused(str(error))
    if error.status in {408, 409, 429} or error.status >= 500:
        return EngineUnavailable(str(error))
    return EngineRefused(str(error))
