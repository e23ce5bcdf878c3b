"""The times of an answer's segments in seconds of the file: whatever a server tells, each segment gets a place in it.

No segment is left out for its time. One that cannot be meant (null, negative, past the end, out of order) is found
between its neighbours': people speak about evenly, so characters measure time.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from frontend_bot.core.transcript import Segment
from frontend_bot.engines.transcription.told_segments import ToldSegment

PAST_THE_END = 1.0
"""Seconds a time may lie after the measured end: servers pad to whole frames."""
LONGEST = 1e6
"""Seconds; no recording of ours is eleven days long."""
LATEST_START = 0.05
"""Seconds before the end: what starts with it would lie in the next recording of a batch."""
UNITS = (1.0, 1e3, 1e6, 1e9)
"""Seconds, milliseconds (whisper.cpp), microseconds, nanoseconds (LocalAI)."""


def in_seconds(told: Sequence[ToldSegment], text: str, duration: float) -> list[ToldSegment]:
    """The segments in the order in which ``text`` says them, with the times that can be meant, None for the others.

    ``duration`` in seconds, 0 where it is unknown.
    """
    last = duration or LONGEST
    unit = _unit(told, last + PAST_THE_END)
    usable = [replace(one, start=_usable(one.start, unit, last), end=_usable(one.end, unit, last)) for one in told]
    return list(_without_order_broken(_as_the_text_goes(usable, text)))


def placed(told: Sequence[ToldSegment], duration: float) -> list[Segment]:
    """Each with a start and an end: 0 <= start <= end <= duration, starts in order."""
    latest = max(0.0, duration - LATEST_START) if duration else LONGEST
    starts = [min(start, latest) for start in _starts(told, duration)]
    ends = [*starts[1:], duration or _last_moment(told, starts)]
    return [
        Segment(start, max(start, following if one.end is None or one.end < start else one.end), one.text, one.speaker)
        for one, start, following in zip(told, starts, ends, strict=True)
    ]


def _unit(told: Sequence[ToldSegment], last: float) -> float:
    """The unit in which most of the times lie within the recording; the larger one where two fit."""
    times = [moment for one in told for moment in (one.start, one.end) if moment]
    for unit in UNITS:
        if 2 * sum(moment / unit <= last for moment in times) >= len(times):
            return unit
    return 1.0


def _usable(moment: float | None, unit: float, last: float) -> float | None:
    if moment is None:
        return None
    seconds = moment / (UNITS[-1] if unit == 1.0 and moment > LONGEST else unit)
    return min(seconds, last) if seconds <= last + PAST_THE_END else None


def _as_the_text_goes(told: list[ToldSegment], text: str) -> list[ToldSegment]:
    """As they came where that is how the text goes; else by their times, which a server may have grouped by speaker."""
    if any(one.start is None for one in told):
        return told
    by_time = sorted(told, key=lambda one: one.start or 0.0)
    spoken = "".join(text.split())
    return told if spoken == "".join("".join(one.text for one in told).split()) else by_time


def _without_order_broken(told: Sequence[ToldSegment]) -> Iterator[ToldSegment]:
    """The fewest starts that break the order are taken for wrong, and the ends that come before their starts."""
    kept = set(_longest_rise([(n, one.start) for n, one in enumerate(told) if one.start is not None]))
    for number, one in enumerate(told):
        start = one.start if number in kept else None
        is_backwards = start is not None and one.end is not None and one.end < start
        yield replace(one, start=start, end=None if is_backwards or start is None else one.end)


def _longest_rise(starts: Sequence[tuple[int, float]]) -> list[int]:
    """The numbers of a longest run of starts none of which lies before the one in front of it."""
    tops: list[float] = []
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for number, start in starts:
        length = bisect_right(tops, start)
        before[number] = ends[length - 1] if length else None
        tops[length : length + 1] = [start]
        ends[length : length + 1] = [number]
    run: list[int] = []
    at = ends[-1] if ends else None
    while at is not None:
        run.append(at)
        at = before[at]
    return run[::-1]


def _starts(told: Sequence[ToldSegment], duration: float) -> list[float]:
    """The starts, those that are missing shared out by characters between their neighbours."""
    starts: list[float] = []
    at = 0
    while at < len(told):
        start = told[at].start
        if start is not None:
            starts.append(start)
            at += 1
            continue
        run = at
        while run < len(told) and told[run].start is None:
            run += 1
        following = told[run].start if run < len(told) else None
        starts += _shared(told, starts, range(at, run), following, duration)
        at = run
    return starts


def _shared(
    told: Sequence[ToldSegment], starts: Sequence[float], run: range, following: float | None, duration: float
) -> list[float]:
    """Starts for a run of segments without one, which ends where the next one begins, or with the recording."""
    first, before = 0.0, 0
    if starts:
        end = told[run.start - 1].end
        # The one before has no end either: it shares the time with them.
        first, before = (starts[-1], len(told[run.start - 1].text)) if end is None else (max(starts[-1], end), 0)
    last = max(first, duration) if following is None else following
    first = min(first, last)
    lengths = [before, *(len(told[number].text) for number in run)]
    total = sum(lengths) or 1
    return [first + (last - first) * spoken / total for spoken in accumulate(lengths[:-1])]


def _last_moment(told: Sequence[ToldSegment], starts: Sequence[float]) -> float:
    return max([*starts, *(one.end for one in told if one.end is not None)], default=0.0)
