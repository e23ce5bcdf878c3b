"""The provider's misbehaviours, each by a name that a test can queue (tests/provider/double.py)."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass(frozen=True)
class Fault:
    """One scripted misbehaviour, for the next ``times`` requests. ``kind`` is a name of ``FAULTS``.

    ``seconds`` is how long "slow" waits and what the two retry-after kinds ask for; ``status``, ``body`` and
    ``headers`` serve the kinds "answer" (a body in JSON) and "raw" (text or bytes as they are).
    """

    kind: str
    times: int = 1
    seconds: float = 0.0
    status: int = 400
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


def error_answer(status: int, message: str, code: str, param: str = "", **headers: str) -> web.Response:
    """A refusal in the provider's own shape."""
    error = {"message": message, "type": "invalid_request_error", "param": param or None, "code": code}
    return web.json_response({"error": error}, status=status, headers=headers)


def key_refused() -> web.Response:
    """What a wrong key gets."""
    return error_answer(401, "Incorrect API key provided: sk-dou****ble.", "invalid_api_key")


def cut(request: web.Request) -> web.StreamResponse:
    """End the connection without a word."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response(status=499)


async def _slow(request: web.Request, fault: Fault) -> None:
    await asyncio.sleep(fault.seconds)


def _always(make: Callable[[Fault], web.Response]) -> Callable[[web.Request, Fault], Awaitable[web.Response]]:
    async def answer(request: web.Request, fault: Fault) -> web.Response:
        return make(fault)

    return answer


async def _cut_late(request: web.Request, fault: Fault) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b'{"text": "half of an ans')
    return cut(request)


def _raw(fault: Fault) -> web.Response:
    body = fault.body.encode() if isinstance(fault.body, str) else fault.body
    return web.Response(status=fault.status, body=body, headers=fault.headers)


def _html(fault: Fault) -> web.Response:
    return web.Response(status=502, text="<html><h1>502 Bad Gateway</h1></html>", content_type="text/html")


def _quota(fault: Fault) -> web.Response:
    error = {"message": "You exceeded your current quota", "type": "insufficient_quota", "code": "insufficient_quota"}
    return web.json_response({"error": error}, status=429)


FAULTS: dict[str, Callable[[web.Request, Fault], Awaitable[web.StreamResponse | None]]] = {
    "slow": _slow,
    "cut": _cut_late,
    "html": _always(_html),
    "quota": _always(_quota),
    "key": _always(lambda fault: key_refused()),
    "model": _always(lambda fault: error_answer(404, "The model does not exist", "model_not_found")),
    "rate_limit": _always(
        lambda f: error_answer(429, "Rate limit", "rate_limit_exceeded", **{"retry-after": str(f.seconds)})
    ),
    "rate_limit_ms": _always(
        lambda f: error_answer(429, "Rate limit", "rate_limit_exceeded", **{"retry-after-ms": str(f.seconds * 1000)})
    ),
    "server_error": _always(lambda fault: error_answer(500, "The server had an error", "server_error")),
    "gateway": _always(lambda fault: web.Response(status=502, text="Bad Gateway")),
    "too_large": _always(lambda fault: error_answer(413, "Maximum content size limit exceeded", "content_too_large")),
    "format": _always(lambda fault: error_answer(400, "Unsupported file format", "unsupported_format", param="file")),
    "corrupted": _always(
        lambda f: error_answer(400, "Audio file might be corrupted or unsupported", "invalid_value", "file")
    ),
    "too_short": _always(lambda f: error_answer(400, "Audio file is too short", "audio_too_short")),
    "error_in_200": _always(lambda f: web.json_response({"object": "error", "message": "bad", "code": 400})),
    "server_error_in_200": _always(lambda f: web.json_response({"error": {"message": "overloaded", "code": 503}})),
    "error_string": _always(lambda f: web.json_response({"error": "no such luck"}, status=f.status)),
    "detail": _always(lambda f: web.json_response({"detail": [{"msg": "field required"}]}, status=422)),
    "empty_json": _always(lambda f: web.json_response({})),
    "garbage": _always(lambda f: web.Response(body=b'{"text": ', content_type="application/json")),
    "answer": _always(lambda f: web.json_response(f.body, status=f.status, headers=f.headers)),
    "raw": _always(_raw),
}
"""By kind. One that answers None lets the request go on. "cut_early" cuts before the body is read."""
