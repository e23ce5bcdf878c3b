"""Answers that come as a stream of events, though nobody asked for one: OpenAI's events, vLLM's, whole segments.

OpenAI sends ``transcript.text.delta``, ``.segment`` and ``.done``, vLLM the pieces of a chat, speaches one answer for
each segment, in the format that was asked for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from frontend_bot.engines.openai_http.answers import ProviderError, error_in, is_error
from frontend_bot.engines.openai_http.bodies import STREAM_END
from frontend_bot.engines.transcription.told_answers import FIELDS, ToldAnswer, told_in
from frontend_bot.engines.transcription.told_segments import ToldSegment, joined, read_segments, said


def told_by(events: Iterable[Any], headers: Mapping[str, str]) -> ToldAnswer:
    """The text of a stream, as its end tells it, else put together.

    Raises ProviderError for an error among the events, and for a stream that was cut off.
    """
    stream = _Stream(headers)
    for event in events:
        stream.take(event)
    return stream.told()


@dataclass
class _Stream:
    headers: Mapping[str, str]
    whole: list[str] = field(default_factory=list)
    deltas: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    segments: list[ToldSegment] = field(default_factory=list)
    language: str = ""
    is_over: bool = False

    def take(self, event: Any) -> None:
        if not isinstance(event, dict):
            self._take_text(event)
            return
        kind = str(event.get("type", ""))
        if kind == "error" or is_error(event):
            raise error_in({"error": event, **event}, self.headers)
        if kind.endswith(".done") and isinstance(event.get("text"), str):
            self.whole.append(event["text"])
        elif kind.endswith(".segment"):
            self.segments += read_segments([event])
        elif (delta := _delta(event)) is not None:
            self.deltas.append(delta)
            self.is_over |= _choice(event).get("finish_reason") is not None
        elif FIELDS & set(event):
            self._take_answer(event)

    def _take_text(self, event: Any) -> None:
        if event == STREAM_END:
            self.is_over = True
        elif isinstance(event, str):
            self.pieces.append(event)

    def _take_answer(self, event: Mapping[str, Any]) -> None:
        told = told_in(event, self.headers)
        self.pieces.append(told.text)
        self.segments += told.segments
        self.language = self.language or told.language

    def told(self) -> ToldAnswer:
        if self.whole:
            text = joined(self.whole)
        elif self.deltas:
            if not self.is_over:
                raise ProviderError(502, code="stream_cut_off", headers=self.headers, is_unread=True)
            text = "".join(self.deltas)
        elif self.pieces or self.segments or self.is_over:
            text = joined(self.pieces or [segment.text for segment in self.segments])
        else:
            raise ProviderError(502, code="empty_stream", headers=self.headers, is_unread=True)
        return ToldAnswer(text, self.segments, self.language)


def _delta(event: Mapping[str, Any]) -> str | None:
    """What an event adds: OpenAI's ``delta``, or vLLM's, which has the shape of a chat."""
    if isinstance(event.get("delta"), str):
        return str(event["delta"])
    delta = _choice(event).get("delta")
    return (said(delta) or "") if isinstance(delta, dict) else None


def _choice(event: Mapping[str, Any]) -> Mapping[str, Any]:
    choices = event.get("choices")
    return choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
