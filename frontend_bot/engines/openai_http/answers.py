"""Reading what an OpenAI-compatible server answers: JSON, and errors in every shape that was seen.

Errors come as {"error": {"message", "code", "param"}}, {"error": "text"}, {"detail": ...}, {"object": "error", ...},
as HTML of a gateway, and as any of these under status 200.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from frontend_bot.engines.openai_http.bodies import read_json, text_of

MESSAGE_KEPT = 300
LARGEST_ANSWER = 8 * 2**20
"""Bytes; ten minutes of speech with times for every word are 0.3 MB."""

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
_MODEL_WORDS = ("model_not_found", "invalid_model", "model_not_available", "deploymentnotfound")
_TOO_SHORT_WORDS = ("audio_too_short", "too short", "shorter than")


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
    is_unread: bool = False
    """The server answered and counts it as done and paid, and nothing in the answer can be read."""

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

    @property
    def is_about_the_server(self) -> bool:
        """The address or the model is not one that does what it is asked for: the operator must act.

        Redirects are not followed: a request would arrive without its body, or its key with somebody else.
        """
        told = f"{self.code} {self.type}".lower()
        is_model = self.param == "model" or any(word in told for word in _MODEL_WORDS)
        is_elsewhere = 300 <= self.status < 400 or self.status in {404, 405, 410, 501}
        return self.is_unread or is_elsewhere or (self.status in {400, 422} and is_model)


async def bounded(response: aiohttp.ClientResponse) -> bytes:
    """The whole body. Raises ProviderError where it does not end."""
    answer = bytearray()
    async for piece in response.content.iter_any():
        answer += piece
        if len(answer) > LARGEST_ANSWER:
            raise ProviderError(502, code="endless_answer", is_unread=True)
    return bytes(answer)


def read_error(status: int, headers: Mapping[str, str], body: bytes) -> ProviderError:
    """What a server refused, from an answer that is none, whatever its status."""
    text = text_of(headers, body)
    return _error(status, headers, read_json(text), text)


def error_in(answer: Any, headers: Mapping[str, str]) -> ProviderError:
    """What is wrong with an answer whose status says that nothing is: the error in it, or that it says nothing."""
    return _error(200, headers, answer, "")


def is_error(answer: Mapping[str, Any]) -> bool:
    """Whether an answer is an error, whatever its status."""
    return bool(answer.get("error")) or answer.get("object") == "error" or ("detail" in answer and "text" not in answer)


def readable(text: str) -> str:
    """Without blanks at the edges; half a surrogate pair, which JSON can say and nobody can store, is U+FFFD."""
    return text.strip().encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _status_inside(answer: Any) -> int | None:
    """The status that a 200 with an error in it should have had, None where nothing tells: again may help then."""
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
    return None


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


def _error(status: int, headers: Mapping[str, str], answer: Any, body: str) -> ProviderError:
    inside = answer.get("error") if isinstance(answer, dict) else None
    if isinstance(inside, dict):
        told: Mapping[str, Any] = inside
    elif isinstance(answer, dict):
        told = {**answer, "message": answer.get("message") or inside or answer.get("detail") or ""}
    else:
        told = {"message": body[:MESSAGE_KEPT]}
    inner = status if status >= 300 else _status_inside(answer)
    is_told = status >= 300 or inner is not None or (isinstance(answer, dict) and is_error(answer))
    return ProviderError(
        inner or 502,
        code=_word(told.get("code")),
        type=_word(told.get("type")),
        param=_word(told.get("param")),
        message=_message(told.get("message")),
        headers=headers,
        is_unread=not is_told,
    )


def _word(told: Any) -> str:
    # Codes are identifiers; what else a server puts there (sentences, a quoted key) is not for the log.
    return told if isinstance(told, str) and len(told) <= 40 and told.replace("_", "").isalnum() else ""


def _message(told: Any) -> str:
    return (told if isinstance(told, str) else json.dumps(told, ensure_ascii=False))[:MESSAGE_KEPT] if told else ""
