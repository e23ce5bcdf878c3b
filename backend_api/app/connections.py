"""Connections that say nothing are closed: a request's headers have to come within a time.

uvicorn waits for them for ever (its keep-alive limit counts from the end of an answer), so that anybody could hold as
many connections as the process has file descriptors.
"""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADER_SECONDS = 15.0
"""From the connection, or from the first byte of the next request on it, to the end of the headers."""
KEEP_ALIVE_SECONDS = 75
"""Longer than clients keep a connection that they do not use (15 s in aiohttp, 60 s in many proxies): who posts on one
that is just being closed sees a broken connection instead of an answer."""


class PatientProtocol(H11Protocol):
    """HTTP/1.1 with a limit for headers."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._expect_headers()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._forget_deadline()
        elif self._deadline is None:
            self._expect_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget_deadline()
        super().connection_lost(exc)

    def _expect_headers(self) -> None:
        self._deadline = self.loop.call_later(HEADER_SECONDS, self._give_up)

    def _forget_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        if not self.transport.is_closing():
            self.transport.close()
