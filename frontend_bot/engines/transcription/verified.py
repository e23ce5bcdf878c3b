"""What is said in one file that fits into one request: asked for, judged, asked for again, halved where it must be."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import structlog

from frontend_bot.core.recording import RecognizedChunk
from frontend_bot.core.tools import Progress, TranscriptionOptions
from frontend_bot.core.transcript import Segment
from frontend_bot.engines.transcription.hallucinations import (
    SoundFacts,
    Verdict,
    is_short_for,
    judge,
    needs_a_look,
    normalised,
    without_doubtful,
)
from frontend_bot.engines.transcription.recognizer import SHORTEST_TO_HALVE, Recognition, Recognizer
from frontend_bot.errors import TooMuchAtOnce
from frontend_bot.media.conversion import Conversion
from frontend_bot.media.halving import halves, sounding_seconds
from frontend_bot.media.prepared import Prepared

logger = structlog.get_logger(__name__)


class VerifiedRecognizer:
    """Stands between a recording and the recognizer."""

    def __init__(self, recognizer: Recognizer, conversion: Conversion) -> None:
        self._recognizer, self._conversion = recognizer, conversion

    async def recognize(
        self, prepared: Prepared, folder: Path, options: TranscriptionOptions, sound: SoundFacts, progress: Progress
    ) -> RecognizedChunk:
        """An answer that is no speech is asked for once more and never shown as speech; one that is too short for so
        much speech is asked for once more in two halves. What is too much for one request goes in as many as it takes.

        Raises TooMuchAtOnce for what is short already, EngineRefused, EngineKeyRefused, EngineMisconfigured,
        EngineUnavailable, and what a conversion raises.
        """
        try:
            recognized, verdict = await self._judged(prepared, folder, options, sound, progress)
        except TooMuchAtOnce:
            if prepared.duration < SHORTEST_TO_HALVE:
                raise
            return await self._in_halves(prepared, folder, options, progress)
        if verdict is not Verdict.MISSING or prepared.duration < SHORTEST_TO_HALVE:
            return recognized
        logger.info("answer_in_doubt", model=self._recognizer.model, verdict=verdict.name)
        parts = await self._in_halves(prepared, folder, options, progress, is_last=True)
        return max(recognized, parts, key=lambda one: len("".join(normalised(one.text))))

    async def _judged(
        self, prepared: Prepared, folder: Path, options: TranscriptionOptions, sound: SoundFacts, progress: Progress
    ) -> tuple[RecognizedChunk, Verdict]:
        recognition = without_doubtful(await self._recognizer.recognize(prepared, folder, options, progress))
        sound = await self._looked_at(prepared, recognition, sound, options.vocabulary)
        verdict = judge(recognition, sound, options.vocabulary)
        if verdict is Verdict.STUCK:
            logger.info("answer_in_doubt", model=self._recognizer.model, verdict=verdict.name)
            again = without_doubtful(
                await self._recognizer.recognize(prepared, folder, options, progress, is_again=True)
            )
            sound = await self._looked_at(prepared, again, sound, ())
            # The same words in two readings were said, however odd they look: people do chant.
            verdict = Verdict.FINE if again.text == recognition.text else judge(again, sound)
            recognition = again
        if verdict is Verdict.NOTHING:
            return RecognizedChunk(""), verdict
        if verdict is Verdict.STUCK:
            return RecognizedChunk("", is_unclear=True), verdict
        return RecognizedChunk(recognition.text, recognition.language, recognition.segments), verdict

    async def _in_halves(
        self,
        prepared: Prepared,
        folder: Path,
        options: TranscriptionOptions,
        progress: Progress,
        *,
        is_last: bool = False,
    ) -> RecognizedChunk:
        """Both halves, one after the other; with ``is_last`` each is asked for once, however little it answers."""
        ffmpeg, bounds = self._conversion.ffmpeg, self._conversion.bounds
        parts = await halves(ffmpeg, bounds, prepared, folder / "halves")
        recognized_parts = []
        for number, part in enumerate(parts):
            sound, below = SoundFacts(part.duration), folder / f"half-{number}"
            recognize = self._once if is_last else self.recognize
            recognized_parts.append(await recognize(part, below, options, sound, progress))
        return _joined(recognized_parts, parts, {voice.label for voice in options.voices})

    async def _once(
        self, prepared: Prepared, folder: Path, options: TranscriptionOptions, sound: SoundFacts, progress: Progress
    ) -> RecognizedChunk:
        recognized, _ = await self._judged(prepared, folder, options, sound, progress)
        return recognized

    async def _looked_at(
        self, prepared: Prepared, recognition: Recognition, sound: SoundFacts, vocabulary: tuple[str, ...]
    ) -> SoundFacts:
        """What is known of the sound, and whether it is steady, or how much of it is silent, where that decides. Rare
        questions, so asked late."""
        if sound.is_steady is None and needs_a_look(recognition, vocabulary):
            sound = replace(sound, is_steady=await self._conversion.is_steady(prepared))
        if sound.sounding is None and recognition.text and is_short_for(recognition, sound.seconds):
            seconds = await sounding_seconds(self._conversion.ffmpeg, self._conversion.bounds, prepared)
            sound = replace(sound, sounding=seconds)
        return sound


def _joined(recognized_parts: Sequence[RecognizedChunk], parts: Sequence[Prepared], known: set[str]) -> RecognizedChunk:
    """The halves as one. Labels of speakers hold within one answer, so those of the second half are its own."""
    segments: list[Segment] = []
    start = 0.0
    for number, (recognized, part) in enumerate(zip(recognized_parts, parts, strict=True)):
        own = recognized.segments or ((Segment(0.0, part.duration, recognized.text),) if recognized.text else ())
        for segment in own:
            is_own_label = number and segment.speaker and segment.speaker not in known
            speaker = f"{segment.speaker}/{number}" if is_own_label else segment.speaker
            segments.append(replace(segment, start=segment.start + start, end=segment.end + start, speaker=speaker))
        start += part.duration
    text = " ".join(recognized.text for recognized in recognized_parts if recognized.text)
    language = next((recognized.language for recognized in recognized_parts if recognized.language), "")
    is_unclear = not text and any(recognized.is_unclear for recognized in recognized_parts)
    # Where no server told times, whoever asked knows better how to share them out.
    return RecognizedChunk(
        text,
        language,
        tuple(segments) if any(recognized.segments for recognized in recognized_parts) else (),
        is_unclear,
    )
