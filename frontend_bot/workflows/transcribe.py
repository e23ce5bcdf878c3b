"""From a recording to its transcript, chunk by chunk where it is long: what is asked in which order, and put together.

Only calls of recorded methods stand in here, so that a job which is cut off goes on where it stood.
"""

import asyncio
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from frontend_bot.core.conversation import numbered, voices, with_numbers
from frontend_bot.core.phrase import phrase
from frontend_bot.core.recording import Begun, LongRecording, RecognizedChunk
from frontend_bot.core.tools import Progress, Source, SpeechToText, TranscriptionOptions
from frontend_bot.core.transcript import Gap, Segment, Transcript
from frontend_bot.errors import BotError

SHOWN_FROM = 300.0
"""Seconds; of a longer recording the finished beginning is shown while the rest is worked on."""
SHOWN_CHARACTERS = 700

ChunkOutcome = RecognizedChunk | BotError


async def transcribe(
    speech: SpeechToText,
    source: Source,
    options: TranscriptionOptions,
    progress: Progress,
    earlier: Transcript | None = None,
) -> Transcript:
    """The whole recording as text. Of ``earlier``, a transcript of the same recording, only the gaps are done again.

    Raises a BotError if nothing of it could be transcribed, MinutesSpent before anything is; parts that could not be
    leave gaps.
    """
    begun = await speech.begin(source, options, progress)
    return await transcribe_rest(speech, source, options, progress, begun, earlier)


async def transcribe_rest(
    speech: SpeechToText,
    source: Source,
    options: TranscriptionOptions,
    progress: Progress,
    begun: Begun,
    earlier: Transcript | None = None,
) -> Transcript:
    """The rest of a recording of which the beginning was made. Raises as ``transcribe``."""
    recording = begun.recording
    if recording is None:
        assert begun.transcript is not None, "begin answers one of the two"
        return with_numbers(begun.transcript)
    wanted = _wanted(recording, earlier)
    if wanted:
        await speech.afford(source, recording, wanted)
    recognition = _Recognition(speech, source, options, progress, recording, wanted)
    outcomes = await recognition.run(earlier)
    failures = [outcome for outcome in outcomes.values() if isinstance(outcome, BotError)]
    if failures and len(failures) == len(outcomes):
        raise failures[0]
    if earlier is not None and len(wanted) < len(recording.chunks):
        return _mended(earlier, recording, outcomes, recognition.known)
    return _joined(speech, recording, outcomes, options, recognition.known)


def _wanted(recording: LongRecording, earlier: Transcript | None) -> list[int]:
    """Numbers of the chunks to hear: those with sound in them; of an earlier transcript's recording only its gaps."""
    sounding = [number for number, chunk in enumerate(recording.chunks) if not chunk.is_silent]
    if earlier is None:
        return sounding
    marks = {gap.mark for gap in earlier.gaps}
    missing = [number for number in sounding if _gap(recording, number).mark in marks]
    # Cut in other places than then (another version of us): the pieces do not fit, all is done again.
    return missing if len(missing) == len(marks) else sounding


def _gap(recording: LongRecording, number: int) -> Gap:
    return Gap(recording.chunks[number].start, recording.chunks[number].end)


