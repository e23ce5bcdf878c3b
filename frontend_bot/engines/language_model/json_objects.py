"""The JSON objects in a model's answer: in prose and fences, in wrappers, one inside the other, broken and whole."""

import json
import re
from collections.abc import Iterator
from typing import Any

import json_repair

MOST_MENDED = 40
LARGEST_MENDED = 2**19
"""Characters in all, eight times the longest answers; mending so many takes some seconds."""
MOST_OBJECTS = 500
MOST_UNCLOSED = 20
"""Braces that nothing closes: the first of them and the last ones are looked at."""
_DEEPEST = 3
"""Answers packed as texts into answers."""
_SIGNS = re.compile(r'[{}"\\]')
_BEGINNING = re.compile(r"\{\s*+[\"'`“«\\]*+[\w $.-]{1,60}[\"'`”»\\]*+\s{0,20}:")
"""What is worth mending begins with a name, in whatever quotation marks."""
_DECODER = json.JSONDecoder(strict=False)  # models write line breaks into texts


def objects_in(text: str) -> Iterator[dict[str, Any]]:
    """The objects, the last one first, each before those inside it. Broken ones are mended."""
    yield from _objects(text, 1)


def _objects(text: str, depth: int) -> Iterator[dict[str, Any]]:
    budget = _Budget()
    # Once more without regard to quotation marks: prose has odd numbers of them.
    for knows_texts in (True, False):
        for start, end in reversed(_spans(text, knows_texts=knows_texts)):
            value = _decoded(text[start:end])
            if value is None:
                value = budget.mended(text[start:end])
            yield from _within(value, depth)
    whole = _decoded(text.strip())
    if isinstance(whole, str):
        yield from _within(whole, depth)


def _spans(text: str, *, knows_texts: bool) -> list[tuple[int, int]]:
    """From where to where an object reaches that stands in no other, by its braces.

    A brace that nothing closes reaches to the end, and those inside it count as well: it may be a stray one.
    """
    opened: list[int] = []
    closed: list[tuple[int, int]] = []
    is_text = False
    skipped = -1
    for found in _SIGNS.finditer(text):
        sign, at = found[0], found.start()
        if at == skipped:
            continue
        if sign == "\\":
            skipped = at + 1
        elif sign == '"':
            is_text = knows_texts and bool(opened) and not is_text
        elif sign == "{" and not is_text:
            opened.append(at)
        elif sign == "}" and not is_text and opened:
            closed.append((opened.pop(), at + 1))
    unclosed = opened if len(opened) <= MOST_UNCLOSED else [*opened[:1], *opened[1 - MOST_UNCLOSED :]]
    return sorted([*_outermost(closed)[-MOST_OBJECTS:], *((start, len(text)) for start in unclosed)])


def _outermost(closed: list[tuple[int, int]]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for start, end in sorted(closed):
        if not spans or start >= spans[-1][1]:
            spans.append((start, end))
    return spans


class _Budget:
    """Mends as much as is worth the time."""

    def __init__(self) -> None:
        self._left, self._characters = MOST_MENDED, LARGEST_MENDED

    def mended(self, text: str) -> Any:
        """What was meant, None where that cannot be made out."""
        if self._left <= 0 or len(text) > self._characters or not _BEGINNING.match(text):
            return None
        self._left -= 1
        self._characters -= len(text)
        try:
            return json_repair.loads(text)
        except (ValueError, RecursionError):  # nested absurdly deep
            return None


def _decoded(text: str) -> Any:
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError):
        return None


def _within(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The objects in a value, the last one first; those that are packed as texts after all the others."""
    waiting, packed = [value], list[str]()
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield one
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str) and "{" in one:
            packed.append(one)
    if depth < _DEEPEST:
        for text in packed:
            yield from _objects(text, depth + 1)
