"""Transcription by OpenAI or any server that speaks the same protocol (Groq, speaches, vLLM, LocalAI...).

Plain aiohttp: the vendor's client holds the whole file in memory for a retry and refuses what odd servers answer.
"""

import aiohttp

from frontend_bot.core.phrase import Phrase
from frontend_bot.engines.openai_http.retries import Patience
from frontend_bot.engines.transcription.engine import CheckedTranscription
from frontend_bot.engines.transcription.openai import OpenAIListener
from frontend_bot.engines.transcription.openai_capabilities import Field
from frontend_bot.media.conversion import Conversion


class OpenAITranscription(CheckedTranscription):
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
        listener = OpenAIListener(
            base_url=base_url,
            key=key,
            model=model,
            conversion=conversion,
            patience=patience or Patience(),
            session=session,
            fields=fields,
        )
        super().__init__(listener, conversion, chunks_at_once)
        self.model = model
        self.knows_voices = listener.tells_speakers
        self._server = listener

    async def open(self) -> None:
        """Make the connection pool. Nothing is asked of the server."""
        await self._server.open()

    def why_unavailable(self) -> Phrase | None:
        """Always ready: whether the server answers shows when it is asked."""
        return None
