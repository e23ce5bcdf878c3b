"""The segments of an answer made to say all of its text: what a server left out of them is put where it belongs.

The text is what the person reads in the chat; the segments are what subtitles, documents and language models read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Indel

from frontend_bot.engines.transcription.segment_times import phrases
from frontend_bot.engines.transcription.told_segments import ToldSegment

MOST_COMPARED = 400_000_000
"""Words of the text times words of the segments; comparing these takes 50 MB and a second. An answer to ten minutes of
speech has 1500 by 1500."""
FASTEST = 9.0
"""Words a second: where more are missing than fit between two segments, they belong into one of the two."""

# Scripts without spaces are compared letter by letter.
_TOKEN = re.compile(r"[^\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+|\S")


@dataclass(frozen=True, slots=True)
class _Token:
    """A word, a letter of a script without spaces, or a mark; ``start`` and ``end`` are places in its text."""

    text: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return self.text[0].isalnum()


def saying_all_of(text: str, told: Sequence[ToldSegment], duration: float) -> list[ToldSegment]:
    """The segments with every word of ``text`` in them, each as it stands there; put-in ones have no times.

    Where the text says nothing that the segments lack, they stay as they are, with what they say beyond it. Times are
    in seconds, ``duration`` is 0 where it is unknown.
    """
    if _bare(text) == _bare("".join(one.text for one in told)):
        return list(told)
    wanted, there = _tokens(text), [(token, n) for n, one in enumerate(told) for token in _tokens(one.text)]
    if len(wanted) * len(there) > MOST_COMPARED:
        return [ToldSegment(phrase) for phrase in phrases(text)]
    owners = _Owners(wanted, there, _Room(told, duration))
    return list(told) if owners.are_the_same else list(_resaid(text, told, owners))


def _bare(text: str) -> str:
    return "".join(text.split())


def _tokens(text: str) -> list[_Token]:
    return [_Token(found[0], found.start(), found.end()) for found in _TOKEN.finditer(text)]


@dataclass(frozen=True, slots=True)
class _Room:
    """How much time there is between two segments."""

    told: Sequence[ToldSegment]
    duration: float

    def fits(self, words: int, before: int | None, after: int | None) -> bool:
        """Whether so many words can be said there; True where nobody knows. None is the edge of the recording."""
        start = 0.0 if before is None else self.told[before].end
        end = (self.duration or None) if after is None else self.told[after].start
        return start is None or end is None or words <= FASTEST * (end - start)


class _Owners:
    """To which segment each token of the text belongs: its number, or None for one that no segment says."""

    def __init__(self, wanted: Sequence[_Token], there: Sequence[tuple[_Token, int]], room: _Room) -> None:
        self.wanted = wanted
        self._there, self._room = there, room
        self.numbers: list[int | None] = [None] * len(wanted)
        self.are_the_same = True
        at, at_there = 0, 0
        said, heard = [one.text.casefold() for one in wanted], [one.text.casefold() for one, _ in there]
        for block in Indel.opcodes(said, heard):
            if block.tag != "equal":
                continue
            self._between(at, block.src_start, at_there, block.dest_start)
            for mine, theirs in zip(
                range(block.src_start, block.src_end), range(block.dest_start, block.dest_end), strict=True
            ):
                self.numbers[mine] = there[theirs][1]
                self.are_the_same &= wanted[mine].text == there[theirs][0].text
            at, at_there = block.src_end, block.dest_end
        self._between(at, len(wanted), at_there, len(there))

    def _between(self, first: int, last: int, first_there: int, last_there: int) -> None:
        """Tokens of the text that are not said so: in other words by the segments, or not at all."""
        if first == last:
            return
        self.are_the_same = False
        words = sum(one.is_word for one in self.wanted[first:last])
        words_there = sum(one.is_word for one, _ in self._there[first_there:last_there])
        before = self.numbers[first - 1] if first else None
        after = self._there[last_there][1] if last < len(self.wanted) else None
        if words_there and 3 * words_there >= words:
            share = (last_there - first_there) / (last - first)
            for token in range(first, last):
                self.numbers[token] = self._there[first_there + int((token - first) * share)][1]
        elif not words or before == after or not self._room.fits(words, before, after):
            owner = after if before is None else before
            self.numbers[first:last] = [owner] * (last - first)


def _resaid(text: str, told: Sequence[ToldSegment], owners: _Owners) -> Iterator[ToldSegment]:
    """The segments with the text's own words, missing ones between them, and those that say something else as well."""
    following = 0
    for owner, piece in _pieces(text, owners):
        if owner is None:
            yield from (ToldSegment(phrase) for phrase in phrases(piece))
            continue
        yield from told[following:owner]
        yield replace(told[owner], text=piece)
        following = owner + 1
    yield from told[following:]


def _pieces(text: str, owners: _Owners) -> Iterator[tuple[int | None, str]]:
    """Runs of the text that belong to one segment, or to none."""
    runs: list[tuple[int | None, int, int]] = []
    for token, owner in zip(owners.wanted, owners.numbers, strict=True):
        if runs and runs[-1][0] == owner:
            runs[-1] = (owner, runs[-1][1], token.end)
        else:
            runs.append((owner, token.start, token.end))
    for owner, start, end in runs:
        yield owner, text[start:end]
