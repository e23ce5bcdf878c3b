"""Reading what a chat server answers: a message, or a stream of its pieces that nobody asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from frontend_bot.engines.openai_http.answers import ProviderError, error_in, is_error, read_error, readable
from frontend_bot.engines.openai_http.bodies import STREAM_END, events_of, is_event_stream, read_json, text_of
from frontend_bot.errors import LanguageModelRefused, TextTooLong

_CUT_SHORT = frozenset({"length", "model_length", "max_tokens"})
"""Reasons to end: the limit of the answer is reached."""


@dataclass(frozen=True, slots=True)
class ChatAnswer:
    """What the model wrote, what the provider counted for it, and the fields that it was asked with."""

    text: str
    tokens_in: int
    tokens_out: int
    model: str
    sent: Mapping[str, Any]


def chat_answer(status: int, headers: Mapping[str, str], body: bytes) -> Mapping[str, Any]:
    """A server's answer as one object with ``choices``. Raises ProviderError where it is none."""
    if status >= 300:
        raise read_error(status, headers, body)
    text = text_of(headers, body)
    answer = _put_together(events_of(text), headers) if is_event_stream(headers, text) else read_json(text)
    if isinstance(answer, list) and len(answer) == 1:
        answer = answer[0]
    if not isinstance(answer, dict) or "choices" not in answer or answer.get("error"):
        raise error_in(answer, headers)
    return answer


def said_in(answer: Mapping[str, Any], sent: Mapping[str, Any]) -> ChatAnswer:
    """The model's words, asked with these fields. Raises ProviderError, TextTooLong, LanguageModelRefused."""
    choice = _choice(answer)
    message = choice.get("message")
    if not isinstance(message, dict):
        raise ProviderError(502, code="no_message_in_answer", is_unread=True)
    reason = str(choice.get("finish_reason")).lower()
    if reason in _CUT_SHORT:
        raise TextTooLong("the answer reached its limit")
    if message.get("refusal") or reason == "content_filter":
        raise LanguageModelRefused("the model refused")
    usage = answer.get("usage")
    counts = usage if isinstance(usage, dict) else {}
    model = answer.get("model")
    return ChatAnswer(
        readable(_words(message.get("content"))),
        _count(counts.get("prompt_tokens")),
        _count(counts.get("completion_tokens")),
        model if isinstance(model, str) else "",
        sent,
    )


def _words(content: Any) -> str:
    """A text, or the texts of a list of parts, of which Mistral's thoughts are some."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(_words(part) for part in content)
    if isinstance(content, dict) and content.get("type", "text") in {"text", "output_text"}:
        return _words(content.get("text"))
    return ""


def _put_together(events: Iterable[Any], headers: Mapping[str, str]) -> Mapping[str, Any]:
    """The pieces of a stream as the answer that they would have been. Raises ProviderError for one that was cut off."""
    pieces: list[str] = []
    told: dict[str, Any] = {}
    reason: Any = None
    is_over = False
    for event in events:
        is_over |= event == STREAM_END
        if not isinstance(event, dict):
            continue
        if is_error(event):
            raise error_in(event, headers)
        choice = _choice(event)
        piece = choice.get("delta") or choice.get("message")
        pieces.append(_words(piece.get("content")) if isinstance(piece, dict) else "")
        reason = choice.get("finish_reason") or reason
        told |= {name: event[name] for name in ("usage", "model") if event.get(name)}
    if reason is None and not is_over:
        raise ProviderError(502, code="stream_cut_off", headers=headers, is_unread=True)
    message = {"role": "assistant", "content": "".join(pieces)}
    return {**told, "choices": [{"message": message, "finish_reason": reason}]}


def _choice(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    choices = answer.get("choices")
    return choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}


def _count(told: Any) -> int:
    return told if isinstance(told, int) and 0 <= told < 1e9 else 0
