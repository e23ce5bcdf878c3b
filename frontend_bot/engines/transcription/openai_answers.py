"""Reading the answers of transcription servers: text in three formats, times and languages in every spelling seen."""

from collections.abc import Mapping
from typing import Any

from frontend_bot.core.transcript import Segment
from frontend_bot.engines.openai_http.answers import ProviderError, is_error, json_of, read_error, readable
from frontend_bot.engines.transcription.confidence import Scores, read_scores
from frontend_bot.engines.transcription.recognizer import Recognition

NANOSECONDS_BEGIN = 1e6
"""LocalAI gave segment times in nanoseconds; no recording of ours is eleven days long."""

LAST_MOMENT = 1e15
"""Nanoseconds; eleven days. Python's whole numbers go on where floating ones end."""

PAST_THE_END = 1.0
"""Seconds a segment may begin after the measured end: servers pad to whole frames."""


def parse_answer(status: int, headers: Mapping[str, str], body: bytes, duration: float = 0.0) -> Recognition:
    """The text in an answer. ``duration`` in seconds (0: unknown) weeds out segments that lie past the end.

    Raises ProviderError for an error, whatever the status says, and for an answer without a text.
    """
    content_type = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if status >= 300:
        raise read_error(status, headers, body)
    if content_type.endswith("json") or (content_type != "text/plain" and body.lstrip()[:1] == b"{"):
        answer = json_of(body)
        if not isinstance(answer, dict) or is_error(answer):
            raise read_error(status, headers, body)
        return _recognition(answer, headers, duration)
    if content_type == "text/html":
        raise ProviderError(502, code="html_answer", headers=headers)
    return Recognition(body.decode(errors="replace").strip())


def _recognition(answer: Mapping[str, Any], headers: Mapping[str, str], duration: float) -> Recognition:
    text = answer.get("text")
    if not isinstance(text, str):
        raise ProviderError(502, code="no_text_in_answer", headers=headers)
    scored = _segments(answer.get("segments"), duration)
    segments, scores = tuple(one for one, _ in scored), tuple(score for _, score in scored)
    return Recognition(readable(text), _language(answer), segments, scores)


def _language(answer: Mapping[str, Any]) -> str:
    told: Any = answer.get("languages")
    if isinstance(told, list) and told and isinstance(told[0], dict):
        told = told[0].get("code")
    else:
        told = answer.get("language")
    return told.lower() if isinstance(told, str) else ""


def _segments(told: Any, duration: float) -> list[tuple[Segment, Scores]]:
    if not isinstance(told, list):
        return []
    read = ((_segment(one), read_scores(one)) for one in told if isinstance(one, dict))
    last = duration + PAST_THE_END if duration else float("inf")
    return [
        (one, scores)
        for one, scores in read
        if one is not None and one.text and 0 <= one.start <= one.end and one.start <= last
    ]


def _segment(told: Mapping[str, Any]) -> Segment | None:
    text, start, end = told.get("text"), told.get("start"), told.get("end")
    if not isinstance(text, str) or not isinstance(start, int | float) or not isinstance(end, int | float):
        return None
    if abs(start) > LAST_MOMENT or abs(end) > LAST_MOMENT:
        return None
    scale = 1e9 if end > NANOSECONDS_BEGIN else 1.0
    return Segment(start / scale, end / scale, readable(text), _speaker(told))


def _speaker(told: Mapping[str, Any]) -> str:
    """The label of who speaks: OpenAI, WhisperX and LocalAI call it ``speaker``, others ``speaker_id``."""
    label = told.get("speaker", told.get("speaker_id"))
    return readable(str(label)) if isinstance(label, str | int) else ""
