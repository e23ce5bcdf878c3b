"""Lengths, trimming, and what Telegram marks by itself."""

from playground.texts import marks_of, trimmed, units


def test_lengths_count_utf16_units() -> None:
    assert [units("abc"), units("йцу"), units("😀")] == [3, 3, 2]


def test_trimming_moves_the_entities() -> None:
    bold = {"type": "bold", "offset": 2, "length": 5}
    assert trimmed("  ab   ", [bold]) == ("ab", [{"type": "bold", "offset": 0, "length": 2}])
    assert trimmed(" ab ", [{"type": "bold", "offset": 3, "length": 1}]) == ("ab", [])


def test_commands_links_and_mentions_are_marked() -> None:
    marks = marks_of("/start@my_bot 😀 https://a.b/c @anna a/b")
    assert [(mark["type"], mark["offset"], mark["length"]) for mark in marks] == [
        ("bot_command", 0, 13), ("url", 17, 13), ("mention", 31, 5),
    ]  # fmt: skip
