"""Reading the answers of transcription servers: JSON, plain text, event streams, in any charset.

What can be read is read, whatever it calls itself; what cannot is an error, and never taken for silence.
"""

from collections.abc import Mapping
from typing import Any

from frontend_bot.core.transcript import Segment
from frontend_bot.engines.openai_http.answers import ProviderError, read_error, readable
from frontend_bot.engines.openai_http.bodies import content_type_of, events_of, is_event_stream, read_json, text_of
from frontend_bot.engines.transcription.confidence import Scores
from frontend_bot.engines.transcription.recognizer import Recognition
from frontend_bot.engines.transcription.segment_words import saying_all_of
from frontend_bot.engines.transcription.server_times import in_seconds, placed
from frontend_bot.engines.transcription.streamed_answers import told_by
from frontend_bot.engines.transcription.told_answers import FIELDS, ToldAnswer, told_in
from frontend_bot.engines.transcription.told_segments import ToldSegment, has_facts


def parse_answer(status: int, headers: Mapping[str, str], body: bytes, duration: float = 0.0) -> Recognition:
    """What a server heard in so many seconds (0: unknown); no word of its text is missing from the segments.

    May take a while for a long answer: call it in a thread. Raises ProviderError for an error, whatever the status
    says, and, with ``is_unread``, for an answer in which nothing can be read.
    """
    if status >= 300:
        raise read_error(status, headers, body)
    told = _told(headers, text_of(headers, body))
    words = readable(told.text)
    segments = _segments(told.segments, words, duration)
    return Recognition(words, told.language, tuple(one for one, _ in segments), tuple(score for _, score in segments))


def _told(headers: Mapping[str, str], text: str) -> ToldAnswer:
    if is_event_stream(headers, text):
        return told_by(events_of(text), headers)
    content_type, beginning = content_type_of(headers), text.lstrip()
    is_html = content_type == "text/html" or beginning[:14].lower().startswith(("<html", "<!doctype html"))
    is_plain = content_type == "text/plain"
    may_be_json = content_type.endswith("json") or beginning[:1] in {"{", "["}
    answer = read_json(text) if may_be_json else None
    if answer is not None and not (is_plain and not _is_answer(answer)):
        return told_in(answer, headers)
    if may_be_json and answer is None and (lines := _json_lines(text)):
        return told_by(lines, headers)
    is_broken = may_be_json and answer is None and (not is_plain or _looks_like_json(beginning))
    # An answer without a byte is silence from who answers in plain text only.
    if is_html or is_broken or "\0" in text or not (text or is_plain):
        raise ProviderError(502, code="unread_answer", headers=headers, is_unread=True)
    return ToldAnswer(text)


def _is_answer(answer: Any) -> bool:
    return not isinstance(answer, dict | list) or bool(FIELDS & _names_in(answer))


def _names_in(answer: Any) -> set[str]:
    first = answer[0] if isinstance(answer, list) and answer else answer
    return set(first) if isinstance(first, dict) else set()


def _looks_like_json(text: str) -> bool:
    """Nobody speaks a brace and a quotation mark."""
    return "".join(text[:40].split())[:2] in {'{"', "[{", '["'}


def _json_lines(text: str) -> list[Any]:
    """An object in each line, none where not every line is one."""
    lines = [read_json(line) for line in text.splitlines() if line.strip()]
    return lines if len(lines) > 1 and all(isinstance(line, dict) for line in lines) else []


def _segments(told: list[ToldSegment], text: str, duration: float) -> list[tuple[Segment, Scores]]:
    if not has_facts(told):
        return []  # whoever asked knows where the pauses are, and shares the text out better
    whole = saying_all_of(text, in_seconds(told, text, duration), duration)
    return list(zip(placed(whole, duration), (one.scores for one in whole), strict=True))
