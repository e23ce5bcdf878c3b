"""Reading whatever a provider answers: text in three formats, errors in every shape that was seen.

Errors come as {"error": {"message", "code", "param"}}, {"error": "text"}, {"detail": ...}, {"object": "error", ...},
as HTML of a gateway, and as any of these under status 200.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from frontend_bot.core.transcript import Segment
from frontend_bot.engines.transcription.confidence import Scores, read_scores

MESSAGE_KEPT = 300
LARGEST_ANSWER = 8 * 2**20
"""Bytes; ten minutes of speech with times for every word are 0.3 MB."""
NANOSECONDS_BEGIN = 1e6
"""LocalAI gave segment times in nanoseconds; no recording of ours is eleven days long."""
LAST_MOMENT = 1e15
"""Nanoseconds; eleven days. Python's whole numbers go on where floating ones end."""
PAST_THE_END = 1.0
"""Seconds a segment may begin after the measured end: servers pad to whole frames."""

_FORMAT_WORDS = (
    "unsupported_format",
    "unsupported_audio_format",
    "unsupported file format",
    "unsupported format",
    "invalid file format",
    "corrupted or unsupported",
    "could not be decoded",
    "could not decode",
    "failed to decode",
    "failed to load audio",
    "error opening",
    "file must be one of the following types",
    "invalid or unsupported audio file",
)
_TOO_SHORT_WORDS = ("audio_too_short", "too short", "shorter than")


@dataclass(frozen=True, slots=True)
class Understood:
    """What the server heard. ``segments`` are in seconds from the beginning of the file it was sent; ``scores`` has
    one entry for each of them."""

    text: str
    language: str = ""
    segments: tuple[Segment, ...] = ()
    scores: tuple[Scores, ...] = ()


@dataclass(eq=False)
class ProviderError(Exception):
    """The server's refusal, as much of it as it told. ``status`` is the HTTP status or the one told inside the answer.

    The message stays in here: it may quote the key or the user's words. ``__str__``, which reaches logs, leaves it out.
    """

    status: int
    code: str = ""
    type: str = ""
    param: str = ""
    message: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __str__(self) -> str:
        parts = (("status", str(self.status)), ("code", self.code), ("type", self.type), ("param", self.param))
        return " ".join(f"{name}={value[:80]}" for name, value in parts if value)

    def names(self, *words: str) -> bool:
        """True if the server complains (with a 4xx) of one of these parameters."""
        if self.status not in {400, 422}:
            return False
        if self.param:
            return self.param.removesuffix("[]") in words
        return any(word in self.message.lower() for word in words) and not self.is_about_format

    @property
    def is_about_an_unknown_parameter(self) -> bool:
        """The server does not know the parameter at all, whatever its value."""
        told = f"{self.code} {self.message}".lower()
        return any(
            word in told for word in ("unknown", "unrecognized", "unsupported_parameter", "not supported", "extra")
        )

    @property
    def is_about_format(self) -> bool:
        """The server cannot read this kind of file, or not this one."""
        if self.status not in {400, 415, 422, 500}:
            return False
        return any(word in f"{self.code} {self.message}".lower() for word in _FORMAT_WORDS)

    @property
    def is_corruption(self) -> bool:
        """It is about this one file and says nothing of others with the same extension."""
        return "corrupt" in self.message.lower()

    @property
    def is_too_short(self) -> bool:
        """Shorter than the server listens to: there is nothing to hear."""
        return self.status == 400 and any(word in f"{self.code} {self.message}".lower() for word in _TOO_SHORT_WORDS)

    @property
    def is_about_money(self) -> bool:
        """The account is out of money: waiting does not help."""
        words = f"{self.code} {self.type}".lower()
        return self.status == 402 or "insufficient_quota" in words or "billing" in words


def parse_answer(status: int, headers: Mapping[str, str], body: bytes, duration: float = 0.0) -> Understood:
    """The text in an answer. ``duration`` in seconds (0: unknown) weeds out segments that lie past the end.

    Raises ProviderError for an error, whatever the status says, and for an answer without a text.
    """
    content_type = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if status >= 300:
        raise read_error(status, headers, body)
    if content_type.endswith("json") or (content_type != "text/plain" and body.lstrip()[:1] == b"{"):
        answer = _json(body)
        if not isinstance(answer, dict) or _is_error(answer):
            raise read_error(status, headers, body)
        return _understood(answer, headers, duration)
    if content_type == "text/html":
        raise ProviderError(502, code="html_answer", headers=headers)
    return Understood(body.decode(errors="replace").strip())