@dataclass
class _Recognition:
    """All chunks of one recording asked for at once; the engine decides how many it hears at a time."""

    speech: SpeechToText
    source: Source
    options: TranscriptionOptions
    progress: Progress
    recording: LongRecording
    wanted: list[int]
    outcomes: dict[int, ChunkOutcome] = field(default_factory=dict)
    known: Set[str] = frozenset()
    """Numbers of the speakers whom the engine knows by them in every chunk."""

    async def run(self, earlier: Transcript | None) -> Mapping[int, ChunkOutcome]:
        """What came of each wanted chunk. The voices of an ``earlier`` transcript are recognised."""
        self._tell()
        rest = self.wanted
        if self.speech.knows_voices and earlier:
            self._introduce(earlier.segments)
        elif self.speech.knows_voices and rest:
            await self._meet(rest[0])
            rest = rest[1:]
        # Tasks start in the order in which they are made, and a step gets its number when it is asked for: the same
        # numbers for the same chunks each time that the job runs, however the answers come in.
        async with asyncio.TaskGroup() as group:
            for number in rest:
                group.create_task(self._recognize(number))
        return self.outcomes

    async def _meet(self, number: int) -> None:
        """One chunk before the others: whoever speaks in it is introduced to the engine by a sample of the voice."""
        await self._recognize(number)
        first = self.outcomes[number]
        if isinstance(first, RecognizedChunk):
            segments = numbered([first.segments])
            self.outcomes[number] = replace(first, segments=tuple(segments))
            self._introduce(segments)

    def _introduce(self, segments: Sequence[Segment]) -> None:
        self.known = {segment.speaker for segment in segments if segment.speaker}
        self.options = replace(self.options, voices=voices(segments))

    async def _recognize(self, number: int) -> None:
        try:
            self.outcomes[number] = await self.speech.recognize(self.source, self.options, self.recording, number)
        except BotError as error:
            self.outcomes[number] = error
        self._tell()

    def _tell(self) -> None:
        fraction = len(self.outcomes) / len(self.wanted) if self.wanted else 1.0
        beginning = self._beginning() if self.recording.duration > SHOWN_FROM else ""
        if beginning:
            self.progress(fraction, phrase("progress-so-far", text=beginning))
        else:
            self.progress(fraction, phrase("progress-transcribing"))

    def _beginning(self) -> str:
        texts: list[str] = []
        for number in self.wanted:
            outcome = self.outcomes.get(number)
            if not isinstance(outcome, RecognizedChunk) or sum(map(len, texts)) > SHOWN_CHARACTERS:
                break
            texts.append(outcome.text)
        text = " ".join(" ".join(texts).split())
        return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS].rpartition(' ')[0]}…"


def _joined(
    speech: SpeechToText,
    recording: LongRecording,
    outcomes: Mapping[int, ChunkOutcome],
    options: TranscriptionOptions,
    known: Set[str],
) -> Transcript:
    parts: list[str] = []
    segments: list[Sequence[Segment]] = []
    gaps: list[Gap] = []
    languages: list[str] = []
    for number in sorted(outcomes):
        outcome = outcomes[number]
        if isinstance(outcome, RecognizedChunk) and not outcome.is_unclear:
            parts.append(outcome.text)
            segments.append(outcome.segments)
            languages.append(outcome.language)
        else:
            gaps.append(_gap(recording, number))
            parts.append(gaps[-1].mark)
    # Marks alone, among parts in which nobody speaks, are no text. What an engine failed at stays marked.
    has_failed = any(isinstance(outcome, BotError) for outcome in outcomes.values())
    is_unclear = bool(gaps) and not any(segments) and not has_failed
    return Transcript(
        text="" if is_unclear else "\n\n".join(part for part in parts if part),
        engine=speech.name,
        model=speech.model,
        language=next((language for language in languages if language), options.language),
        duration=recording.end,
        segments=tuple(numbered(segments, known)),
        gaps=() if is_unclear else tuple(gaps),
        is_unclear=is_unclear,
        promised=recording.promised,
    )


def _mended(
    earlier: Transcript, recording: LongRecording, outcomes: Mapping[int, ChunkOutcome], known: Set[str]
) -> Transcript:
    text, segments, gaps = earlier.text, list(earlier.segments), list(earlier.gaps)
    for number in sorted(outcomes):
        outcome = outcomes[number]
        if isinstance(outcome, BotError) or outcome.is_unclear:
            continue
        mark = _gap(recording, number).mark
        text = text.replace(mark, outcome.text) if outcome.text else text.replace(mark, "").strip()
        gaps = [gap for gap in gaps if gap.mark != mark]
        following = 1 + max((int(one.speaker) for one in segments if one.speaker), default=0)
        segments += numbered([outcome.segments], known, following)
    segments.sort(key=lambda segment: segment.start)
    return replace(earlier, text=text, segments=tuple(segments), gaps=tuple(gaps))
