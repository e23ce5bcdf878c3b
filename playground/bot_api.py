"""The Bot API over HTTP: ``/bot<token>/<method>`` and ``/file/bot<token>/<path>``."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from playground.faults import Fault
from playground.journal import RawJson, to_json
from playground.method_table import METHODS, CallContext
from playground.refusals import Refusal, method_not_found, not_in_playground, wrong_token
from playground.request_fields import read_fields
from playground.schema import Method, read_methods
from playground.world import World

_QUIET = frozenset({"getupdates"})
"""Methods whose success is not worth a line in the log: one every few seconds, for ever."""


class BotApi:
    """Answers the bot."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._methods = read_methods()

    def routes(self) -> list[web.RouteDef]:
        """For the application."""
        return [
            web.route("*", "/bot{token:[^/]+}/{method:[^/]+}", self._answer),
            web.get("/file/bot{token:[^/]+}/{path:.+}", self._download),
        ]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        at = time.time()
        name = request.match_info["method"]
        key = name.lower()
        raw: Mapping[str, Any] = {}
        chat_id: int | None = None
        fault: Fault | None = None
        try:
            if request.match_info["token"] != self._world.token:
                raise wrong_token()
            raw = await read_fields(request, self._world.files)
            chat_id = _number(raw.get("chat_id"))
            fault = self._world.faults.take(key, chat_id) if self._world.faults.active else None
            if fault is not None:
                await _before(fault, key)
            result, ignored = await self.execute(name, raw, request)
        except Refusal as refusal:
            self._note_refusal(name, at, raw, chat_id, refusal)
            return _json(refusal.as_json(), refusal.code)
        except _Dropped:
            return _drop(request)
        if key not in _QUIET:
            self._world.journal.record(
                self._name(key, name), at, raw, chat_id=chat_id, ok=True, error_code=None, description=None,
                ignored=ignored, result=result,
            )  # fmt: skip
        return _after(fault, request, result)

    def _name(self, key: str, name: str) -> str:
        return self._methods[key].name if key in self._methods else name

    def _note_refusal(
        self, name: str, at: float, raw: Mapping[str, Any], chat_id: int | None, refusal: Refusal
    ) -> None:
        self._world.journal.record(
            self._name(name.lower(), name), at, raw, chat_id=chat_id, ok=False, error_code=refusal.code,
            description=refusal.description,
        )  # fmt: skip

    async def execute(
        self, name: str, raw: Mapping[str, Any], request: web.Request | None
    ) -> tuple[Any, tuple[str, ...]]:
        """Check and run one method; the result and the names of parameters that it does not have."""
        method: Method | None = self._methods.get(name.lower())
        if method is None:
            raise method_not_found()
        handler = METHODS.get(name.lower())
        if handler is None:
            raise not_in_playground(method.name)
        given, ignored = method.read(raw)
        return await handler(CallContext(self._world, request), given), ignored

    async def execute_from_webhook(self, name: str, raw: dict[str, Any]) -> None:
        """Run a method that stood in a webhook's answer; its result is seen by nobody, a refusal only by the log."""
        at, chat_id = time.time(), _number(raw.get("chat_id"))
        try:
            result, ignored = await self.execute(name, raw, None)
        except Refusal as refusal:
            self._note_refusal(name, at, raw, chat_id, refusal)
        else:
            self._world.journal.record(
                self._name(name.lower(), name), at, raw, chat_id=chat_id, ok=True, error_code=None, description=None,
                ignored=ignored, result=result,
            )  # fmt: skip

    async def _download(self, request: web.Request) -> web.StreamResponse:
        at, path = time.time(), request.match_info["path"]
        fault = self._world.faults.take("file", None) if self._world.faults.active else None
        try:
            if request.match_info["token"] != self._world.token:
                raise wrong_token()
            if fault is not None:
                await _before(fault, "file")
            stored = self._world.files.at(path)
            if stored is None or (fault is not None and fault.kind == "file_gone"):
                raise Refusal(404, "Not Found")
        except Refusal as refusal:
            self._note_refusal("file", at, {"file_path": path}, None, refusal)
            return _json(refusal.as_json(), refusal.code)
        except _Dropped:
            return _drop(request)
        self._world.journal.record(
            "file", at, {"file_path": path}, chat_id=None, ok=True, error_code=None, description=None
        )
        if fault is not None and fault.kind == "drop_after":
            return await _cut_off(request, stored.path.read_bytes())  # a fault in a test, not the usual way
        return web.FileResponse(stored.path, headers={"Content-Type": "application/octet-stream"})


class _Dropped(Exception):
    """The connection is cut without an answer."""


def _number(value: Any) -> int | None:
    try:
        return int(value) if value is not None else None
    except (TypeError, ValueError, OverflowError):
        return None


async def _before(fault: Fault, method: str) -> None:
    """What goes wrong before the method runs."""
    if fault.kind == "delay":
        await asyncio.sleep(fault.delay)
    elif fault.kind == "drop_before":
        raise _Dropped
    elif fault.kind == "error":
        raise Refusal(fault.error_code, fault.description, fault.retry_after)
    elif fault.kind == "conflict":
        raise Refusal(
            409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
        )
    elif fault.kind == "file_gone" and method == "getfile":
        raise Refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable")


def _after(fault: Fault | None, request: web.Request, result: Any) -> web.StreamResponse:
    """The answer, or what is left of it."""
    if fault is not None and fault.kind == "drop_after":
        return _drop(request)
    if fault is not None and fault.kind == "bad_json":
        return web.Response(body=b'{"ok":true,"result":{', content_type="application/json")
    text = result if isinstance(result, RawJson) else to_json(result)
    return web.Response(body=f'{{"ok":true,"result":{text}}}'.encode(), content_type="application/json")


def _json(body: Any, status: int) -> web.Response:
    return web.Response(body=to_json(body).encode(), status=status, content_type="application/json")


def _drop(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _cut_off(request: web.Request, content: bytes) -> web.StreamResponse:
    """Half of the file under a header that promises the whole."""
    response = web.StreamResponse(headers={"Content-Length": str(len(content))})
    await response.prepare(request)
    await response.write(content[: len(content) // 2])
    return _drop(request)
