"""Who understands one file for an engine, whoever that is."""

from pathlib import Path
from typing import Protocol

from frontend_bot.core.tools import Progress, SpeechWish
from frontend_bot.engines.openai_http.answers import Understood
from frontend_bot.errors import EngineRefused
from frontend_bot.media.conversion import Prepared

SHORTEST_TO_HALVE = 20.0
"""Seconds; a server that refuses even this much has another reason."""


class TooMuchAtOnce(EngineRefused):
    """The server takes less in one request than this file has, however it is encoded."""


class Listener(Protocol):
    """A server, or a program on this machine."""

    model: str
    """What it runs, for the log."""

    async def listen(
        self, prepared: Prepared, workspace: Path, wish: SpeechWish, progress: Progress, *, is_again: bool = False
    ) -> Understood:
        """What is said in it; ``is_again`` asks for another reading. ``workspace`` is for what must be made on the way.

        Raises TooMuchAtOnce, EngineRefused, EngineKeyRefused, EngineUnavailable, and what a conversion raises.
        """

    async def close(self) -> None:
        """Give back what it holds."""
