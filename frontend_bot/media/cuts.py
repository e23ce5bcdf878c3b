"""Where to cut a long recording: at its longest silences, never inside a word. Pure decisions from what a scan told."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from frontend_bot.core.recording import Chunk
from frontend_bot.media.commands import LOUDNESS_KEY
from frontend_bot.media.plan import Bounds
from frontend_bot.media.scan import Scan, Silence

EARLIEST_CUT = 0.61
"""Share of the longest chunk: nobody looks for a cut before it. With 590 s a chunk lasts six minutes at least."""
LATEST_CUT = 0.985
"""The rest is reserve for a cut that falls on the next frame."""
SILENT_FROM = 0.97
"""Share of silence from which a chunk is not worth sending..."""
SPEECH_WORTH_SENDING = 1.5
"""...unless this many seconds of it sound all the same."""
KEPT_PAUSE = 0.35
"""Seconds; shorter pauses say nothing about phrases."""
CUT_AT = 0.35
"""Share of a silence before the cut. What is cut by copying loses its first frames: mp3 needs what lay before them."""
STEADY_RANGE = 8.0
"""dB."""
SILENT_BELOW = -60.0
"""dB. A microphone in an empty room is louder; only a track that nobody recorded on is not."""
FRAME = 0.2
"""Seconds of one loudness value."""

_LOUDNESS = re.compile(re.escape(LOUDNESS_KEY) + r"=(-?[\d.]+|-?inf|nan)")


@dataclass
class LoudnessReader:
    """Collects loudness values (dB) of frames of ``FRAME`` seconds."""

    levels: list[float] = field(default_factory=list)

    def __call__(self, line: str) -> None:
        """One line of the standard error."""
        match = _LOUDNESS.search(line)
        if match is not None:
            self.levels.append(-200.0 if match[1] in {"-inf", "inf", "nan"} else float(match[1]))

    @property
    def is_steady(self) -> bool:
        """Four fifths of the frames are within a narrow range; speech has pauses and syllables."""
        levels = sorted(self.levels)
        if len(levels) < 5:
            return False
        return levels[len(levels) * 9 // 10] - levels[len(levels) // 10] < STEADY_RANGE

    @property
    def is_silent(self) -> bool:
        """Nothing at all is to be heard. False where nothing was told."""
        return bool(self.levels) and max(self.levels) < SILENT_BELOW

    def quietest(self, start: float) -> float | None:
        """A place in the quietest frame, in seconds; the frames began at ``start``. None if nothing was told."""
        if not self.levels:
            return None
        # A quiet frame among quiet ones wins over one between two loud ones, which may be a stop within a word.
        padded = [self.levels[0], *self.levels, self.levels[-1]]
        smooth = [2 * padded[i] + 0.5 * (padded[i - 1] + padded[i + 1]) for i in range(1, len(padded) - 1)]
        return start + (smooth.index(min(smooth)) + CUT_AT) * FRAME


def window_after(last: float, bounds: Bounds) -> tuple[float, float]:
    """Where the next cut after ``last`` must lie, in seconds."""
    return last + EARLIEST_CUT * bounds.seconds, last + LATEST_CUT * bounds.seconds


def longest_silence(silences: Iterable[Silence], start: float, end: float) -> float | None:
    """The place to cut in the longest silence within a window, None if there is none in it.

    Of a silence that reaches out of the window the part inside counts.
    """
    inside = [(max(a, start), min(b, end)) for a, b in silences if a < end and b > start]
    wide_enough = [(a, b) for a, b in inside if b - a > 0.1]
    if not wide_enough:
        return None
    a, b = max(wide_enough, key=lambda silence: silence[1] - silence[0])
    return a + CUT_AT * (b - a)


def chunks_between(times: Sequence[float], scan: Scan) -> tuple[Chunk, ...]:
    """The chunks that cuts at these seconds of the sound make of a recording, with the pauses inside each."""
    edges = [0.0, *times, scan.seconds]
    return tuple(_chunk(start, end, scan) for start, end in pairwise(edges))


def _chunk(start: float, end: float, scan: Scan) -> Chunk:
    timeline = scan.timeline
    inside = [(max(a, start), min(b, end)) for a, b in scan.silences if a < end and b > start]
    sounding = end - start - sum(b - a for a, b in inside)
    is_silent = sounding < SPEECH_WORTH_SENDING and sounding <= (1 - SILENT_FROM) * (end - start)
    begins, ends = timeline.moment(start), timeline.end(end)
    pauses = [(timeline.moment(a), timeline.end(b)) for a, b in inside if b - a >= KEPT_PAUSE]
    gaps = [gap for gap in timeline.gaps if begins <= gap[0] and gap[1] <= ends]
    return Chunk(round(begins, 3), round(ends, 3), () if is_silent else _merged(pauses + gaps), is_silent)


def _merged(pauses: list[Silence]) -> tuple[Silence, ...]:
    """In order, each moment in one of them only."""
    merged: list[Silence] = []
    for start, end in sorted(pauses):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple((round(start, 2), round(end, 2)) for start, end in merged)
