"""What a decoder tells, read line by line."""

import pytest

from frontend_bot.core.timeline import STRAIGHT
from frontend_bot.media.scan import Scan, ScanReader


def read(*lines: str, ended: float, silent_start: float = 0.0) -> Scan:
    reader = ScanReader()
    for line in lines:
        reader(line)
    return reader.scan(ended, silent_start)


def jump(ahead: float, moment: float) -> tuple[str, ...]:
    """As ffmpeg tells it: the clock is so much ahead of the sound, and shows so much."""
    return f"frame:7    pts:1  pts_time:{ahead:g}", "jump=1", f"frame:7    pts:1  pts_time:{moment:g}", "jump=1"


def test_silences() -> None:
    scan = read(
        "frame:12 pts:1 pts_time:0.1",
        "lavfi.silence_start=-0.01",
        "lavfi.silence_end=2.5",
        "lavfi.silence_duration=2.5",
        "nonsense",
        "lavfi.silence_end=3",
        "lavfi.silence_start=90.25",
        ended=100.0,
    )
    assert scan.silences == ((0.0, 2.5), (90.25, 100.0))
    assert (scan.seconds, scan.timeline, scan.is_quiet, scan.is_bent) == (100.0, STRAIGHT, False, False)


def test_sound_that_begins_late_and_stops_in_between() -> None:
    late = jump(20, 20)
    scan = read(*late, "lavfi.silence_start=20", "lavfi.silence_end=25", *jump(50, 80), ended=110.0)
    assert scan.timeline.places == ((0.0, 20.0), (30.0, 80.0))
    assert scan.silences == ((0.0, 5.0),)
    assert (scan.seconds, scan.length, scan.is_bent) == (60.0, 90.0, True)
    assert read(*late, ended=110.0, silent_start=3.0).timeline.places == ((0.0, 23.0),)


def test_where_the_sample_rate_changes_ffmpeg_counts_anew() -> None:
    scan = read(*jump(0, 0), *jump(100, 100), *jump(130, 150), ended=160.0)
    assert scan.timeline.places == ((0.0, 0.0), (120.0, 150.0))
    assert scan.seconds == 130.0


@pytest.mark.parametrize("rubbish", ["jump=", "pts_time:x", "pts_time:", "jump=1", "lavfi.silence_start=nan"])
def test_rubbish_does_no_harm(rubbish: str) -> None:
    assert read(rubbish, rubbish, rubbish, ended=5.0).seconds == 5.0


def test_a_clock_that_jumps_is_no_gap() -> None:
    scan = read(*jump(0, 0), *jump(2, 12), *jump(3602, 3622), ended=3632.0)
    straight = scan.without_gaps_from(10.0)
    assert straight.timeline.places == ((0.0, 0.0), (10.0, 12.0))
    assert (straight.seconds, straight.has_clock_jumps, straight.is_bent) == (30.0, True, True)
    assert not straight.without_gaps_from(10.0).has_clock_jumps


def test_a_flood_of_jumps_is_cut_short() -> None:
    scan = read(*(line for number in range(5000) for line in jump(number, 2 * number)), ended=20_000.0)
    assert len(scan.timeline.places) <= 2000
