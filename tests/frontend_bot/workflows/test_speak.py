"""Where a text is cut to be spoken in parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontend_bot.workflows.speak import cut


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
