"""A long recording put together from its chunks: each word in its place and time, gaps named and filled later."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from frontend_bot.core.content import Content, Kind
from frontend_bot.core.phrase import Phrase
from frontend_bot.core.recording import Begun, Chunk, LongRecording, RecognizedChunk, Way
from frontend_bot.core.tools import Progress, Source, SpeechToText, TranscriptionOptions
from frontend_bot.core.transcript import Gap, Segment, Transcript
from frontend_bot.errors import BotError, EngineRefused, EngineUnavailable, MinutesSpent
from frontend_bot.workflows.transcribe import transcribe
from tests.media_fixtures import FileSource, Told

SILENT = 2
"""The number of a chunk in which there is nothing."""
PLAN = LongRecording(
    300.0,
    0,
    Way.IN_PLACE,
    "m4a",
    tuple(Chunk(60.0 * n, 60.0 * n + 60, is_silent=n == SILENT) for n in range(5)),
)
LOST = EngineUnavailable()


def _heard(number: int, *speakers: str) -> RecognizedChunk:
    start = PLAN.chunks[number].start
    segments = tuple(
        Segment(start + 20 * n, start + 20 * n + 19, f"{number}.{n}", speaker) for n, speaker in enumerate(speakers)
    )
    return RecognizedChunk(" ".join(segment.text for segment in segments), "en", segments)


WELL = {number: _heard(number, "A", "B") for number in (0, 1, 3, 4)}


@dataclass
class Engine(SpeechToText):
    """Answers by the number of the chunk, the last ones first."""

    outcomes: Mapping[int, RecognizedChunk | BotError]
    plan: LongRecording = PLAN
    name: str = "e"
    model: str = "m"
    knows_voices: bool = False
    heard: list[int] = field(default_factory=list)
    told_voices: dict[int, list[str]] = field(default_factory=dict)
    affordable: int = 100
    afforded: list[int] = field(default_factory=list)

    def why_unavailable(self) -> Phrase | None:
        return None

    async def begin(self, source: Source, options: TranscriptionOptions, progress: Progress) -> Begun:
        return Begun(recording=self.plan)

    async def afford(self, source: Source, recording: LongRecording, wanted: Sequence[int]) -> None:
        if len(wanted) > self.affordable:
            raise MinutesSpent
        self.afforded = list(wanted)

    async def recognize(
        self, source: Source, options: TranscriptionOptions, recording: LongRecording, number: int
    ) -> RecognizedChunk:
        self.heard.append(number)
        self.told_voices[number] = sorted(voice.label for voice in options.voices)
        await asyncio.sleep(0.02 - 0.004 * number)
        outcome = self.outcomes[number]
        if isinstance(outcome, BotError):
            raise outcome
        return outcome


async def _transcribed(engine: Engine, earlier: Transcript | None = None) -> Transcript:
    source, told = FileSource(Path(), Path(), Content(Kind.AUDIO)), Told()
    transcript = await transcribe(engine, source, TranscriptionOptions("en"), told, earlier)
    assert told.fractions[-1] == 1.0
    return transcript


def _spoken(transcript: Transcript) -> list[tuple[str, str]]:
    return [(segment.text, segment.speaker) for segment in transcript.segments]


async def test_chunks_are_in_their_order_and_silence_is_not_sent() -> None:
    engine = Engine(WELL)
    whole = await _transcribed(engine)
    assert engine.heard == engine.afforded == [0, 1, 3, 4]
    assert whole.text == "0.0 0.1\n\n1.0 1.1\n\n3.0 3.1\n\n4.0 4.1"
    assert [speaker for _, speaker in _spoken(whole)] == ["1", "2", "3", "4", "5", "6", "7", "8"]
    assert (whole.duration, whole.language, whole.gaps, whole.is_unclear) == (300.0, "en", (), False)


async def test_what_cannot_be_paid_is_not_begun() -> None:
    engine = Engine(WELL, affordable=3)
    with pytest.raises(MinutesSpent):
        await _transcribed(engine)
    assert not engine.heard


@pytest.mark.parametrize("lost", [0, 1, 4])
async def test_a_gap_is_filled_in_its_place_and_time(lost: int) -> None:
    """And nothing else is heard again, or changes: people have read it, and named the speakers."""
    whole = await _transcribed(Engine({**WELL, lost: LOST}))
    gap = Gap(60.0 * lost, 60.0 * lost + 60)
    assert whole.gaps == (gap,) and gap.mark in whole.text and not whole.is_unclear
    named = replace(whole, names={"1": "Anna"})
    engine = Engine({lost: WELL[lost]})
    mended = await _transcribed(engine, named)
    assert engine.heard == engine.afforded == [lost]
    assert mended.gaps == ()
    assert mended.text == (await _transcribed(Engine(WELL))).text
    assert [text for text, _ in _spoken(mended)] == mended.text.split(), "by their times"
    before = {(s.start, s.speaker) for s in whole.segments}
    assert before < {(s.start, s.speaker) for s in mended.segments}
    new = [s.speaker for s in mended.segments if gap.start <= s.start < gap.end]
    assert new == ["7", "8"], "nobody knows whether they are one of the others"
    assert mended.names == named.names


async def test_what_fails_once_more_stays_a_gap() -> None:
    whole = await _transcribed(Engine({**WELL, 1: LOST, 3: LOST}))
    mended = await _transcribed(Engine({1: LOST, 3: WELL[3]}), whole)
    assert mended.gaps == (Gap(60.0, 120.0),)
    assert mended.text == f"0.0 0.1\n\n{Gap(60.0, 120.0).mark}\n\n3.0 3.1\n\n4.0 4.1"
    with pytest.raises(EngineUnavailable):
        await _transcribed(Engine({1: LOST}), mended)


async def test_a_gap_in_which_nobody_speaks_leaves_no_mark() -> None:
    whole = await _transcribed(Engine({**WELL, 0: LOST}))
    mended = await _transcribed(Engine({0: RecognizedChunk("")}), whole)
    assert (mended.text, mended.gaps) == ("1.0 1.1\n\n3.0 3.1\n\n4.0 4.1", ())


async def test_a_transcript_of_other_cuts_is_made_anew() -> None:
    """Another version cut elsewhere: pieces of one do not fit into the gaps of the other."""
    earlier = await _transcribed(Engine({**WELL, 1: LOST, 3: LOST}))
    chunks = (Chunk(0.0, 60.0), Chunk(60.0, 120.0), Chunk(120.0, 210.0), Chunk(210.0, 300.0))
    heard = {n: RecognizedChunk(f"{n}", "en", (Segment(c.start, c.end, f"{n}"),)) for n, c in enumerate(chunks)}
    engine = Engine(heard, plan=replace(PLAN, chunks=chunks))
    anew = await _transcribed(engine, earlier)
    assert engine.heard == [0, 1, 2, 3]
    assert (anew.text, anew.gaps) == ("0\n\n1\n\n2\n\n3", ())


async def test_voices_of_the_first_chunk_are_known_in_all() -> None:
    outcomes = {**WELL, 1: _heard(1, "2", "1"), 3: _heard(3, "1", "A"), 4: _heard(4, "A", "2")}
    engine = Engine(outcomes, knows_voices=True)
    whole = await _transcribed(engine)
    assert engine.told_voices == {0: [], 1: ["1", "2"], 3: ["1", "2"], 4: ["1", "2"]}
    assert [speaker for _, speaker in _spoken(whole)] == ["1", "2", "2", "1", "1", "3", "4", "2"]
    lost = await _transcribed(Engine({**outcomes, 3: LOST}, knows_voices=True))
    engine = Engine(outcomes, knows_voices=True)
    mended = await _transcribed(engine, lost)
    assert engine.told_voices == {3: ["1", "2", "3"]}, "whom the transcript has are told, the first time as well"
    assert [s.speaker for s in mended.segments if 180 <= s.start < 240] == ["1", "4"]


@pytest.mark.parametrize("failure", [None, LOST])
async def test_noise_alone_is_unclear_but_a_failure_is_a_gap(failure: BotError | None) -> None:
    noise = RecognizedChunk("", is_unclear=True)
    outcomes: dict[int, RecognizedChunk | BotError] = dict.fromkeys(WELL, noise)
    if failure:
        outcomes[3] = failure
    whole = await _transcribed(Engine(outcomes))
    assert whole.is_unclear == (failure is None)
    assert len(whole.gaps) == (4 if failure else 0)
    assert bool(whole.text) == bool(failure), "it can be tried again"


async def test_of_all_failures_the_first_is_told() -> None:
    with pytest.raises(EngineRefused):
        await _transcribed(Engine({**dict.fromkeys(WELL, LOST), 4: EngineRefused()}))
