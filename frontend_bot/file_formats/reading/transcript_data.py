"""Transcripts as data: our own JSON, and what Whisper and its like write (JSON, TSV)."""

import json
import math
from collections.abc import Iterator
from typing import Any

from frontend_bot.core.transcript import Segment, Transcript
from frontend_bot.file_formats.reading.spoken_lines import transcript_of, transcript_of_segments

_LISTS = ("segments", "utterances", "chunks")
_LONGEST_NAME = 60
_COLUMNS = "start\tend\ttext\n"
"""The first line of Whisper's TSV, whose times are milliseconds."""


def transcript_in(text: str) -> Transcript | None:
    """None for a text that is no such data."""
    if text.lstrip("\ufeff").startswith(_COLUMNS):
        return transcript_of_segments(_rows(text))
    if not text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return None
    try:
        told = json.loads(text.strip("\ufeff \t\r\n"))
    except (ValueError, RecursionError):
        return None
    segments = list(_segments(told))
    if segments:
        return transcript_of_segments(segments)
    words = told.get("text") if isinstance(told, dict) else None
    return transcript_of(words) if isinstance(words, str) and words.strip() else None


def _segments(told: Any) -> Iterator[Segment]:
    found = next((told[name] for name in _LISTS if told.get(name)), None) if isinstance(told, dict) else told
    for one in found if isinstance(found, list) else ():
        words = one.get("text") if isinstance(one, dict) else None
        if isinstance(words, str) and words.strip():
            start, end = _times(one)
            speaker = one.get("speaker")
            name = " ".join(str(speaker).split())[:_LONGEST_NAME] if isinstance(speaker, str | int) else ""
            yield Segment(start, max(start, end), " ".join(words.split()), name)


def _rows(text: str) -> Iterator[Segment]:
    for line in text.split("\n")[1:]:
        columns = line.split("\t", 2)
        if len(columns) == 3 and all(number.isdecimal() and len(number) < 10 for number in columns[:2]):
            start, end = (int(number) / 1000 for number in columns[:2])
            yield Segment(start, max(start, end), " ".join(columns[2].split()))


def _times(one: dict[str, Any]) -> tuple[float, float]:
    pair = one.get("timestamp")
    start, end = pair if isinstance(pair, list) and len(pair) == 2 else (one.get("start"), one.get("end"))
    return _moment(start), _moment(end)


def _moment(told: Any) -> float:
    is_number = isinstance(told, int | float) and not isinstance(told, bool)
    return float(told) if is_number and 0 <= told < 10**7 and math.isfinite(told) else 0.0
