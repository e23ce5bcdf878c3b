"""Who understands one file for an engine, whoever that is."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from frontend_bot.core.tools import Progress, TranscriptionOptions
from frontend_bot.core.transcript import Segment
from frontend_bot.engines.transcription.confidence import Scores
from frontend_bot.media.prepared import Prepared

SHORTEST_TO_HALVE = 20.0
"""Seconds; a server that refuses even this much has another reason."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """What the server heard. ``segments`` are in seconds from the beginning of the file it was sent; ``scores`` has
    one entry for each of them, none at all where the server does not tell."""

    text: str
    language: str = ""
    segments: tuple[Segment, ...] = ()
    scores: tuple[Scores, ...] = ()

    def __post_init__(self) -> None:
        if not self.scores:
            object.__setattr__(self, "scores", (Scores(),) * len(self.segments))


class Recognizer(Protocol):
    """A server, or a program on this machine."""

    model: str
    """What it runs, for the log."""

    async def recognize(
        self,
        prepared: Prepared,
        workspace: Path,
        options: TranscriptionOptions,
        progress: Progress,
        *,
        is_again: bool = False,
    ) -> Recognition:
        """What is said in it; ``is_again`` asks for another reading. ``workspace`` is for what must be made on the way.

        Raises TooMuchAtOnce, EngineRefused, EngineKeyRefused, EngineMisconfigured, EngineUnavailable, and what a
        conversion raises.
        """

    async def close(self) -> None:
        """Give back what it holds."""
