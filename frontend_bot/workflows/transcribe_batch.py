"""Several recordings as one transcript: each in its place, under the name of who sent it.

One clock runs through the whole: each recording begins where the one before it ended, so that a moment in a segment, a
gap or a summary means one place. As in transcribe.py, only calls of recorded methods stand in here.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from frontend_bot.core.conversation import labels, with_numbers
from frontend_bot.core.phrase import Phrase, SayHere, phrase
from frontend_bot.core.recording import Begun
from frontend_bot.core.tools import Progress, Source, SpeechToText, TranscriptionOptions
from frontend_bot.core.transcript import Gap, Part, Segment, Transcript
from frontend_bot.errors import BotError
from frontend_bot.workflows.transcribe import transcribe_rest

_AT_ONCE = 4
"""Recordings that are fetched and sent together; long ones are cut, and their chunks take turns as ever."""
_UNKNOWN_LENGTH = 1.0
"""Seconds that a recording to be tried again is given on the clock of the whole while nobody knows its own length."""

RecordingOutcome = Transcript | BotError


async def transcribe_batch(
    speech: SpeechToText,
    sources: Sequence[Source],
    options: TranscriptionOptions,
    progress: Progress,
    say: SayHere,
    earlier: Transcript | None = None,
) -> Transcript:
    """All recordings in order. Of ``earlier``, a transcript of the same batch, only what is missing is done again.

    Raises the first BotError if none could be transcribed; one that could not is named in its place.
    """
    known = _known(earlier, len(sources))
    outcomes = await _Batch(speech, sources, options, progress, known).run()
    failures = [outcome for outcome in outcomes if isinstance(outcome, BotError)]
    if len(failures) == len(outcomes):
        raise failures[0]
    return replace(_joined(speech, options, sources, outcomes, say), names=earlier.names if earlier else {})


@dataclass
class _Batch:
    """The recordings of one batch, a few at a time, always in the same order: steps are told apart by theirs."""

    speech: SpeechToText
    sources: Sequence[Source]
    options: TranscriptionOptions
    progress: Progress
    known: Sequence[Transcript | None]
    outcomes: dict[int, RecordingOutcome] = field(default_factory=dict)

    async def run(self) -> list[RecordingOutcome]:
        """What came of each recording."""
        wanted = []
        for number, transcript in enumerate(self.known):
            if transcript is not None and not transcript.gaps:
                self.outcomes[number] = transcript
            else:
                wanted.append(number)
        self._tell()
        for first in range(0, len(wanted), _AT_ONCE):
            await self._some(wanted[first : first + _AT_ONCE])
        return [self.outcomes[number] for number in range(len(self.sources))]

    async def _some(self, numbers: Sequence[int]) -> None:
        begun: dict[int, Begun] = {}
        async with asyncio.TaskGroup() as group:
            for number in numbers:
                group.create_task(self._begin(number, begun))
        # The chunks of a long one are many steps, so the long ones come one after the other.
        for number in sorted(begun):
            await self._go_on(number, begun[number])
        for number in numbers:
            await self.sources[number].drop()  # a hundred recordings need not lie on the disk together

    async def _begin(self, number: int, begun: dict[int, Begun]) -> None:
        try:
            begun[number] = await self.speech.begin(self.sources[number], self.options, _no_progress)
        except BotError as error:
            self.outcomes[number] = error
        else:
            if transcript := begun[number].transcript:
                self.outcomes[number] = with_numbers(transcript)
        self._tell()

    async def _go_on(self, number: int, begun: Begun) -> None:
        def tell(fraction: float | None, word: Phrase) -> None:
            self._tell(number, fraction or 0.0)

        try:
            source, earlier = self.sources[number], self.known[number]
            self.outcomes[number] = await transcribe_rest(self.speech, source, self.options, tell, begun, earlier)
        except BotError as error:
            self.outcomes[number] = error
        self._tell()

    def _tell(self, number: int = 0, fraction: float = 0.0) -> None:
        weights = [max(1.0, source.content.duration) for source in self.sources]
        done = sum(weights[n] for n in self.outcomes) + (0.0 if number in self.outcomes else fraction * weights[number])
        word = phrase("progress-batch", done=len(self.outcomes), count=len(self.sources))
        self.progress(done / sum(weights), word)


def _no_progress(fraction: float | None, word: Phrase) -> None:
    """Several recordings at once have several words; the batch has one of its own."""


def _joined(
    speech: SpeechToText,
    options: TranscriptionOptions,
    sources: Sequence[Source],
    outcomes: Sequence[RecordingOutcome],
    say: SayHere,
) -> Transcript:
    parts: list[Part] = []
    segments: list[Segment] = []
    gaps: list[Gap] = []
    for source, outcome in zip(sources, outcomes, strict=True):
        start = parts[-1].end if parts else 0.0
        part, part_gaps = _part(source, outcome, start, say)
        parts.append(part)
        gaps += part_gaps
        if isinstance(outcome, Transcript):
            segments += _segments(outcome, part)
    transcripts = [outcome for outcome in outcomes if isinstance(outcome, Transcript)]
    return Transcript(
        text=text_of_parts(parts) if any(one.text for one in transcripts) or gaps else "",
        engine=speech.name,
        model=speech.model,
        language=next((one.language for one in transcripts if one.language), options.language),
        duration=parts[-1].end,
        segments=tuple(segments),
        is_draft=any(one.is_draft for one in transcripts),
        gaps=tuple(gaps),
        parts=tuple(parts),
        promised=_promised(parts[-1].end, transcripts),
    )


def _promised(duration: float, transcripts: Sequence[Transcript]) -> float:
    """How long the whole would be, had no recording been cut off; 0 if none was."""
    missing = sum(one.promised - one.duration for one in transcripts if one.promised)
    return duration + missing if missing else 0.0


def _part(source: Source, outcome: RecordingOutcome, start: float, say: SayHere) -> tuple[Part, list[Gap]]:
    """One recording on the clock of the whole, and what is missing of it and may come when it is tried again."""
    content = source.content
    if isinstance(outcome, BotError):
        reason = f"⚠ {say(Phrase(outcome.sentence, outcome.variables))}"
        # A file tells no length; of none at all, its gap would be that of the recording which comes next.
        duration = content.duration or (_UNKNOWN_LENGTH if outcome.can_retry else 0.0)
        part = Part(content.sender, content.sent_at, start, duration, "", reason, has_failed=True, zone=content.zone)
        return part, [Gap(start, part.end)] if outcome.can_retry else []
    duration = outcome.duration or content.duration
    text = _with_marks_moved(outcome.text, outcome.gaps, start)
    remark = "" if text else say(phrase("batch-unclear" if outcome.is_unclear else "batch-silent"))
    said = (content.sender, content.sent_at, start, duration, text, remark)
    part = Part(*said, is_unclear=outcome.is_unclear, zone=content.zone)
    return part, [_moved(gap, start) for gap in outcome.gaps]


def _segments(transcript: Transcript, part: Part) -> list[Segment]:
    """On the clock of the whole, said by the sender; where several speak in one recording, by each beside its name."""
    is_alone = len({segment.speaker for segment in transcript.segments}) < 2
    return [
        replace(
            segment,
            start=segment.start + part.start,
            end=segment.end + part.start,
            speaker=part.sender if is_alone else f"{part.sender} · {segment.speaker}",
        )
        for segment in transcript.segments
    ]


def _moved(gap: Gap, by: float) -> Gap:
    return Gap(gap.start + by, gap.end + by)


def _with_marks_moved(text: str, gaps: Sequence[Gap], by: float) -> str:
    """All marks in one pass: moved, one may read as another did before."""
    marks = {gap.mark: _moved(gap, by).mark for gap in gaps}
    if not marks:
        return text
    return re.sub("|".join(map(re.escape, marks)), lambda found: marks[found[0]], text)


def _known(earlier: Transcript | None, count: int) -> list[Transcript | None]:
    """Each recording's own transcript out of an earlier one of the whole batch; None for what is to be done again."""
    if earlier is None or len(earlier.parts) != count:
        return [None] * count
    return [None if part.has_failed else _own(earlier, part) for part in earlier.parts]


def _own(whole: Transcript, part: Part) -> Transcript:
    gaps = [gap for gap in whole.gaps if part.start <= gap.start < part.end]
    moved = tuple(_moved(gap, -part.start) for gap in gaps)
    own = [segment for segment in whole.segments if part.start <= segment.start < part.end]
    segments = tuple(
        replace(
            segment,
            start=segment.start - part.start,
            end=segment.end - part.start,
            speaker=segment.speaker.removeprefix(part.sender).removeprefix(" · "),
        )
        for segment in own
    )
    text = _with_marks_moved(part.text, gaps, -part.start)
    return replace(
        whole,
        text=text,
        duration=part.duration,
        segments=segments,
        gaps=moved,
        parts=(),
        is_unclear=part.is_unclear,
        promised=0.0,
    )


def text_of_parts(parts: Sequence[Part]) -> str:
    """A paragraph for each recording, under its label."""
    return "\n\n".join(f"{label} {part.shown}" for label, part in zip(labels(parts), parts, strict=True))
