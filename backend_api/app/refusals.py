"""Early refusals that arrive: the answer goes out at once, and the rest of the upload is read and dropped.

A server that answers and closes while the caller still sends resets the connection, and the caller may never see the
answer that is on its way (RFC 9112, 9.6): 429 and 413 would look like a crash. So the connection lingers.
"""

import asyncio
import contextlib

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SECONDS = 120.0
"""For the whole rest; 15 MB at 1 MB/s are 15."""
_SILENCE = 10.0


class AnswerBeforeReading:
    """ASGI middleware. After an early refusal at most ``most_bytes`` are read; a longer upload is cut off."""

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        self._app = app
        self._most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, watching how much of the body was read."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        names = [name for name, _ in scope["headers"]]
        if b"content-length" in names and b"transfer-encoding" in names:
            await _two_lengths(scope, receive, send)
            return
        reading = _Reading(receive, _has_body(names))
        lingers = False

        async def sending(message: Message) -> None:
            nonlocal lingers
            if message["type"] == "http.response.start":
                lingers = message["status"] >= 400 and reading.more
                if lingers:
                    message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
            if not lingers or message["type"] != "http.response.body" or message.get("more_body"):
                await send(message)
                return
            await send({**message, "more_body": True})
            await reading.to_end(self._most_bytes)
            await send({"type": "http.response.body", "body": b"", "more_body": False})

        await self._app(scope, reading, sending)


async def _two_lengths(scope: Scope, receive: Receive, send: Send) -> None:
    """Proxies and servers disagree on which one counts: how requests are smuggled (RFC 9112, 6.3)."""
    said = {"code": "wrong_request", "message": "Content-Length together with Transfer-Encoding is not accepted."}
    await JSONResponse(said, 400, headers={"Connection": "close"})(scope, receive, send)


def _has_body(names: list[bytes]) -> bool:
    # Whoever sends "Expect: 100-continue" waits for a word before the body, and is answered without it.
    return bool({b"content-length", b"transfer-encoding"} & set(names)) and b"expect" not in names


class _Reading:
    """A ``receive`` that knows whether there is more to come."""

    def __init__(self, receive: Receive, more: bool) -> None:
        self._receive = receive
        self.more = more

    async def __call__(self) -> Message:
        message = await self._receive()
        self.more = message["type"] == "http.request" and bool(message.get("more_body"))
        return message

    async def to_end(self, most_bytes: int) -> None:
        """Read and forget, until the end, the limits or a silence."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_SECONDS):
                while self.more and most_bytes > 0:
                    async with asyncio.timeout(_SILENCE):
                        most_bytes -= len((await self()).get("body", b""))
