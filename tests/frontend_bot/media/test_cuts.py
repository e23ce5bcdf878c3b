"""Where long recordings are cut: pure decisions."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from frontend_bot.media.cuts import LoudnessReader, ScanReader, chunks_between, longest_silence, window_after
from frontend_bot.media.plan import Bounds


def test_a_scan_is_read_line_by_line() -> None:
    scan = ScanReader()
    for line in (
        "frame:12 pts:1 pts_time:0.1",
        "lavfi.silence_start=-0.01",
        "lavfi.silence_end=2.5",
        "lavfi.silence_duration=2.5",
        "nonsense",
        "lavfi.silence_end=3",
        "lavfi.silence_start=90.25",
    ):
        scan(line)
    assert scan.silences(100.0) == [(0.0, 2.5), (90.25, 100.0)]


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
    quiet, lonely = chunks_between([500.0], 1000.0, [(0.0, 499.5), (500.0, 700.0), (702.0, 1000.0)])
    assert quiet.is_silent
    assert not lonely.is_silent
    assert lonely.speech_seconds == 2.0


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
    chunks = chunks_between(times, duration, found)
    assert chunks[0].start == 0
    assert abs(chunks[-1].end - duration) < 0.01
    assert all(one.end == two.start for one, two in pairwise(chunks))
    assert all(0 < chunk.end - chunk.start <= bounds.seconds for chunk in chunks)
