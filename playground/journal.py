"""What happened: the Bot API calls of the bot, and the events that a page or a test follows."""

import asyncio
import itertools
import json
import time
from collections import deque
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

KEPT_CALLS = 50_000
KEPT_EVENTS = 10_000
SHORT = 200

to_json = json.JSONEncoder(separators=(",", ":"), default=lambda value: value.as_json()).encode
"""Objects of ours write themselves by ``as_json``. ASCII only: a lone surrogate must not break an answer."""


class RawJson(str):
    """A result that is JSON already."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a Bot API method (or a file download, method ``file``); times are unix seconds."""

    n: int
    method: str
    chat_id: int | None
    ok: bool
    error_code: int | None
    description: str | None
    at: float
    answered_at: float
    parameters: Mapping[str, Any]
    ignored: tuple[str, ...] = ()
    """Parameters that the method does not have: Telegram ignores them silently, the page shows them."""
    result: Any = None

    def as_json(self) -> dict[str, Any]:
        """The call in full, as ``/sim/calls`` gives it."""
        return {
            "n": self.n,
            "method": self.method,
            "chat_id": self.chat_id,
            "ok": self.ok,
            "error_code": self.error_code,
            "description": self.description,
            "at": self.at,
            "answered_at": self.answered_at,
            "ms": round((self.answered_at - self.at) * 1000, 2),
            "parameters": dict(self.parameters),
            "ignored": list(self.ignored),
            "result": self.result,
        }

    def as_event(self) -> dict[str, Any]:
        """The call as the page shows it: long values shortened, no result."""
        shown = self.as_json() | {"type": "call", "parameters": {k: _short(v) for k, v in self.parameters.items()}}
        del shown["result"]
        return shown


def _short(value: Any) -> Any:
    text = value if isinstance(value, str) else to_json(value)
    return value if len(text) <= SHORT else text[:SHORT] + "…"


class _Waiter:
    """Somebody who waits for a number of successful calls."""

    def __init__(self, method: str | None, chat_id: int | None, found: list[Call], count: int) -> None:
        self.method, self.chat_id, self.found, self.count = method, chat_id, found, count
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def see(self, call: Call) -> None:
        if _fits(call, self.method, self.chat_id):
            self.found.append(call)
            if len(self.found) >= self.count and not self.done.done():
                self.done.set_result(None)


def _fits(call: Call, method: str | None, chat_id: int | None) -> bool:
    if not call.ok or (chat_id is not None and call.chat_id != chat_id):
        return False
    return method is None or call.method.lower() == method.lower()


class Journal:
    """Calls and events in order, each with a growing number; the oldest are forgotten."""

    def __init__(self) -> None:
        self.calls: deque[Call] = deque(maxlen=KEPT_CALLS)
        self._numbers = itertools.count(1)
        self._events: deque[tuple[int, Any]] = deque(maxlen=KEPT_EVENTS)
        self._last_event = 0
        self._wake: list[asyncio.Future[None]] = []
        self._waiters: list[_Waiter] = []

    def record(self, method: str, at: float, parameters: Mapping[str, Any], **rest: Any) -> Call:
        """Note one finished call; ``rest`` are the other fields of ``Call``."""
        call = Call(next(self._numbers), method, at=at, answered_at=time.time(), parameters=parameters, **rest)
        self.calls.append(call)
        self._append(call)
        for waiter in self._waiters:
            waiter.see(call)
        return call

    def emit(self, kind: str, chat_id: int | None = None, **data: Any) -> None:
        """Tell the pages about something that changed."""
        self._append({"type": kind, "chat_id": chat_id, **data})

    def _append(self, event: Any) -> None:
        self._last_event += 1
        self._events.append((self._last_event, event))
        if self._wake:
            sleepers, self._wake = self._wake, []
            for sleeper in sleepers:
                if not sleeper.done():
                    sleeper.set_result(None)

    @property
    def last_event(self) -> int:
        """Number of the newest event."""
        return self._last_event

    async def events(self, since: int, heartbeat: float) -> AsyncIterator[tuple[int, str] | None]:
        """Events after ``since`` as (number, JSON), for ever; None when nothing came for ``heartbeat`` seconds."""
        sent = since if since <= self._last_event else 0  # a page that outlived the emulator knows a later number
        while True:
            fresh = [event for event in self._events if event[0] > sent] if sent < self._last_event else []
            for number, event in fresh:
                yield number, to_json(event.as_event() if isinstance(event, Call) else event)
                sent = number
            if sent < self._last_event:
                continue
            sleeper: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._wake.append(sleeper)
            done, _ = await asyncio.wait([sleeper], timeout=heartbeat)
            if not done:
                self._wake = [other for other in self._wake if other is not sleeper]
                yield None

    async def wait(
        self, method: str | None, chat_id: int | None, count: int, timeout: float, since: int = 0
    ) -> list[Call]:
        """The successful calls numbered above ``since`` as soon as there are ``count``, or those after ``timeout``."""
        found = [call for call in self.calls if call.n > since and _fits(call, method, chat_id)]
        if len(found) >= count:
            return found
        waiter = _Waiter(method, chat_id, found, count)
        self._waiters.append(waiter)
        try:
            await asyncio.wait([waiter.done], timeout=timeout)
        finally:
            self._waiters.remove(waiter)
        return found

    def clear(self) -> None:
        """Forget the calls; events stay, so that an open page notices."""
        self.calls.clear()
        self.emit("reset")
