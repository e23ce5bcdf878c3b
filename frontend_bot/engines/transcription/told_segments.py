"""The segments of an answer as servers tell them: words under several names, times in every spelling seen."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from frontend_bot.engines.openai_http.answers import readable
from frontend_bot.engines.transcription.confidence import UNTOLD, Scores, read_scores

_CLOCK = re.compile(r"(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)")
_WORDS = ("text", "transcript", "word", "content")


@dataclass(frozen=True, slots=True)
class ToldSegment:
    """``start`` and ``end`` as they were told, in whatever unit; None where nothing usable was."""

    text: str
    start: float | None = None
    end: float | None = None
    speaker: str = ""
    scores: Scores = UNTOLD


def read_segments(told: Any) -> list[ToldSegment]:
    """Those that have words. Words alone are segments without times."""
    if not isinstance(told, list):
        return []
    return [segment for segment in map(_segment, told) if segment.text]


def said(told: Any) -> str | None:
    """Words, told as a text, as a list of texts, or as objects that have them; None where there are none."""
    if isinstance(told, str):
        return told
    if isinstance(told, Mapping):
        found = next((words for name in _WORDS if (words := said(told.get(name))) is not None), None)
        return said(told.get("words")) if found is None else found
    if isinstance(told, list):
        pieces = [words for piece in told if (words := said(piece)) is not None]
        return joined(pieces) if pieces else None
    return None


def joined(pieces: Sequence[str]) -> str:
    """Pieces of a text one after the other: with spaces between them, unless they bring their own."""
    has_spaces = any(piece != piece.strip() for piece in pieces)
    return ("" if has_spaces else " ").join(pieces)


def _segment(told: Any) -> ToldSegment:
    words = readable(said(told) or "")
    if not isinstance(told, Mapping):
        return ToldSegment(words)
    start, end = _first(told, "start", "start_time"), _first(told, "end", "end_time")
    pair = told.get("timestamp")
    if start is None and end is None and isinstance(pair, list) and len(pair) == 2:
        start, end = pair
    return ToldSegment(words, _time(start), _time(end), _speaker(told), read_scores(told))


def _first(told: Mapping[str, Any], *names: str) -> Any:
    return next((told[name] for name in names if told.get(name) is not None), None)


def _time(told: Any) -> float | None:
    if isinstance(told, str):
        return _spelled(told)
    if isinstance(told, bool) or not isinstance(told, int | float):
        return None
    try:
        moment = float(told)
    except OverflowError:  # Python's whole numbers go on where floating ones end
        return None
    return moment if math.isfinite(moment) and moment >= 0 else None


def _spelled(told: str) -> float | None:
    """ "12.5", "12,5 s", "00:00:12,500"."""
    text = told.strip().lower().removesuffix("s").rstrip().replace(",", ".")
    clock = _CLOCK.fullmatch(text)
    try:
        if clock:
            hours, minutes, seconds = clock.groups()
            return _time(3600 * float(hours or 0) + 60 * float(minutes) + float(seconds))
        return _time(float(text))
    except ValueError:
        return None


def _speaker(told: Mapping[str, Any]) -> str:
    """The label of who speaks: OpenAI, WhisperX and LocalAI call it ``speaker``, others ``speaker_id``."""
    label = told.get("speaker", told.get("speaker_id"))
    return readable(str(label)) if isinstance(label, str | int) else ""


def has_facts(told: Iterable[ToldSegment]) -> bool:
    """Whether the segments tell anything beside their words: a time, a speaker, how sure the server is."""
    return any((one.start, one.end, one.speaker, one.scores) != (None, None, "", UNTOLD) for one in told)
