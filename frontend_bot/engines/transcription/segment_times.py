"""When what was said, where the server does not tell: the words shared out over the time in which something sounds."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate, pairwise

from frontend_bot.core.recording import Chunk
from frontend_bot.core.transcript import Segment

LONGEST_PHRASE = 120
"""Characters; longer sentences are parted at commas or, failing that, at spaces."""
NEAR = 1.0
"""Seconds; a phrase that ends about where a pause is ends there."""


def phrase_segments(text: str, chunk: Chunk) -> tuple[Segment, ...]:
    """The text's phrases as segments. People speak about evenly between pauses, so characters measure time."""
    parts = list(phrases(text))
    total = sum(map(len, parts))
    spans = list(_sounding(chunk))
    if not total or not spans:
        return (Segment(chunk.start, chunk.end, text),) if text else ()
    edges = _edges([len(one) for one in parts], [end - start for start, end in spans])
    return tuple(
        Segment(_moment(spans, start, is_start=True), _moment(spans, end, is_start=False), one)
        for one, (start, end) in zip(parts, pairwise(edges), strict=True)
    )


def _edges(lengths: list[int], spans: list[float]) -> list[float]:
    """Where each phrase begins, and the last one ends, in seconds of sound: at a pause where there is one near."""
    pauses, sounding, total = list(accumulate(spans)), sum(spans), sum(lengths)
    edges = [0.0]
    for spoken in list(accumulate(lengths))[:-1]:
        guess = spoken * sounding / total
        after = bisect_left(pauses, guess)
        near = min(pauses[max(0, after - 1) : after + 1] or pauses[-1:], key=lambda pause: abs(pause - guess))
        edge = near if abs(near - guess) <= NEAR else guess
        edges.append(max(edges[-1], edge))
    return [*edges, sounding]


def phrases(text: str) -> Iterator[str]:
    """The text in sentences, long ones parted."""
    for sentence in re.split(r"(?<=[.!?…;])\s+|\n+", text.strip()):
        rest = sentence.strip()
        start = 0
        while len(rest) - start > LONGEST_PHRASE:
            window = start + 40, start + LONGEST_PHRASE
            at = rest.rfind(", ", *window) + 1 or rest.rfind(" ", *window)
            if at <= 0:
                break
            yield rest[start:at].strip()
            start = at
            while rest[start].isspace():
                start += 1
        if last := rest[start:].strip():
            yield last


def _sounding(chunk: Chunk) -> Iterator[tuple[float, float]]:
    at = chunk.start
    for start, end in chunk.pauses:
        if start > at:
            yield at, start
        at = max(at, end)
    if chunk.end > at:
        yield at, chunk.end


def _moment(spans: list[tuple[float, float]], sounding: float, *, is_start: bool) -> float:
    """The moment at which so many seconds have sounded; at a pause, its end for a start and its start for an end."""
    for start, end in spans:
        length = end - start
        if sounding < length - 1e-6 or (sounding <= length + 1e-6 and not is_start):
            return round(start + max(0.0, min(sounding, length)), 2)
        sounding -= length
    return round(spans[-1][1], 2)