def json_answer(status: int, headers: Mapping[str, str], body: bytes, promised: str) -> Mapping[str, Any]:
    """The JSON object in an answer, which has the field ``promised``. Raises ProviderError for any other."""
    answer = _json(body)
    if status >= 300 or not isinstance(answer, dict) or promised not in answer or answer.get("error"):
        raise read_error(status, headers, body)
    return answer


async def bounded(response: aiohttp.ClientResponse) -> bytes:
    """The whole body. Raises ProviderError where it does not end."""
    answer = b""
    async for piece in response.content.iter_any():
        answer += piece
        if len(answer) > LARGEST_ANSWER:
            raise ProviderError(502, code="endless_answer")
    return answer


def read_error(status: int, headers: Mapping[str, str], body: bytes) -> ProviderError:
    """What a server refused, from an answer that is none, whatever its status."""
    answer = _json(body)
    return _error(status if status >= 300 else _status_inside(answer), headers, answer, body)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):  # the second for a thousand brackets in a row
        return None


def _is_error(answer: Mapping[str, Any]) -> bool:
    return bool(answer.get("error")) or answer.get("object") == "error" or ("detail" in answer and "text" not in answer)


def _understood(answer: Mapping[str, Any], headers: Mapping[str, str], duration: float) -> Understood:
    text = answer.get("text")
    if not isinstance(text, str):
        raise ProviderError(502, code="no_text_in_answer", headers=headers)
    scored = _segments(answer.get("segments"), duration)
    segments, scores = tuple(one for one, _ in scored), tuple(score for _, score in scored)
    return Understood(readable(text), _language(answer), segments, scores)


def readable(text: str) -> str:
    """Without blanks at the edges; half a surrogate pair, which JSON can say and nobody can store, is U+FFFD."""
    return text.strip().encode("utf-16", "surrogatepass").decode("utf-16", "replace")


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


def _status_inside(answer: Any) -> int:
    """The status that a 200 with an error in it should have had; 502 (again may help) where nothing tells."""
    inside = answer.get("error") if isinstance(answer, dict) else None
    for place in (inside, answer):
        if isinstance(place, dict):
            for name in ("status", "code", "status_code"):
                value = place.get(name)
                if isinstance(value, int) and 400 <= value < 600:
                    return value
            told = f"{place.get('type')} {place.get('code')}".lower()
            for words, status in _STATUS_BY_WORDS.items():
                if words in told:
                    return status
    return 502


_STATUS_BY_WORDS = {
    "insufficient_quota": 429,
    "rate_limit": 429,
    "authentication": 401,
    "invalid_api_key": 401,
    "invalid_request": 400,
    "badrequest": 400,
    "bad_request": 400,
    "unsupported": 400,
}


def _error(status: int, headers: Mapping[str, str], answer: Any, body: bytes) -> ProviderError:
    inside = answer.get("error") if isinstance(answer, dict) else None
    if isinstance(inside, dict):
        told: Mapping[str, Any] = inside
    elif isinstance(answer, dict):
        told = {**answer, "message": answer.get("message") or inside or answer.get("detail") or ""}
    else:
        told = {"message": body[:MESSAGE_KEPT].decode(errors="replace")}
    return ProviderError(
        status,
        code=_word(told.get("code")),
        type=_word(told.get("type")),
        param=_word(told.get("param")),
        message=_message(told.get("message")),
        headers=headers,
    )


def _word(told: Any) -> str:
    # Codes are identifiers; what else a server puts there (sentences, a quoted key) is not for the log.
    return told if isinstance(told, str) and len(told) <= 40 and told.replace("_", "").isalnum() else ""


def _message(told: Any) -> str:
    return (told if isinstance(told, str) else json.dumps(told, ensure_ascii=False))[:MESSAGE_KEPT] if told else ""
