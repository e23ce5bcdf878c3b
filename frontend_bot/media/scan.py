"""What a decoder tells of a track, line by line: how much sound it has, when it is heard, its silences."""

import re
from dataclasses import dataclass, field, replace

from frontend_bot.core.timeline import Timeline
from frontend_bot.media.commands import JUMP_KEY, SMALLEST_JUMP

BENT_FROM = 0.25
"""Seconds of gaps from which a copy of the track no longer does: whoever decodes it may fill them, or not."""
_MOST_PLACES = 2000
_A_MOMENT = 0.1
"""Seconds."""
_STRAIGHT = 0.05
"""Seconds of silence before the sound that nobody notices."""
_CUT_OFF = ("File ended prematurely", "partial file")
"""What readers say of a file that ends too early."""

_SILENCE = re.compile(r"lavfi\.silence_(start|end)=(-?[\d.]+)")
_MOMENT = re.compile(r"pts_time:(-?[\d.]+(?:e[+-]?\d+)?)")

Silence = tuple[float, float]
"""Start and end in seconds of the sound."""


@dataclass(frozen=True, slots=True)
class Scan:
    """``seconds`` of sound came out of the decoder; ``timeline`` says when they are heard.

    ``is_cut_off`` is true where the reader said that the file ends too early, ``has_clock_jumps`` where its clock does
    not tell the truth, ``is_unfinished`` where the scan stopped at a gap: what comes after it lies beyond all that was
    asked for.
    """

    seconds: float
    timeline: Timeline
    silences: tuple[Silence, ...]
    is_cut_off: bool = False
    has_clock_jumps: bool = False
    is_unfinished: bool = False

    @property
    def length(self) -> float:
        """From the first sound to the last, gaps included."""
        return self.seconds + self.timeline.gap_seconds

    @property
    def is_bent(self) -> bool:
        """Whether a copy of the track would have another clock than its sound."""
        return self.timeline.gap_seconds > BENT_FROM or self.has_clock_jumps

    @property
    def is_quiet(self) -> bool:
        """Whether nothing sounds in it, or next to nothing."""
        return self.seconds - sum(end - start for start, end in self.silences) < _A_MOMENT

    def without_gaps_from(self, seconds: float) -> "Scan":
        """As if the clock had not jumped so far, or further."""
        places: list[tuple[float, float]] = []
        less = 0.0
        for number, (sound, moment) in enumerate(self.timeline.places):
            before = self.timeline.places[number - 1] if number else (sound, moment)
            jump = (moment - sound) - (before[1] - before[0])
            less += jump if jump >= seconds else 0.0
            if jump < seconds:
                places.append((sound, moment - less))
        return replace(self, timeline=Timeline(tuple(places)), has_clock_jumps=len(places) < len(self.timeline.places))


@dataclass
class ScanReader:
    """Collects what a scan tells on the standard error; ``scan`` sums it up when it has ended."""

    silences: list[Silence] = field(default_factory=list)
    places: list[tuple[float, float]] = field(default_factory=list)
    is_cut_off: bool = False
    _opened: float | None = None
    _moment: float = 0.0
    _ahead: float | None = None
    _counted: float = 0.0
    """Seconds of sound before ffmpeg began to count from 0 again, as it does where the sample rate changes."""

    def __call__(self, line: str) -> None:
        """One line of the standard error."""
        if moment := _MOMENT.search(line):
            self._moment = float(moment[1])
        elif line.startswith(f"{JUMP_KEY}="):
            self._mark()
        elif silence := _SILENCE.search(line):
            self._silence(silence[1], max(0.0, float(silence[2])))
        elif any(sign in line for sign in _CUT_OFF):
            self.is_cut_off = True

    def _mark(self) -> None:
        """By how much the clock is ahead of the sound comes first, the clock itself comes after."""
        if self._ahead is None:
            self._ahead = self._moment
            return
        sound, self._ahead = self._moment - self._ahead, None
        if self.places and sound < 1e-3:
            self._counted = self._moment - self._lead
        sound += self._counted
        is_new = not self.places or self._moment - sound > self._lead + SMALLEST_JUMP / 2
        if is_new and len(self.places) < _MOST_PLACES:
            self.places.append((round(max(0.0, sound), 4), self._moment))

    def _silence(self, edge: str, moment: float) -> None:
        if edge == "start":
            self._opened = moment
        elif self._opened is not None:
            self.silences.append((self._opened, moment))
            self._opened = None

    @property
    def _lead(self) -> float:
        """By how much the clock is ahead of the sound, as of the last place."""
        return self.places[-1][1] - self.places[-1][0] if self.places else 0.0

    def scan(self, ended: float, silent_start: float = 0.0, begins: float = 0.0) -> Scan:
        """All of it, of a track whose clock showed ``ended`` at its end.

        A player shows ``silent_start`` seconds before the clock begins. ``begins`` is when the sound is due by that
        clock: of some containers (MPEG, Ogg) ffmpeg lets the clock begin with the track that is asked for.
        """
        if self.places and begins - self.places[0][1] > _STRAIGHT:
            silent_start += begins - self.places[0][1]
        clock = Timeline(tuple(self.places))
        open_end = [(self._opened, ended)] if self._opened is not None else []
        inside = [(start, min(end, ended)) for start, end in self.silences + open_end if start < ended]
        return Scan(
            seconds=round(ended - self._lead, 4),
            timeline=_straightened([(sound, moment + silent_start) for sound, moment in self.places]),
            silences=tuple((clock.sound(start), clock.sound(end)) for start, end in inside),
            is_cut_off=self.is_cut_off,
            is_unfinished=bool(self.places) and self.places[-1][1] > ended,
        )


def _straightened(places: list[tuple[float, float]]) -> Timeline:
    is_straight = len(places) < 2 and all(abs(moment - sound) < _STRAIGHT for sound, moment in places)
    return Timeline(() if is_straight else tuple(places))
