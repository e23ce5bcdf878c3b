"""Early refusals that arrive: the rest of an upload is read before the error is answered.

A server that answers and closes while the caller still sends makes the caller see a broken connection instead of the
answer: 429 and 413 would look like a crash.
"""

import asyncio
import contextlib

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SECONDS = 10.0


class ReadBeforeRefusing:
    """ASGI middleware. Reads at most ``most_bytes`` and for 10 seconds; a longer upload is cut off."""

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        self._app = app
        self._most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, watching how much of the body was read."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        reading = _Reading(receive, _has_body(scope))

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= 400 and reading.more:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_SECONDS):
                        await reading.to_end(self._most_bytes)
                if reading.more:
                    message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
            await send(message)

        await self._app(scope, reading, sending)


def _has_body(scope: Scope) -> bool:
    names = {name for name, _ in scope["headers"]}
    # Whoever sends "Expect: 100-continue" waits for a word before the body, and is answered without it.
    return bool(names & {b"content-length", b"transfer-encoding"}) and b"expect" not in names


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
        """Read and forget."""
        while self.more and most_bytes > 0:
            most_bytes -= len((await self()).get("body", b""))
