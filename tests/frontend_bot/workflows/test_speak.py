"""Where a text is cut to be spoken in parts, and the whole put together from all of them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontend_bot.core.phrase import Phrase
from frontend_bot.core.speech import SpokenPart, VoiceNote, VoiceOptions
from frontend_bot.core.tools import Progress, TextToSpeech
from frontend_bot.errors import SpeechUnavailable
from frontend_bot.workflows.speak import cut, speak
from tests.media_fixtures import Told


def test_a_short_text_is_one_part() -> None:
    assert cut("  Привет!  Как дела? ", 100) == ["Привет!  Как дела?"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Один. Два. Три четыре пять.", ["Один. Два.", "Три четыре пять."]),
        ("Он сказал: «Да!» И ушёл домой", ["Он сказал: «Да!»", "И ушёл домой"]),
        ("first line\nsecond line here", ["first line", "second line here"]),
        ("no end of a sentence anywhere", ["no end of a sentence", "anywhere"]),
        ("x" * 45, ["x" * 20, "x" * 20, "x" * 5]),
        ("*** --- !!!", []),
    ],
)
def test_cuts_are_at_the_best_place(text: str, parts: list[str]) -> None:
    assert cut(text, 20) == parts


@given(st.text("ab я.!?\n «»", max_size=300))
def test_nothing_that_can_be_said_is_lost(text: str) -> None:
    parts = cut(text, 20)
    assert all(0 < len(part) <= 20 for part in parts)
    assert [c for c in "".join(parts) if c.isalnum()] == [c for c in text if c.isalnum()]


@dataclass
class Speaker(TextToSpeech):
    """Speaks what it is asked to, the last first; cannot speak what is in ``fails``."""

    fails: str = "\0"
    name: str = "speaker"
    longest_part: int = 20
    begun: list[str] = field(default_factory=list)
    joined: list[tuple[str, SpokenPart]] = field(default_factory=list)

    def why_unavailable(self) -> Phrase | None:
        return None

    async def say(self, text: str, options: VoiceOptions, folder: Path, number: int) -> SpokenPart:
        self.begun.append(text)
        await asyncio.sleep(0.02 - 0.005 * number)
        if self.fails in text:
            raise SpeechUnavailable(text)
        return SpokenPart(f"sound of {text}")

    async def voice_note(
        self, parts: Sequence[tuple[str, SpokenPart]], options: VoiceOptions, folder: Path, progress: Progress
    ) -> VoiceNote:
        self.joined = list(parts)
        return VoiceNote(Path("note.ogg"), 1.0, 1)


TEXT = "Один два три. Четыре пять. Шесть семь. Восемь."


async def test_parts_are_joined_in_their_order_however_they_come() -> None:
    speaker, told = Speaker(), Told()
    await speak(speaker, TEXT, VoiceOptions("ru"), Path(), told)
    texts = cut(TEXT, speaker.longest_part)
    assert len(texts) > 2
    assert speaker.joined == [(text, SpokenPart(f"sound of {text}")) for text in texts]
    assert speaker.begun == texts, "begun in order: a job that goes on finds each part's step again"
    assert told.fractions == sorted(told.fractions)


@pytest.mark.parametrize("fails", ["Один", "пять", "Восемь"])
async def test_half_a_text_is_no_voice_note(fails: str) -> None:
    """Nobody would notice what is missing of it."""
    speaker = Speaker(fails)
    with pytest.raises(SpeechUnavailable, match=fails):
        await speak(speaker, TEXT, VoiceOptions("ru"), Path(), Told())
    assert not speaker.joined
