"""A segment with an odd time, or left out of the answer, lost its words everywhere but in the chat."""

import json
import math
import re
from collections.abc import Callable
from html import unescape
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontend_bot.core.job import Result
from frontend_bot.core.record import Record
from frontend_bot.core.transcript import Segment, Transcript
from frontend_bot.engines.transcription.openai_answers import parse_answer
from frontend_bot.file_formats.layout import layout_of
from frontend_bot.file_formats.markdown import write_md
from frontend_bot.file_formats.subtitles import write_srt, write_vtt
from frontend_bot.file_formats.text import write_txt
from frontend_bot.file_formats.transcript_json import write_json
from frontend_bot.workflows.documents.lines import lines_of

JSON = {"Content-Type": "application/json"}
MINUTE = 65.0
SAID = ("Сначала бюджет.", "Потом договор с Ивановым.", "И наконец сроки, до пятницы.")
RIGHT = ((0.0, 20.0), (21.0, 25.0), (40.0, 60.0))


def heard(told: list[Any], duration: float = MINUTE, text: str | None = None) -> tuple[Segment, ...]:
    answer = {"text": " ".join(one["text"] for one in told) if text is None else text, "segments": told}
    return parse_answer(200, JSON, json.dumps(answer).encode(), duration).segments


def told_with(times: list[Any]) -> list[dict[str, Any]]:
    return [{"text": text, "start": start, "end": end} for text, (start, end) in zip(SAID, times, strict=True)]


@pytest.mark.parametrize(
    "second",
    [
        (25, 21), (None, None), (None, 25), (21, None), (-5, -1), (-1e-3, 25), (900, 950), (21, 900), (10**400, 1),
        (math.nan, math.nan), (math.inf, -math.inf), ("21", "25"), ("21,0 s", "25,0 s"), ("00:00:21,000", "00:25"),
        ("soon", "later"), ([], {}), (True, False), (1e12, 2e12), (3, 4), (62, 63),
    ],
    ids=str,
)  # fmt: skip
def test_one_odd_segment_among_others(second: Any) -> None:
    segments = heard(told_with([RIGHT[0], second, RIGHT[2]]))
    assert [segment.text for segment in segments] == list(SAID)
    assert (segments[0].start, segments[2].end) == (0.0, 60.0)
    assert segments[0].start <= segments[1].start <= segments[2].start <= MINUTE


@pytest.mark.parametrize("unit", [1, 1000, 1e6, 1e9], ids=["s", "ms", "µs", "ns"])
@pytest.mark.parametrize("spelled", [float, int, str], ids=["float", "int", "text"])
def test_every_unit(unit: float, spelled: Callable[[float], Any]) -> None:
    times = [(spelled(start * unit), spelled(end * unit)) for start, end in RIGHT]
    assert [(one.start, one.end) for one in heard(told_with(times))] == list(RIGHT)


def test_clock_times_and_pairs() -> None:
    clocks = [("00:00:00.000", "00:20"), ("0:21", "0:25"), ("00:00:40,000", "1:00")]
    assert [(one.start, one.end) for one in heard(told_with(clocks))] == list(RIGHT)
    pairs = [{"text": text, "timestamp": [start, end]} for text, (start, end) in zip(SAID, RIGHT, strict=True)]
    assert [(one.start, one.end) for one in heard(pairs)] == list(RIGHT)


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_a_segment_that_is_left_out_comes_back_where_it_was_said(missing: int) -> None:
    told = told_with(list(RIGHT))
    del told[missing]
    segments = heard(told, text=" ".join(SAID))
    assert [segment.text for segment in segments] == list(SAID)
    assert all(one.end <= two.start for one, two in pairwise(segments))
    (low, high) = [(0, 21), (20, 40), (25, MINUTE)][missing]
    assert low <= segments[missing].start < segments[missing].end <= high


def test_what_does_not_fit_between_two_segments_belongs_to_one_of_them() -> None:
    told = [{"text": "раз", "start": 0, "end": 10}, {"text": "четыре", "start": 10.05, "end": 20}]
    assert [one.text for one in heard(told, text="раз два три четыре")] == ["раз два три", "четыре"]


def test_segments_in_other_words_say_those_of_the_text() -> None:
    told = told_with(list(RIGHT))
    text = "Сначала — бюджет! Потом договор с Иванóвым. И наконец сроки: до 7 марта."
    assert " ".join(one.text for one in heard(told, text=text)) == text
    assert len(heard(told, text=text)) == 3


def test_a_script_without_spaces() -> None:
    told = [{"text": "你好世界。", "start": 0, "end": 10}, {"text": "再见。", "start": 30, "end": 40}]
    segments = heard(told, text="你好世界。今天我们讨论预算。再见。")
    assert [one.text for one in segments] == ["你好世界。", "今天我们讨论预算。", "再见。"]
    assert 10 <= segments[1].start < segments[1].end <= 30


