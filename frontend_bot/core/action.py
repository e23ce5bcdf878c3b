"""What a button of a page says when it is pressed: one of the forms that the page declares, its values typed.

Callback data comes from whoever pressed, and a client may send anything. It is parsed once, before a page sees it;
what fits no form is an old button.
"""

from collections.abc import Iterable
from dataclasses import dataclass

_MOST_DIGITS = 6
"""No list of ours is longer; more digits are no number that a button of ours carries."""

Value = int | str


@dataclass(frozen=True, slots=True)
class Action:
    """``form`` is the declared one, as in "from {number} {record}"; ``values`` are those of its placeholders in order.

    ``text`` is the whole as the button carries it.
    """

    form: str = ""
    values: tuple[Value, ...] = ()
    text: str = ""


class OldButton(Exception):
    """A page's way to say that the pressed button means nothing any more: its number is not in the list."""


def parse_action(text: str, forms: Iterable[str]) -> Action | None:
    """The first form that the text fits; None if it fits none.

    Forms are words with one blank between them: words as they stand, ``{number}`` for at most six digits, and any other
    placeholder for one word.
    """
    words = text.split(" ")
    for form in forms:
        wanted = form.split(" ")
        values = [_value(one, word) for one, word in zip(wanted, words, strict=False)]
        if len(wanted) == len(words) and None not in values:
            placeholders = (value for one, value in zip(wanted, values, strict=True) if one.startswith("{"))
            return Action(form, tuple(value for value in placeholders if value is not None), text)
    return None


def _value(wanted: str, word: str) -> Value | None:
    """What the word says in this place; None if it does not belong there."""
    if not wanted.startswith("{"):
        return word if word == wanted else None
    if wanted == "{number}":
        return int(word) if word.isascii() and word.isdigit() and len(word) <= _MOST_DIGITS else None
    return word or None
