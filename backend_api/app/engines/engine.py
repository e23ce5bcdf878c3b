"""The contract of an engine: one way to make a photo better."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from backend_api.app.images import Photo


@dataclass(frozen=True, slots=True)
class Wish:
    """``scale`` is 1 to 4; ``only_center_face`` leaves all faces but the central one as they are."""

    scale: int
    only_center_face: bool = False


class Engine(Protocol):
    """One implementation. Engines see only pictures that we wrote ourselves."""

    name: str

    async def why_not(self) -> str:
        """Empty if the engine can work now, else one sentence that says what is missing. Quick; loads nothing."""

    async def enhance(self, photo: Photo, wish: Wish, target: Path) -> int | None:
        """Write the enhanced picture to ``target`` (PNG or JPEG); returns how many faces it found, None if unknown.

        Raises EngineBroken when no photo would pass, EngineFailed or EngineTimedOut when this one did not. Cancelling
        the call ends the work.
        """

    async def close(self) -> None:
        """End every process and container of this engine."""