def test_speakers_who_are_told_one_after_the_other_come_in_the_order_of_the_text() -> None:
    told = [
        {"text": "Да.", "start": 0, "end": 5, "speaker": "A"},
        {"text": "Тогда решено.", "start": 20, "end": 25, "speaker": "A"},
        {"text": "А я согласна.", "start": 10, "end": 15, "speaker": "B"},
    ]
    segments = heard(told, text="Да. А я согласна. Тогда решено.")
    assert [(one.start, one.speaker) for one in segments] == [(0, "A"), (10, "B"), (20, "A")]


def test_segments_beyond_the_text_stay() -> None:
    told = [{"text": "Привет.", "start": 0, "end": 2}, {"text": "Пока.", "start": 3, "end": 4}]
    assert [one.text for one in heard(told, text="Привет.")] == ["Привет.", "Пока."]


def test_a_long_answer_that_differs_takes_no_age() -> None:
    words = [f"слово{number}" for number in range(20_500)]
    told = [{"text": word, "start": number / 50, "end": number / 50} for number, word in enumerate(reversed(words))]
    segments = heard(told, duration=600.0, text=" ".join(words))
    assert " ".join(one.text for one in segments).split() == words


odd = st.one_of(
    st.none(), st.booleans(), st.floats(-10, 100), st.floats(), st.integers(), st.integers(10**15, 10**25),
    st.text("0123456789:.,-s", max_size=9), st.just([]),
)  # fmt: skip
words = st.lists(
    st.sampled_from(("Да", "нет,", "бюджет", "7", "Ann", "<b>", "你好", "*", "—", "ok.", "x" * 50)), min_size=1
)


@st.composite
def answers(draw: st.DrawFn) -> tuple[str, list[dict[str, Any]]]:
    """A text, and segments that say it, or some of it, or something else, at whatever times."""
    pieces = [" ".join(piece) for piece in draw(st.lists(words, min_size=1, max_size=6))]
    told = []
    for number, piece in enumerate(pieces):
        kind = draw(st.sampled_from(("said", "said", "said", "missing", "changed")))
        if kind == "missing":
            continue
        is_odd = draw(st.booleans())
        start = draw(odd) if is_odd else 5.0 * number
        end = draw(odd) if is_odd else 5.0 * number + 4
        text = (
            piece if kind == "said" else draw(st.sampled_from(("", "что-то", piece.lower(), piece[1:], piece + " эм")))
        )
        told.append({"text": text, "start": start, "end": end, "speaker": draw(st.sampled_from(("", "A", "B")))})
    return " ".join(pieces), draw(st.permutations(told)) if draw(st.booleans()) else told


@settings(deadline=None, max_examples=100)
@given(answers(), st.sampled_from((0.0, 0.4, 12.0, 65.0, 590.0)))
def test_no_word_of_the_text_is_missing_from_anything(told: tuple[str, list[dict[str, Any]]], duration: float) -> None:
    text, told_segments = told
    answer = json.dumps({"text": text, "segments": told_segments}).encode()
    recognition = parse_answer(200, JSON, answer, duration)
    assert recognition.text == text
    assert len(recognition.segments) == len(recognition.scores)
    for one, two in pairwise(recognition.segments):
        assert 0 <= one.start <= one.end and one.start <= two.start
    if duration:
        assert all(one.end <= duration and one.start < duration for one in recognition.segments)
    segments = recognition.segments or (Segment(0.0, duration, text),)
    transcript = Transcript(text, "openai", duration=duration, segments=segments)
    record = Record("1:2", 1, "transcribe_audio", "talk.ogg", 0.0, duration, Result(text=text, transcript=transcript))
    for name, written in _everything(record).items():
        assert _is_within(text, written), f"{name} lacks words"
    assert _is_within(text, " ".join(line.text for line in lines_of(transcript))), "what the model reads lacks words"


def _everything(record: Record) -> dict[str, str]:
    """What the formats say, without their own marks. Word documents are written from the layout, letter by letter."""
    vtt = write_vtt(record).data.decode()
    return {
        "txt": write_txt(record).data.decode("utf-8-sig"),
        "md": re.sub(r"\\(.)", r"\1", write_md(record).data.decode()),
        "docx": " ".join(block.text for block in layout_of(record)),
        "json": " ".join(segment["text"] for segment in json.loads(write_json(record).data)["segments"]),
        "srt": _cues(write_srt(record).data.decode("utf-8-sig")),
        "vtt": unescape(re.sub(r"<v [^>]*>", "", _cues(vtt))),
    }


def _cues(subtitles: str) -> str:
    """The lines that are shown, names left out."""
    return re.sub(r"(?m)^\d*\n?[\d:.,]+ --> [\d:.,]+\n(?:[AB]: )?", "", subtitles)


def _is_within(text: str, written: str) -> bool:
    """Whether every word stands there, as often as in the text; broken over lines where it is long."""
    rest = "".join(written.split())
    for word in sorted(text.split(), key=len, reverse=True):
        if word not in rest:
            return False
        rest = rest.replace(word, "\0", 1)
    return True
