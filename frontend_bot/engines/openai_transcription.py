"""Transcription by OpenAI or any server that speaks the same protocol (Groq, speaches, vLLM, LocalAI...).

Plain aiohttp: the vendor's client holds the whole file in memory for a retry and refuses what odd servers answer.
"""

from dataclasses import replace
from pathlib import Path
from weakref import WeakValueDictionary

import aiohttp
import structlog

from frontend_bot.core.budget import Spending
from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.recording import Begun, ChunkHeard, LongRecording
from frontend_bot.core.tools import WHOLE, Progress, Source, SpeechToText, SpeechWish, chunk_piece
from frontend_bot.core.transcript import Segment, Transcript
from frontend_bot.engines.invented_text import Heard
from frontend_bot.engines.openai_capabilities import Field
from frontend_bot.engines.openai_hearing import OpenAIHearing
from frontend_bot.engines.openai_listener import OpenAIListener
from frontend_bot.engines.openai_retries import Patience
from frontend_bot.engines.phrase_times import phrase_segments
from frontend_bot.media.conversion import Conversion, NeedsCutting
from frontend_bot.media.ffmpeg import no_progress
from frontend_bot.media.long_sound import LongSound

logger = structlog.get_logger(__name__)


class OpenAITranscription(SpeechToText):
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
        self.model = model
        self._conversion = conversion
        self._chunks_at_once = chunks_at_once
        self._listener = OpenAIListener(
            base_url=base_url,
            key=key,
            model=model,
            conversion=conversion,
            patience=patience or Patience(),
            session=session,
            fields=fields,
        )
        self._hearing = OpenAIHearing(self._listener, conversion)
        self.knows_voices = self._listener.tells_speakers
        self._sounds: WeakValueDictionary[Path, LongSound] = WeakValueDictionary()

    async def open(self) -> None:
        """Make the connection pool. Nothing is asked of the server."""
        await self._listener.open()

    async def close(self) -> None:
        """Close the pool that ``open`` made."""
        await self._listener.close()

    def why_unavailable(self) -> Phrase | None:
        """Always ready: whether the server answers shows when it is asked."""
        return None

    async def begin(self, source: Source, wish: SpeechWish, progress: Progress) -> Begun:
        """One request for a recording that fits into one, else the plan for several.

        Raises InputError, MinutesSpent, EngineRefused, EngineKeyRefused, EngineUnavailable, ProgramMissing,
        StorageFull.
        """
        progress(None, phrase("progress-downloading"))
        path = await source.path()
        try:
            prepared = await self._conversion.prepare(path, source.workspace, wish.language, progress)
        except NeedsCutting as needed:
            sound = self._sound(source.workspace)
            return Begun(recording=await sound.plan(path, needed.plan, needed.claimed, progress))
        cost = Spending(prepared.duration)
        await source.budget.reserve({WHOLE: cost})
        heard = await self._hearing.hear(prepared, source.workspace, wish, Heard(prepared.duration), progress)
        await source.budget.settle(WHOLE, cost)
        return Begun(transcript=self._transcript(heard, prepared.duration, wish))

    async def hear(self, source: Source, wish: SpeechWish, recording: LongRecording, number: int) -> ChunkHeard:
        """One chunk, when it is its turn. Raises as ``begin`` does."""
        sound = self._sound(source.workspace)
        chunk = recording.chunks[number]
        async with sound.turns:
            prepared = await sound.chunk(source.path, recording, number)
            wish = replace(wish, voices=await sound.samples(source.path, recording, wish.voices))
            folder = prepared.path.with_name(f"{prepared.path.name}.again")
            heard = Heard(prepared.duration, chunk.speech_seconds)
            told = await self._hearing.hear(prepared, folder, wish, heard, no_progress)
            await source.budget.settle(chunk_piece(number), Spending(prepared.duration))
            await sound.forget(number)
        segments = tuple(replace(s, start=s.start + chunk.start, end=s.end + chunk.start) for s in told.segments)
        return replace(told, segments=segments or phrase_segments(told.text, chunk))

    def _sound(self, workspace: Path) -> LongSound:
        """One for each recording at hand, whoever asks."""
        sound = self._sounds.get(workspace)
        if sound is None:
            conversion = self._conversion
            sound = LongSound(conversion.ffmpeg, conversion.bounds, workspace, self._chunks_at_once)
            self._sounds[workspace] = sound
        return sound

    def _transcript(self, heard: ChunkHeard, duration: float, wish: SpeechWish) -> Transcript:
        return Transcript(
            text=heard.text,
            engine=self.name,
            model=self.model,
            language=heard.language or wish.language,
            duration=duration,
            segments=heard.segments or _one_segment(heard.text, duration),
            is_unclear=heard.is_unclear,
        )


def _one_segment(text: str, duration: float) -> tuple[Segment, ...]:
    # Models without timestamps still leave one fact: all of it was said within this recording.
    return (Segment(0.0, duration, text),) if text and duration else ()
