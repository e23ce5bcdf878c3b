"""A transcript cut into lines and parts: every word is read, no part is too much, a border is read from both sides."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from frontend_bot.core.minutes import Place, Stretch
from frontend_bot.core.transcript import Segment, Transcript
from frontend_bot.workflows.documents.lines import (
    LONGEST_LINE,
    OVERLAP_SHARE,
    Line,
    halves,
    lines_of,
    parts_of,
    shown,
    within,
)

SAID = st.lists(st.text("ab я.!? ", min_size=1, max_size=900), min_size=1, max_size=12)


def _timed(said: list[str]) -> Transcript:
    segments = tuple(Segment(10.0 * n, 10.0 * n + 9, text, "Anna" if n % 2 else "") for n, text in enumerate(said))
    return Transcript(" ".join(said), "e", segments=segments)


def _words(lines: Sequence[Line]) -> str:
    return "".join("".join(line.text.split()) for line in lines)


@settings(max_examples=60, deadline=None)
@given(SAID, st.booleans())
def test_every_word_is_in_a_line_and_no_line_is_long(said: list[str], has_times: bool) -> None:
    transcript = _timed(said) if has_times else Transcript("\n".join(said), "")
    lines = lines_of(transcript)
    assert _words(lines) == "".join("".join(said).split())
    assert all(0 < len(line.text) <= LONGEST_LINE for line in lines)
    assert [line.number for line in lines] == list(range(len(lines)))
    places = [line.place.seconds if has_times else line.place.line for line in lines]
    assert places == sorted(places, key=lambda place: place or 0)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 390), min_size=1, max_size=60), st.integers(500, 3000), st.booleans())
def test_parts_hold_what_a_model_takes_and_the_end_of_the_part_before(
    lengths: list[int], characters: int, overlaps: bool
) -> None:
    lines = [Line(n, Place(line=n + 1), "x" * length) for n, length in enumerate(lengths)]
    parts = parts_of(lines, characters, overlaps=overlaps)
    assert [line for part in parts for line in part.lines[part.overlap :]] == lines
    for before, part in zip([None, *parts], parts, strict=False):
        assert len(shown(part.lines)) <= characters
        repeated = part.lines[: part.overlap]
        assert len(shown(repeated)) <= characters // OVERLAP_SHARE
        if before is None or not overlaps:
            assert not repeated
            continue
        assert repeated == before.lines[len(before.lines) - part.overlap :]
        one_more = lines[part.lines[0].number - 1 : part.lines[part.overlap].number]
        assert len(shown(one_more)) + 1 > characters // OVERLAP_SHARE, "as much as a tenth, not less"


@given(st.integers(1, 20), st.integers(0, 3), st.booleans())
def test_halves_are_the_whole(count: int, overlap: int, overlaps: bool) -> None:
    lines = tuple(Line(n, Place(line=n + 1), "x") for n in range(count + overlap))
    (part,) = parts_of(lines, 100_000)
    part = type(part)(lines, overlap)
    found = halves(part, overlaps=overlaps)
    assert [line for half in found for line in half.lines[half.overlap :]] == list(lines[overlap:])
    assert len(found) == min(2, count)
    if len(found) == 2:
        assert found[0].lines[: found[0].overlap] == lines[:overlap]
        assert found[1].overlap == (min(2, count // 2) if overlaps else 0)
        assert found[1].lines[0].number == found[1].lines[found[1].overlap].number - found[1].overlap


def test_what_is_read_again_are_the_missing_stretches_with_both_their_ends() -> None:
    lines = [Line(n, Place(10.0 * n), "x") for n in range(12)]
    stretches = [Stretch(Place(20.0), Place(40.0)), Stretch(Place(80.0), Place(80.0))]
    assert [[line.number for line in run] for run in within(lines, stretches)] == [[2, 3, 4], [8]]
    by_number = [Line(n, Place(line=n + 1), "x") for n in range(6)]
    runs = within(by_number, [Stretch(Place(line=2), Place(line=3)), Stretch(Place(line=4), Place(line=4))])
    assert [[line.number for line in run] for run in runs] == [[1, 2, 3]]
    assert within(lines, []) == []
