"""The clock of the sound and the clock of the recording."""

from hypothesis import given
from hypothesis import strategies as st

from frontend_bot.core.timeline import STRAIGHT, Timeline
from frontend_bot.core.transcript import Segment

BENT = Timeline(((0.0, 20.0), (30.0, 80.0)))
"""The sound begins at 20 s, and stops from 50 to 80 s."""

steps = st.lists(st.tuples(st.floats(1, 500), st.floats(0.2, 500)), min_size=1, max_size=20)


def timeline_of(parts: list[tuple[float, float]]) -> Timeline:
    places, sound, moment = [], 0.0, 0.0
    for length, gap in parts:
        moment += gap
        places.append((sound, moment))
        sound, moment = sound + length, moment + length
    return Timeline(tuple(places))


def test_moments() -> None:
    assert [BENT.moment(second) for second in (0, 10, 30, 40)] == [20, 30, 80, 90]
    assert [BENT.end(second) for second in (0, 10, 30, 40)] == [20, 30, 50, 90]
    assert [BENT.sound(moment) for moment in (0, 20, 49, 60, 80, 90)] == [0, 0, 29, 30, 30, 40]
    assert BENT.gaps == ((50.0, 80.0),)
    assert STRAIGHT.moment(1 / 3) == STRAIGHT.end(1 / 3) == STRAIGHT.sound(1 / 3) == 1 / 3


def test_a_phrase_lies_on_one_side_of_a_gap_or_on_both() -> None:
    assert BENT.placed(Segment(29.9, 33.0, "after")) == Segment(80.0, 83.0, "after")
    assert BENT.placed(Segment(25.0, 30.1, "before")) == Segment(45.0, 50.0, "before")
    assert BENT.placed(Segment(25.0, 35.0, "both", "1")) == Segment(45.0, 85.0, "both", "1")


@given(steps, st.floats(0, 10_000))
def test_there_and_back(parts: list[tuple[float, float]], second: float) -> None:
    timeline = timeline_of(parts)
    assert abs(timeline.sound(timeline.moment(second)) - second) < 0.01
    assert abs(timeline.sound(timeline.end(second)) - second) < 0.01


@given(steps, st.floats(0, 10_000), st.floats(0, 60))
def test_order_is_kept(parts: list[tuple[float, float]], start: float, length: float) -> None:
    timeline = timeline_of(parts)
    placed = timeline.placed(Segment(start, start + length, ""))
    assert placed.start <= placed.end
    assert placed.end - placed.start >= length - 0.61
