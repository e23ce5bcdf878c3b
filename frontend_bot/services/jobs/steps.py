"""Steps: what a job must not do twice. A tool's recorded methods become steps when a mode calls them.

A step's result is kept with the job as JSON. An error that the user hears about is a result too: it is kept the same
way, so that a job which failed for good does not start again after a crash.
"""

from collections.abc import Awaitable, Callable
from dataclasses import fields, replace
from functools import cache
from typing import Any, Protocol, cast, get_type_hints

from dbos import DBOS
from pydantic import TypeAdapter

from frontend_bot.core.tools import Tools
from frontend_bot.errors import BotError, ErrorRecord


class Step(Protocol):
    """Runs a call once for the life of a job; later runs of the same job get the recorded result."""

    async def __call__(self, name: str, call: Callable[[], Awaitable[Any]]) -> Any:
        """``call`` answers what JSON can hold. Raises the BotError that the call raised, also when replayed."""


async def dbos_step(name: str, call: Callable[[], Awaitable[Any]]) -> Any:
    """A Step on DBOS; must be called from inside a workflow."""

    async def once() -> dict[str, Any]:
        try:
            return {"result": await call()}
        except BotError as error:
            return {**error.as_record()}

    outcome = await DBOS.run_step_async({"name": name}, once)
    if "error" in outcome:
        raise BotError.of_record(cast(ErrorRecord, outcome))
    return outcome["result"]


@cache
def _shape_of(promised: Callable[..., Any]) -> TypeAdapter[Any]:
    """How a method's result becomes JSON and back. Building one takes milliseconds, so each is built once."""
    return TypeAdapter(get_type_hints(promised)["return"])


class _RecordedTool:
    """A tool whose recorded methods run as steps; everything else passes through."""

    def __init__(self, tool: object, contract: type, step: Step) -> None:
        self._tool, self._contract, self._step = tool, contract, step

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._tool, name)
        promised = getattr(self._contract, name, None)
        step_name: str | None = getattr(promised, "__recorded_as__", None)
        if step_name is None:
            return method
        shape = _shape_of(promised)

        async def call(*args: Any, **named: Any) -> Any:
            async def once() -> Any:
                return shape.dump_python(await method(*args, **named), mode="json")

            return shape.validate_python(await self._step(_step_name(step_name, args), once))

        return call


def _step_name(method: str, args: tuple[Any, ...]) -> str:
    """A call for one of several parts carries the part's number: DBOS then notices a result of another part."""
    return f"{method} {args[-1]}" if args and isinstance(args[-1], int) else method


@cache
def _contracts() -> dict[str, Any]:
    return get_type_hints(Tools)


def record_tools(tools: Tools, step: Step) -> Tools:
    """The same tools, with the methods that their contracts mark as ``recorded`` running as steps."""
    contracts = _contracts()
    wrapped: dict[str, Any] = {
        field.name: _RecordedTool(getattr(tools, field.name), contracts[field.name], step)
        for field in fields(tools)
        if field.name not in {"progress", "say", "vocabulary", "extract", "languages"}
    }
    return replace(tools, **wrapped)
