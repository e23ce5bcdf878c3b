"""What an answer in JSON says: the text wherever it stands, the segments, the language by its code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from frontend_bot.engines.openai_http.answers import error_in, is_error
from frontend_bot.engines.transcription.spoken_languages import language_code
from frontend_bot.engines.transcription.told_segments import ToldSegment, joined, read_segments, said

FIELDS = frozenset({"text", "segments", "words", "error", "detail", "object"})
"""An object without any of these is no answer of a transcription server."""
_WRAPPERS = ("result", "results", "data", "output", "response", "transcription")
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class ToldAnswer:
    """What was read. A ``text`` without a word means that nobody speaks."""

    text: str
    segments: list[ToldSegment] = field(default_factory=list)
    language: str = ""


def told_in(answer: Any, headers: Mapping[str, str], depth: int = 1) -> ToldAnswer:
    """The text in an answer, and what is told beside it. Raises ProviderError for an error and for no text at all."""
    if isinstance(answer, list) and len(answer) == 1 and isinstance(answer[0], dict):
        answer = answer[0]
    if not isinstance(answer, dict):
        return _alone(answer, headers)
    if is_error(answer):
        raise error_in(answer, headers)
    segments = read_segments(answer.get("segments")) or read_segments(answer.get("chunks"))
    text = said(answer.get("text"))
    if segments and not (text or "").strip():
        text = joined([one.text for one in segments])
    if text is None:  # under another name, or word by word
        text = said({name: value for name, value in answer.items() if name != "content"})
    if text is not None:
        return ToldAnswer(text, segments, _language(answer))
    for name in _WRAPPERS:
        if isinstance(answer.get(name), dict | list | str) and depth < _DEEPEST:
            return told_in(answer[name], headers, depth + 1)
    raise error_in(answer, headers)


def _alone(answer: Any, headers: Mapping[str, str]) -> ToldAnswer:
    """A text, or a list of texts or segments, with nothing around it."""
    text = said(answer)
    if text is None:
        raise error_in(answer, headers)
    return ToldAnswer(text, read_segments(answer))


def _language(answer: Mapping[str, Any]) -> str:
    told: Any = answer.get("languages")
    told = told[0] if isinstance(told, list) and told else answer.get("language")
    if isinstance(told, dict):
        told = told.get("code") or told.get("language") or told.get("name")
    return language_code(told) if isinstance(told, str) else ""
