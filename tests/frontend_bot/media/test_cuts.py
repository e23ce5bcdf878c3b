"""Where long recordings are cut: pure decisions."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from frontend_bot.core.timeline import STRAIGHT, Timeline
from frontend_bot.media.cuts import LoudnessReader, chunks_between, longest_silence, window_after
from frontend_bot.media.plan import Bounds
from frontend_bot.media.scan import Scan


def test_the_longest_silence_in_the_window_is_cut_before_its_middle() -> None:
    silences = [(10.0, 20.0), (370.0, 370.5), (400.0, 402.0), (579.0, 700.0)]
    assert longest_silence(silences, 360, 580) == 400.0 + 0.35 * 2
    assert longest_silence(silences, 100, 200) is None
    assert longest_silence([(0.0, 1000.0)], 360, 580) == 360 + 0.35 * 220


def test_the_quietest_moment() -> None:
    reader = LoudnessReader()
    for level in ("-20.1", "-19", "-48.5", "-50", "-47", "-20", "nan"):
        reader(f"lavfi.astats.Overall.RMS_level={level}")
    reader.levels.pop()
    assert reader.quietest(100.0) == 100.0 + 3.35 * 0.2
    assert LoudnessReader().quietest(5.0) is None


def test_silence_is_not_sent_and_a_word_in_it_is() -> None:
    scan = Scan(1000.0, STRAIGHT, ((0.0, 499.5), (500.0, 700.0), (702.0, 1000.0)))
    quiet, lonely = chunks_between([500.0], scan)
    assert quiet.is_silent
    assert not lonely.is_silent
    assert lonely.speech_seconds == 2.0


def test_chunks_are_in_moments_of_the_recording_and_gaps_are_pauses() -> None:
    """The sound begins at 20 s, and stops from 120 to 150 s."""
    scan = Scan(300.0, Timeline(((0.0, 20.0), (100.0, 150.0))), ((50.0, 52.0), (99.0, 101.0), (199.0, 201.0)))
    first, second = chunks_between([200.0], scan)
    assert (first.start, first.end, second.start, second.end) == (20.0, 250.0, 250.0, 350.0)
    assert first.pauses == ((70.0, 72.0), (119.0, 151.0), (249.0, 250.0))
    assert first.speech_seconds == 195.0


silences = st.lists(st.tuples(st.floats(0, 15_000), st.floats(0.25, 60)), max_size=80).map(
    lambda found: [(start, start + length) for start, length in sorted(found)]
)


@given(st.floats(600, 14_400), silences)
def test_chunks_cover_the_recording_and_none_is_too_long(duration: float, found: list[tuple[float, float]]) -> None:
    bounds = Bounds(longest=14_400)
    times: list[float] = []
    while duration - (times[-1] if times else 0.0) > bounds.seconds:
        start, end = window_after(times[-1] if times else 0.0, bounds)
        times.append(longest_silence(found, start, min(end, duration)) or (start + min(end, duration)) / 2)
    chunks = chunks_between(times, Scan(duration, STRAIGHT, tuple(found)))
    assert chunks[0].start == 0
    assert abs(chunks[-1].end - duration) < 0.01
    assert all(one.end == two.start for one, two in pairwise(chunks))
    assert all(0 < chunk.end - chunk.start <= bounds.seconds for chunk in chunks)
