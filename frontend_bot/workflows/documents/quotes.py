"""Is it in the transcript? Quotes are looked for word by word; what is not found was not said."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from rapidfuzz import fuzz

from frontend_bot.core.minutes import Evidence, Place
from frontend_bot.workflows.documents.lines import Line, mark_of

SHORTEST_QUOTE = 8
"""Letters; shorter words are found anywhere and prove nothing."""
SAME_QUOTE = 88.0
"""Per cent of the letters that must agree: room for a slip in copying, not for another statement."""
SAME_WORD = 70.0
"""Per cent, for one word in another case or number: «Анне», «Анна»."""
LONGEST_QUOTE = 2000
"""Letters; 5 to 20 words are asked for, and to look for more takes time without proving more."""
NEIGHBOURHOOD = 4
"""Lines before and after a quote in which its owner or deadline may have been said."""

_WORD = re.compile(r"\w+")
_ELLIPSIS = re.compile(r"\.{3}|…|\[\.\.\.\]")
_EMPTY_WORDS = frozenset(
    words
    for line in (
        ("до", "к", "ко", "в", "во", "на", "от", "по", "с", "со", "и", "не", "или", "без", "за", "из", "у", "о", "об"),
        ("the", "a", "an", "of", "to", "by", "on", "in", "at", "for", "until", "till", "before", "and", "or", "no"),
    )
    for words in line
)


def words_of(text: str) -> list[str]:
    """Its words as they are compared: small letters, no punctuation, ё as е."""
    return _WORD.findall(text.casefold().replace("ё", "е"))


class QuoteIndex:
    """What some lines say, to look quotes up in. ``words`` are all words in them, the speakers' names included."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        texts, starts, length = [], [], 0
        for line in lines:
            text = " ".join(words_of(line.text))
            starts.append(length)
            texts.append(text)
            length += len(text) + 1
        self._text = " ".join(texts)
        self._starts = starts
        self.words = {word for line in lines for word in _all_words(line)}
        self._by_mark = {mark_of(line.place): number for number, line in reversed(list(enumerate(lines)))}

    def find(self, quote: str, claimed: str) -> tuple[Evidence, int] | None:
        """Where the quote stands, nearest to the claimed place, and the index of its line. None: it was not said."""
        fragments = [" ".join(words_of(fragment)) for fragment in _ELLIPSIS.split(quote)]
        wanted = max(fragments, key=len)[:LONGEST_QUOTE].strip()
        if len(wanted) < SHORTEST_QUOTE:
            return None
        near = self._by_mark.get(_bare(claimed), 0)
        offset = self._exactly(wanted, near)
        if offset is None:
            offset = self._nearly(wanted)
        if offset is None:
            return None
        number = max(0, bisect_right(self._starts, offset) - 1)
        return Evidence(" ".join(quote.split()), self._lines[number].place), number

    def _exactly(self, wanted: str, near: int) -> int | None:
        target, best, at = self._starts[near] if self._starts else 0, None, -1
        while (at := self._text.find(wanted, at + 1)) >= 0:
            if best is None or abs(at - target) < abs(best - target):
                best = at
        return best

    def _nearly(self, wanted: str) -> int | None:
        found = fuzz.partial_ratio_alignment(wanted, self._text, score_cutoff=SAME_QUOTE)
        if found is None or len(self._text) < len(wanted):
            return None
        there = self._text[max(0, found.dest_start - 2) : found.dest_end + 2]
        # A slip in copying changes letters, never a number.
        return found.dest_start if _numbers(wanted) <= _numbers(there) else None

    def is_near(self, told: str, number: int) -> bool:
        """Whether this (an owner, a deadline) was said around the line with this index, speakers' names included."""
        around = self._lines[max(0, number - NEIGHBOURHOOD) : number + NEIGHBOURHOOD + 1]
        return is_said(told, {word for line in around for word in _all_words(line)})

    def place_of(self, claimed: str) -> Place | None:
        """The place that the model names, if there is such a place."""
        number = self._by_mark.get(_bare(claimed))
        return None if number is None else self._lines[number].place


def _all_words(line: Line) -> list[str]:
    return [*words_of(line.text), *words_of(line.speaker)]


def is_said(told: str, words: set[str], *, wholly: bool = False) -> bool:
    """Whether these words were said, in whatever case or number: all figures, and at least half of the others.

    ``wholly``: all of the others, too, as a name must be.
    """
    wanted = [word for word in words_of(told[:LONGEST_QUOTE]) if word not in _EMPTY_WORDS]
    figures = [word for word in wanted if any(letter.isdigit() for letter in word)]
    others = [word for word in wanted if word not in figures]
    if not wanted or not all(figure in words for figure in figures):
        return False
    found = sum(any(_is_same(word, said) for said in words) for word in others)
    return found == len(others) if wholly else 2 * found >= len(others)


def _is_same(word: str, said: str) -> bool:
    if word == said:
        return True
    if len(word) < 3 or len(said) < 3 or word[:2] != said[:2]:
        return False
    return fuzz.ratio(word, said, score_cutoff=SAME_WORD) > 0


def _numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+", text))


def _bare(claimed: str) -> str:
    return claimed.strip().strip("[]").strip()
