"""Where the sound of a file lies in the recording it was taken from: it may begin late in a video, and stop in between.

Two clocks: a second *of the sound* counts what is heard, a *moment* counts from the beginning of the recording, as a
player shows it.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

from frontend_bot.core.transcript import Segment

NEAR = 0.3
"""Seconds by which recognizers are off: a phrase that reaches so little over a gap lies on one side of it."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """``places`` are pairs (second of the sound, moment) in order: from each place on, both clocks go on alike.

    Empty where they are the same.
    """

    places: tuple[tuple[float, float], ...] = ()

    @property
    def gaps(self) -> tuple[tuple[float, float], ...]:
        """The moments (start, end) between which the recording has no sound, apart from its beginning."""
        return tuple((moment + at - sound, later) for (sound, moment), (at, later) in pairwise(self.places))

    @property
    def gap_seconds(self) -> float:
        """How long all gaps are together."""
        return sum(end - start for start, end in self.gaps)

    def moment(self, sound: float) -> float:
        """When this second of the sound begins to be heard."""
        place = next((place for place in reversed(self.places) if place[0] <= sound + 1e-6), self._first)
        return round(place[1] + sound - place[0], 3) if self.places else sound

    def end(self, sound: float) -> float:
        """When what ends with this second of the sound has ended: before a gap, not after it."""
        place = next((place for place in reversed(self.places) if place[0] < sound - 1e-6), self._first)
        return round(place[1] + sound - place[0], 3) if self.places else sound

    def sound(self, moment: float) -> float:
        """The second of the sound at a moment; in a gap, that with which the gap begins."""
        if not self.places:
            return moment
        number, place = next(
            ((n, place) for n, place in reversed(list(enumerate(self.places))) if place[1] <= moment + 1e-3),
            (0, self._first),
        )
        following = self.places[number + 1][0] if number + 1 < len(self.places) else float("inf")
        return round(min(max(0.0, place[0] + moment - place[1]), following), 3)

    def placed(self, segment: Segment) -> Segment:
        """A segment in seconds of the sound as one in moments of the recording."""
        start, end = segment.start, segment.end
        middle = (start + end) / 2
        for at, _ in self.places[1:]:
            if start < at <= min(start + NEAR, middle):
                start = at
            if max(end - NEAR, middle) <= at < end:
                end = at
        return replace(segment, start=self.moment(start), end=max(self.moment(start), self.end(end)))

    @property
    def _first(self) -> tuple[float, float]:
        return self.places[0] if self.places else (0.0, 0.0)


STRAIGHT = Timeline()
"""Of most recordings: both clocks are one."""
