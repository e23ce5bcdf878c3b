"""Several recordings on one clock: times, marks and names, and only what is missing when it is tried again."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from frontend_bot.core.content import Content, Kind
from frontend_bot.core.conversation import formatted, labels
from frontend_bot.core.phrase import Phrase
from frontend_bot.core.recording import Begun
from frontend_bot.core.tools import Progress, Source, SpeechToText, TranscriptionOptions
from frontend_bot.core.transcript import Gap, Part, Segment, Transcript
from frontend_bot.errors import BotError, DamagedMedia, EngineUnavailable
from frontend_bot.workflows.transcribe_batch import transcribe_batch
from tests.media_fixtures import FileSource, Told

FIRST_GAP, SECOND_GAP = Gap(0.0, 60.0), Gap(60.0, 120.0)
LONG = Transcript(
    f"{FIRST_GAP.mark}\n\n{SECOND_GAP.mark}\n\nthe end",
    "e",
    duration=130.0,
    segments=(Segment(120.0, 130.0, "the end"),),
    gaps=(FIRST_GAP, SECOND_GAP),
)
SHORT = Transcript("hello", "e", duration=60.0, segments=(Segment(1.0, 2.0, "hello", speaker="A"),))
TWO = Transcript("hi\nho", "e", duration=9.0, segments=(Segment(0, 1, "hi", "A"), Segment(2, 3, "ho", "B")))


@dataclass
class Scripted(SpeechToText):
    """Answers by the sender's name."""

    answers: Mapping[str, Transcript | BotError]
    name: str = "e"
    model: str = "m"
    asked: list[str] = field(default_factory=list)

    async def begin(self, source: Source, options: TranscriptionOptions, progress: Progress) -> Begun:
        self.asked.append(source.content.sender)
        answer = self.answers[source.content.sender]
        if isinstance(answer, BotError):
            raise answer
        return Begun(transcript=answer)

    def why_unavailable(self) -> Phrase | None:
        return None


async def _heard(
    answers: Mapping[str, Transcript | BotError], earlier: Transcript | None = None, *, duration: float = 50.0
) -> Transcript:
    speech, told = Scripted(answers), Told()
    contents = [Content(Kind.AUDIO, sender=name, duration=duration) for name in answers]
    sources = [FileSource(Path(), Path(), content) for content in contents]
    transcript = await transcribe_batch(speech, sources, TranscriptionOptions(), told, lambda what: what.id, earlier)
    assert told.fractions[-1] == 1.0
    assert speech.asked == (list(answers) if earlier is None else ["Lost"])
    assert [source.dropped for source in sources] == [int(name in speech.asked) for name in answers]
    return transcript


async def test_one_clock_and_each_in_its_place() -> None:
    nobody = Transcript("", "e", duration=5.0)
    whole = await _heard(
        {"Anna": SHORT, "Ben": LONG, "Bad": DamagedMedia(), "Lost": EngineUnavailable(), "Two": TWO, "Quiet": nobody}
    )
    assert whole.text == (
        "Anna: hello\n\n"
        "Ben: [⚠ 00:01:00–00:02:00]\n\n[⚠ 00:02:00–00:03:00]\n\nthe end\n\n"
        "Bad: [⚠ error-damaged-media]\n\n"
        "Lost: [⚠ error-engine-unavailable]\n\n"
        "Two: hi\nho\n\n"
        "Quiet: [batch-silent]"
    )
    assert [(s.start, s.speaker) for s in whole.segments] == [
        (1.0, "Anna"), (180.0, "Ben"), (290.0, "Two · 1"), (292.0, "Two · 2")
    ]  # fmt: skip
    assert whole.gaps == (Gap(60.0, 120.0), Gap(120.0, 180.0), Gap(240.0, 290.0)), "what is damaged stays so"
    assert (whole.duration, len(whole.parts)) == (304.0, 6)


async def test_only_what_is_missing_is_heard_again() -> None:
    whole = await _heard({"Anna": SHORT, "Lost": EngineUnavailable(), "Two": TWO})
    named = replace(whole, names={"Two · 1": "Carl"})
    mended = await _heard({"Anna": SHORT, "Lost": SHORT, "Two": TWO}, named)
    assert mended == replace(await _heard({"Anna": SHORT, "Lost": SHORT, "Two": TWO}), names=named.names)


async def test_what_follows_a_recording_of_unknown_length_is_not_heard_again() -> None:
    """A file tells no length. Where it failed, its gap is no part of the recording that comes next."""
    answers: dict[str, Transcript | BotError] = {"Lost": EngineUnavailable(), "Anna": SHORT, "Two": TWO}
    whole = await _heard(answers, duration=0.0)
    (gap,) = whole.gaps
    assert [part.sender for part in whole.parts if part.start <= gap.start < part.end] == ["Lost"]
    assert gap.mark not in formatted(whole, has_times=True).partition("Anna")[2]
    mended = await _heard({**answers, "Lost": SHORT}, whole, duration=0.0)
    assert mended == await _heard({**answers, "Lost": SHORT}, duration=0.0)


async def test_few_recordings_lie_on_the_disk_together() -> None:
    """And what was fetched is dropped before more is fetched: a batch may hold a hundred of them."""
    answers = dict.fromkeys(map(str, range(11)), SHORT)
    held, most = 0, 0

    class Counted(FileSource):
        async def drop(self) -> None:
            nonlocal held
            held -= 1

    class Counting(Scripted):
        async def begin(self, source: Source, options: TranscriptionOptions, progress: Progress) -> Begun:
            nonlocal held, most
            held += 1
            most = max(most, held)
            await asyncio.sleep(0)
            return await super().begin(source, options, progress)

    sources = [Counted(Path(), Path(), Content(Kind.AUDIO, sender=name)) for name in answers]
    await transcribe_batch(Counting(answers), sources, TranscriptionOptions(), Told(), lambda what: what.id)
    assert (most, held) == (4, 0)


async def test_of_nothing_there_is_no_transcript() -> None:
    with pytest.raises(EngineUnavailable):
        await _heard({"Lost": EngineUnavailable(), "Bad": DamagedMedia()})


@pytest.mark.parametrize("parts", [1, 2, 4])
async def test_a_transcript_of_other_recordings_is_not_taken_for_theirs(parts: int) -> None:
    """Sent together were three. What is known of fewer or more says nothing of which is which: all are heard anew."""
    answers = {"Anna": SHORT, "Ben": TWO, "Cleo": LONG}
    earlier = await _heard(dict.fromkeys(["Xenia", "Anna", "Ben", "Yuri"][:parts], SHORT))
    speech, contents = Scripted(answers), [Content(Kind.AUDIO, sender=name) for name in answers]
    sources = [FileSource(Path(), Path(), content) for content in contents]
    anew = await transcribe_batch(speech, sources, TranscriptionOptions(), Told(), lambda what: what.id, earlier)
    assert speech.asked == list(answers)
    assert anew == await _heard(answers)


def test_the_day_is_told_where_it_is_needed() -> None:
    noon = 1_790_000_000.0
    parts = [Part("A", noon, 0, 1, "x"), Part("B", noon + 3600, 1, 1, "y"), Part("C", 0.0, 2, 1, "z")]
    assert [label.count(".") for label in labels(parts[:2])] == [0, 0]
    assert [label.count(".") for label in labels([parts[0], Part("D", noon + 90_000, 1, 1, "y")])] == [1, 1]
    assert labels([parts[0], parts[2]]) == [labels(parts[:2])[0], "C:"]
