"""What tests call beyond the page: the call log, waiting for calls, faults, send rates, more people, a restart."""

from collections.abc import Callable
from typing import Any

from aiohttp import web

from playground.chat_api import answer, number, optional_number
from playground.journal import Call
from playground.refusals import bad_request
from playground.request_fields import read_fields
from playground.send_rates import PROFILES
from playground.world import World

_FAULT_FIELDS = ("chat_id", "times", "probability", "error_code", "description", "retry_after", "delay")


class TrialApi:
    """The tests' side of the playground. ``restart`` is told how long (seconds) the emulator shall be away."""

    def __init__(self, world: World, restart: Callable[[float], None]) -> None:
        self._world = world
        self._start_again = restart

    def routes(self) -> list[web.RouteDef]:
        """For the application."""
        return [
            web.get("/sim/calls", self._calls),
            web.post("/sim/wait", self._wait),
            web.post("/sim/fault", self._fault),
            web.delete("/sim/fault", self._repair),
            web.post("/sim/reset", self._reset),
            web.post("/sim/rates", self._rates),
            web.post("/sim/restart", self._restart),
            web.post("/sim/user", self._user),
        ]

    async def _fields(self, request: web.Request) -> dict[str, Any]:
        return await read_fields(request, self._world.files)

    async def _calls(self, request: web.Request) -> web.Response:
        method, since = request.query.get("method", "").lower(), number(dict(request.query), "since", 0)
        calls = [call for call in self._world.journal.calls if call.n > since and _is_of(call, method)]
        return answer({"calls": calls})

    async def _wait(self, request: web.Request) -> web.Response:
        fields = await self._fields(request)
        count = number(fields, "count", 1)
        calls = await self._world.journal.wait(
            fields.get("method"), optional_number(fields, "chat_id"), count,
            float(fields.get("timeout", 30)), number(fields, "since", 0),
        )  # fmt: skip
        return answer({"ok": len(calls) >= count, "calls": calls})

    async def _fault(self, request: web.Request) -> web.Response:
        fields = await self._fields(request)
        rest = {name: fields[name] for name in _FAULT_FIELDS if fields.get(name) is not None}
        try:
            fault_id = self._world.faults.add(str(fields.get("kind", "")), str(fields.get("method", "*")), **rest)
        except ValueError as error:
            raise bad_request(str(error)) from None
        return answer({"id": fault_id})

    async def _repair(self, request: web.Request) -> web.Response:
        self._world.faults.clear()
        return answer({"ok": True})

    async def _reset(self, request: web.Request) -> web.Response:
        self._world.reset()
        return answer({"ok": True})

    async def _rates(self, request: web.Request) -> web.Response:
        profile = str((await self._fields(request)).get("profile", ""))
        if profile not in PROFILES:
            raise bad_request(f"profile must be one of {', '.join(sorted(PROFILES))}")
        self._world.rates.choose(profile)
        return answer({"ok": True})

    async def _restart(self, request: web.Request) -> web.Response:
        self._start_again(float((await self._fields(request)).get("away", 0)))
        return answer({"ok": True})

    async def _user(self, request: web.Request) -> web.Response:
        fields = await self._fields(request)
        user_id = number(fields, "id")
        name = str(fields.get("first_name") or f"User {user_id}")
        user = self._world.add_user(
            user_id, name, str(fields.get("username", "")), str(fields.get("language_code", "ru"))
        )
        return answer({"user": user})


def _is_of(call: Call, method: str) -> bool:
    return not method or call.method.lower() == method
