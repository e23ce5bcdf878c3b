"""Subtitles that players understand and people can read."""

import json
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontend_bot.core.document import FileFormat, FormatGroup, WrittenFile, in_thread
from frontend_bot.core.job import Result
from frontend_bot.core.record import Record
from frontend_bot.core.transcript import Gap, Segment, Transcript
from frontend_bot.file_formats.subtitles import CHARACTERS_A_SECOND, LEAST, LINE, LINES, Cue, cues, write_srt, write_vtt
from frontend_bot.file_formats.text import write_txt
from frontend_bot.file_formats.transcript_json import write_json

SAID = (
    Segment(0.5, 3.0, "Начинаем в девять утра.", "Анна"),
    Segment(3.5, 15.5, "Пожалуйста, отправьте отчёт всей команде до пятницы, иначе мы не успеем собрать "
            "правки и показать заказчику то, о чём договорились на прошлой неделе."),
    Segment(3661.0, 3661.2, "a < b & c --> d"),
)  # fmt: skip
RECORD = Record(
    "1:2", 1, "transcribe_audio", "Встреча.ogg", 0.0, 3700.0,
    Result(text="…", transcript=Transcript("…", "openai", duration=3700.0, segments=SAID, gaps=(Gap(100, 200),))),
)  # fmt: skip


def test_srt() -> None:
    written = write_srt(RECORD)
    text = written.data.decode("utf-8-sig")
    assert written.name == "Встреча.srt"
    assert text.startswith("1\n00:00:00,500 --> 00:00:03,000\nАнна: Начинаем в девять утра.\n\n2\n00:00:03,500 --> ")
    assert "01:01:01,000 --> 01:01:02,000\na < b & c --> d\n" in text


def test_vtt() -> None:
    text = write_vtt(RECORD).data.decode()
    assert text.startswith("WEBVTT\n\n00:00:00.500 --> 00:00:03.000\n")
    assert "a &lt; b &amp; c --&gt; d" in text


@pytest.mark.parametrize("write", [write_srt, write_vtt])
def test_ffmpeg_reads_every_cue(tmp_path: Path, write: Callable[[Record], WrittenFile]) -> None:
    written = write(RECORD)
    (tmp_path / written.name).write_bytes(written.data)
    command = [
        "ffprobe",
        "-v",
        "error",
        "-show_entries",
        "packet=pts_time",
        "-of",
        "csv=p=0",
        str(tmp_path / written.name),
    ]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    assert len(told) == len(cues(SAID))


def test_json_holds_everything() -> None:
    told = json.loads(write_json(RECORD).data)
    assert told["segments"][0] == {"start": 0.5, "end": 3.0, "text": "Начинаем в девять утра.", "speaker": "Анна"}
    assert told["gaps"] == [{"start": 100, "end": 200}]


def test_formats_are_offered_where_they_suit() -> None:
    without_times = Record("1:3", 1, "m", "", 0.0, 0.0, Result(text="words"))
    assert FileFormat("txt", in_thread(write_txt)).suits(without_times)
    assert not FileFormat("srt", in_thread(write_srt), FormatGroup.SUBTITLES).suits(without_times)
    assert FileFormat("srt", in_thread(write_srt), FormatGroup.SUBTITLES).suits(RECORD)


moments = st.floats(0, 10_000) | st.sampled_from((0.0, 0.0005, 5.0, 5.1, 5.2995, 5.3))
"""Many of them at once, or nearly."""
lengths = st.floats(0, 600) | st.sampled_from((0.0, 0.04))
segments = st.lists(
    st.builds(
        lambda start, length, text: Segment(start, start + length, text),
        moments, lengths, st.text("абв где ёж, мир. ", min_size=0, max_size=600),
    ),
    max_size=12,
)  # fmt: skip


@given(segments)
def test_any_segments_become_readable_cues(said: list[Segment]) -> None:
    shown = cues(said)
    assert sorted(" ".join(" ".join(cue.lines) for cue in shown).split()) == sorted(
        " ".join(segment.text for segment in said).split()
    )
    assert all(len(cue.lines) <= LINES and all(len(line) <= LINE for line in cue.lines) for cue in shown)
    assert all(round(1000 * cue.end) - round(1000 * cue.start) >= 1000 * LEAST for cue in shown), "nothing flickers"
    for one, two in pairwise(shown):
        assert round(1000 * one.end) <= round(1000 * two.start), "none over another, in order"
        _is_readable_or_has_no_room(one, two)


@given(segments)
def test_cues_end_with_the_recording_where_there_is_room(said: list[Segment]) -> None:
    shown = cues(said)
    end = max((max(segment.end, segment.start + 1) for segment in said if segment.text.strip()), default=0.0)
    if len(shown) * LEAST <= end:
        assert all(cue.start <= end - LEAST + 0.002 for cue in shown)


def _is_readable_or_has_no_room(cue: Cue, following: Cue) -> None:
    characters = sum(map(len, cue.lines))
    assert cue.end - cue.start >= min(1.0, characters / CHARACTERS_A_SECOND) - 0.01 or cue.end >= following.start - 0.05
