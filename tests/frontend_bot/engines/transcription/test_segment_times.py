"""Times for the phrases of a server that gives none."""

from hypothesis import given
from hypothesis import strategies as st

from frontend_bot.core.recording import Chunk
from frontend_bot.engines.transcription.segment_times import phrase_segments


def test_phrases_fall_between_the_pauses() -> None:
    chunk = Chunk(100.0, 120.0, pauses=((100.0, 102.0), (107.0, 112.0), (117.0, 120.0)))
    first, second = phrase_segments("Десять букв. Ещё десять!", chunk)
    assert (first.text, second.text) == ("Десять букв.", "Ещё десять!")
    assert (first.start, first.end) == (102.0, 107.0)
    assert (second.start, second.end) == (112.0, 117.0)


@given(st.text("аб, .!\n", max_size=400), st.lists(st.integers(1, 30), max_size=9))
def test_any_text_keeps_its_words_and_its_order(text: str, pauses: list[float]) -> None:
    found, at = [], 10.0
    for length in pauses:
        found.append((at, at + length))
        at += length + 1
    chunk = Chunk(5.0, at + 5, tuple(found))
    segments = phrase_segments(text, chunk)
    assert " ".join(segment.text for segment in segments).split() == text.split()
    assert all(chunk.start <= segment.start <= segment.end <= chunk.end + 0.01 for segment in segments)
    assert [segment.start for segment in segments] == sorted(segment.start for segment in segments)
