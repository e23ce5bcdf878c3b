"""Cues as what was said: tags off, voices told apart, lines that a player shows twice taken once."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from frontend_bot.core.transcript import Segment
from frontend_bot.file_formats.reading.captions import TIME, Caption
from frontend_bot.file_formats.reading.tags import by_voice, with_breaks, without_tags

NAME = r"[^\W\d_a-zа-яё][\w.’'-]{0,30}(?: [\w.’'-]{1,30}){0,3}"
SPOKEN = re.compile(rf"({NAME})(?:\s{{0,9}}[\[(]{TIME}[\])])?\s?:\s+(\S.*)$", re.DOTALL)
"""Who speaks, and what is said."""
_ROLLING_SHARE = 0.5
_MOST_ROLLED = 10
"""Lines; a screen has room for a few."""
_ADJACENT = 0.2
"""Seconds between a rolling cue and the next one at the most."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """A cue as a player shows it: its lines, tags and all, and the same lines without them."""

    start: float
    end: float
    lines: tuple[str, ...]
    words: tuple[str, ...]


def segments_of(captions: Sequence[Caption]) -> Iterator[Segment]:
    """What is said in them, in order; a cue in which several voices speak is several segments."""
    shown = [_shown(caption) for caption in captions]
    repeated = [_repeated(one, other) for one, other in pairwise(shown)]
    if _is_rolling(shown, repeated):
        shown = list(_unrolled(shown, repeated))
    names = Counter(match[1] for one in shown for line in one.words if (match := SPOKEN.match(line)))
    for one in shown:
        for speaker, words in _spoken(one, names):
            yield Segment(one.start, one.end, words, speaker)


def _shown(caption: Caption) -> _Shown:
    lines = [line for written in caption.lines for line in with_breaks(written)]
    pairs = [(line, words) for line in lines if (words := without_tags(line))]
    return _Shown(caption.start, caption.end, tuple(line for line, _ in pairs), tuple(words for _, words in pairs))


# --- YouTube's rolling captions: each line comes from below, moves up, and stays for a moment ---


def _repeated(one: _Shown, following: _Shown) -> int:
    """How many lines the following cue repeats from the end of this one, without a pause between them."""
    if following.start - one.end > _ADJACENT:
        return 0
    most = min(len(one.words), len(following.words), _MOST_ROLLED)
    return next((count for count in range(most, 0, -1) if one.words[-count:] == following.words[:count]), 0)


def _is_rolling(shown: Sequence[_Shown], repeated: Sequence[int]) -> bool:
    """Whether lines are shown twice on purpose. Somebody who says the same again adds nothing below it."""
    grown = sum(0 < count < len(cue.words) for count, cue in zip(repeated, shown[1:], strict=True))
    count = sum(map(bool, repeated))
    return grown > 0 and count >= 2 and count >= _ROLLING_SHARE * len(repeated)


def _unrolled(shown: Sequence[_Shown], repeated: Sequence[int]) -> Iterator[_Shown]:
    """Each line where it appears first, until the cue ends in which it is shown last."""
    kept: _Shown | None = None
    for cue, count in zip(shown, [0, *repeated], strict=True):
        fresh = replace(cue, lines=cue.lines[count:], words=cue.words[count:])
        if fresh.words:
            if kept:
                yield kept
            kept = fresh
        elif kept:
            kept = replace(kept, end=cue.end)
    if kept:
        yield kept


# --- who speaks ---


def _spoken(cue: _Shown, names: Counter[str]) -> Iterator[tuple[str, str]]:
    whole = "\n".join(cue.lines)
    for voice, lines in by_voice(whole):
        speaker, said = voice, list[str]()
        for words in filter(None, map(without_tags, lines.split("\n"))):
            match = None if voice else SPOKEN.match(words)
            if match and (not said or names[match[1]] > 1):
                if said:
                    yield speaker, " ".join(said)
                speaker, said = match[1], []
            said.append(match.groups()[-1] if match and not said else words)
        if said:
            yield speaker, " ".join(said)
