"""The table of implemented methods, and what each of them gets."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from aiohttp import web

from playground.schema import Given
from playground.world import World


class CallContext(NamedTuple):
    """Where a method works; ``request`` is None when a webhook's answer carried the call."""

    world: World
    request: web.Request | None


Handler = Callable[[CallContext, Given], Awaitable[Any]]
METHODS: dict[str, Handler] = {}
"""By name in lower case."""


def method(name: str) -> Callable[[Handler], Handler]:
    """Register the function as the Bot API method ``name``."""

    def register(handler: Handler) -> Handler:
        METHODS[name.lower()] = handler
        return handler

    return register
