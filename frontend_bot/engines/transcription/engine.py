"""Transcription by an engine that takes one file at a time: whole or in chunks, and never believed blindly.

Whoever recognizes speech, a server or a program on this machine, is a ``Recognizer`` (recognizer.py).
"""

from dataclasses import replace
from functools import partial
from pathlib import Path
from weakref import WeakValueDictionary

from frontend_bot.core.budget import Spending
from frontend_bot.core.phrase import phrase
from frontend_bot.core.recording import Begun, LongRecording, RecognizedChunk
from frontend_bot.core.tools import WHOLE, Progress, Source, SpeechToText, TranscriptionOptions, chunk_piece
from frontend_bot.core.transcript import Segment, Transcript
from frontend_bot.engines.transcription.hallucinations import SoundFacts
from frontend_bot.engines.transcription.recognizer import Recognizer
from frontend_bot.engines.transcription.segment_times import phrase_segments
from frontend_bot.engines.transcription.verified import VerifiedRecognizer
from frontend_bot.errors import DamagedMedia
from frontend_bot.media.conversion import Conversion, NeedsCutting
from frontend_bot.media.ffmpeg import no_progress
from frontend_bot.media.long_sound import LongSound
from frontend_bot.media.prepared import Prepared

MOST_TRACKS = 3
"""Of one video that are asked about, one after the other, while nobody speaks in them."""


class TranscriptionEngine(SpeechToText):
    """``chunks_at_once`` pieces of each long recording are with the recognizer together."""

    def __init__(self, recognizer: Recognizer, conversion: Conversion, chunks_at_once: int) -> None:
        self._recognizer = recognizer
        self._verified = VerifiedRecognizer(recognizer, conversion)
        self._conversion = conversion
        self._chunks_at_once = chunks_at_once
        self._sounds: WeakValueDictionary[Path, LongSound] = WeakValueDictionary()

    async def close(self) -> None:
        """Give back what the recognizer holds."""
        await self._recognizer.close()

    async def begin(self, source: Source, options: TranscriptionOptions, progress: Progress) -> Begun:
        """One request for a recording that fits into one, else the plan for several.

        Raises InputError, MinutesSpent, EngineRefused, EngineKeyRefused, EngineMisconfigured, EngineUnavailable,
        ProgramMissing, StorageFull.
        """
        progress(None, phrase("progress-downloading"))
        path = await source.path()
        try:
            return Begun(transcript=await self._short(source, path, options, progress))
        except NeedsCutting as needed:
            return Begun(recording=await self._sound(source.workspace).plan(needed, progress))

    async def _short(self, source: Source, path: Path, options: TranscriptionOptions, progress: Progress) -> Transcript:
        """Of several tracks the first in which somebody speaks; where nobody does, the first."""
        empty: list[Transcript] = []
        passed: list[int] = []
        while len(passed) < MOST_TRACKS:
            try:
                prepared = await self._conversion.prepare(path, source.workspace, options.language, progress, passed)
            except DamagedMedia:
                if not empty:
                    raise
                break
            transcript = await self._whole(source, prepared, options, progress)
            if transcript.text:
                return transcript
            empty.append(transcript)
            passed.append(prepared.track.number)
            if not prepared.has_more_tracks:
                break
        return empty[0]

    async def _whole(
        self, source: Source, prepared: Prepared, options: TranscriptionOptions, progress: Progress
    ) -> Transcript:
        if prepared.is_silent:
            return self._transcript(RecognizedChunk(""), prepared, options)
        piece = f"{WHOLE}-{prepared.track.number}" if prepared.track.number else WHOLE
        cost = Spending(prepared.duration)
        await source.budget.reserve({piece: cost})
        facts = SoundFacts(prepared.duration)
        recognized = await self._verified.recognize(prepared, source.workspace, options, facts, progress)
        await source.budget.settle(piece, cost)
        return self._transcript(recognized, prepared, options)

    async def recognize(
        self, source: Source, options: TranscriptionOptions, recording: LongRecording, number: int
    ) -> RecognizedChunk:
        """One chunk, when it is its turn. Raises as ``begin`` does."""
        sound = self._sound(source.workspace)
        chunk = recording.chunks[number]
        async with sound.turns:
            fetch = partial(self._true_file, source)
            prepared = await sound.chunk(fetch, recording, number)
            options = replace(options, voices=await sound.samples(fetch, recording, options.voices))
            folder = prepared.path.with_name(f"{prepared.path.name}.again")
            facts = SoundFacts(prepared.duration, chunk.speech_seconds)
            recognized = await self._verified.recognize(prepared, folder, options, facts, no_progress)
            await source.budget.settle(chunk_piece(number), Spending(prepared.duration))
            await sound.forget(number)
        timeline, begin = recording.timeline, recording.timeline.sound(chunk.start)
        heard = (replace(one, start=one.start + begin, end=one.end + begin) for one in recognized.segments)
        segments = tuple(timeline.placed(segment) for segment in heard)
        return replace(recognized, segments=segments or phrase_segments(recognized.text, chunk))

    async def _true_file(self, source: Source) -> Path:
        return await self._conversion.true_file(await source.path(), source.workspace)

    def _sound(self, workspace: Path) -> LongSound:
        """One for each recording at hand, whoever asks."""
        sound = self._sounds.get(workspace)
        if sound is None:
            conversion = self._conversion
            sound = LongSound(conversion.ffmpeg, conversion.bounds, workspace, self._chunks_at_once)
            self._sounds[workspace] = sound
        return sound

    def _transcript(self, recognized: RecognizedChunk, prepared: Prepared, options: TranscriptionOptions) -> Transcript:
        segments = recognized.segments or _one_segment(recognized.text, prepared.duration)
        return Transcript(
            text=recognized.text,
            engine=self.name,
            model=self.model,
            language=recognized.language or options.language,
            duration=prepared.timeline.end(prepared.duration),
            segments=tuple(prepared.timeline.placed(segment) for segment in segments),
            is_unclear=recognized.is_unclear,
            promised=prepared.promised,
        )


def _one_segment(text: str, duration: float) -> tuple[Segment, ...]:
    # Models without timestamps still leave one fact: all of it was said within this recording.
    return (Segment(0.0, duration, text),) if text and duration else ()
