"""What is said in one file that fits into one request: asked for, judged, asked for again, halved where it must be."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import structlog

from frontend_bot.core.recording import ChunkHeard
from frontend_bot.core.tools import Progress, SpeechWish
from frontend_bot.core.transcript import Segment
from frontend_bot.engines.openai_http.answers import Understood
from frontend_bot.engines.transcription.hallucinations import (
    Heard,
    Verdict,
    is_short_for,
    judge,
    needs_a_look,
    normalised,
    without_doubtful,
)
from frontend_bot.engines.transcription.recognizer import SHORTEST_TO_HALVE, Listener, TooMuchAtOnce
from frontend_bot.media.conversion import Conversion, Prepared
from frontend_bot.media.halving import halves, sounding_seconds

logger = structlog.get_logger(__name__)


class CheckedHearing:
    """Stands between a recording and the listener."""

    def __init__(self, listener: Listener, conversion: Conversion) -> None:
        self._listener, self._conversion = listener, conversion

    async def hear(
        self, prepared: Prepared, folder: Path, wish: SpeechWish, sound: Heard, progress: Progress
    ) -> ChunkHeard:
        """An answer that is no speech is asked for once more and never shown as speech; one that is too short for so
        much speech is asked for once more in two halves. What is too much for one request goes in as many as it takes.

        Raises EngineRefused, EngineKeyRefused, EngineUnavailable, and what a conversion raises.
        """
        try:
            heard, verdict = await self._judged(prepared, folder, wish, sound, progress)
        except TooMuchAtOnce:
            if prepared.duration < SHORTEST_TO_HALVE:
                raise
            return await self._in_halves(prepared, folder, wish, progress)
        if verdict is not Verdict.MISSING or prepared.duration < SHORTEST_TO_HALVE:
            return heard
        logger.info("answer_in_doubt", model=self._listener.model, verdict=verdict.name)
        parts = await self._in_halves(prepared, folder, wish, progress, is_last=True)
        return max(heard, parts, key=lambda one: len("".join(normalised(one.text))))

    async def _judged(
        self, prepared: Prepared, folder: Path, wish: SpeechWish, sound: Heard, progress: Progress
    ) -> tuple[ChunkHeard, Verdict]:
        understood = without_doubtful(await self._listener.listen(prepared, folder, wish, progress))
        sound = await self._looked_at(prepared, understood, sound, wish.vocabulary)
        verdict = judge(understood, sound, wish.vocabulary)
        if verdict is Verdict.STUCK:
            logger.info("answer_in_doubt", model=self._listener.model, verdict=verdict.name)
            again = without_doubtful(await self._listener.listen(prepared, folder, wish, progress, is_again=True))
            sound = await self._looked_at(prepared, again, sound, ())
            # The same words in two readings were said, however odd they look: people do chant.
            verdict = Verdict.FINE if again.text == understood.text else judge(again, sound)
            understood = again
        if verdict is Verdict.NOTHING:
            return ChunkHeard(""), verdict
        if verdict is Verdict.STUCK:
            return ChunkHeard("", is_unclear=True), verdict
        return ChunkHeard(understood.text, understood.language, understood.segments), verdict

    async def _in_halves(
        self, prepared: Prepared, folder: Path, wish: SpeechWish, progress: Progress, *, is_last: bool = False
    ) -> ChunkHeard:
        """Both halves, one after the other; with ``is_last`` each is asked for once, however little it answers."""
        ffmpeg, bounds = self._conversion.ffmpeg, self._conversion.bounds
        parts = await halves(ffmpeg, bounds, prepared, folder / "halves")
        told = []
        for number, part in enumerate(parts):
            sound, below = Heard(part.duration), folder / f"half-{number}"
            hear = self._once if is_last else self.hear
            told.append(await hear(part, below, wish, sound, progress))
        return _joined(told, parts, {voice.label for voice in wish.voices})

    async def _once(
        self, prepared: Prepared, folder: Path, wish: SpeechWish, sound: Heard, progress: Progress
    ) -> ChunkHeard:
        heard, _ = await self._judged(prepared, folder, wish, sound, progress)
        return heard

    async def _looked_at(
        self, prepared: Prepared, understood: Understood, sound: Heard, vocabulary: tuple[str, ...]
    ) -> Heard:
        """What is known of the sound, and whether it is steady, or how much of it is silent, where that decides. Rare
        questions, so asked late."""
        if sound.is_steady is None and needs_a_look(understood, vocabulary):
            sound = replace(sound, is_steady=await self._conversion.is_steady(prepared))
        if sound.sounding is None and understood.text and is_short_for(understood, sound.seconds):
            seconds = await sounding_seconds(self._conversion.ffmpeg, self._conversion.bounds, prepared)
            sound = replace(sound, sounding=seconds)
        return sound


def _joined(told: Sequence[ChunkHeard], parts: Sequence[Prepared], known: set[str]) -> ChunkHeard:
    """The halves as one. Labels of speakers hold within one answer, so those of the second half are its own."""
    segments: list[Segment] = []
    start = 0.0
    for number, (heard, part) in enumerate(zip(told, parts, strict=True)):
        own = heard.segments or ((Segment(0.0, part.duration, heard.text),) if heard.text else ())
        for segment in own:
            is_own_label = number and segment.speaker and segment.speaker not in known
            speaker = f"{segment.speaker}/{number}" if is_own_label else segment.speaker
            segments.append(replace(segment, start=segment.start + start, end=segment.end + start, speaker=speaker))
        start += part.duration
    text = " ".join(heard.text for heard in told if heard.text)
    language = next((heard.language for heard in told if heard.language), "")
    is_unclear = not text and any(heard.is_unclear for heard in told)
    # Where no server told times, whoever asked knows better how to share them out.
    return ChunkHeard(text, language, tuple(segments) if any(heard.segments for heard in told) else (), is_unclear)
