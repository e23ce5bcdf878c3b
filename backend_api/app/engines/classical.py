"""The engine without weights, always there: measures what is wrong and repairs only that."""

from pathlib import Path

from backend_api.app.engines.engine import Wish
from backend_api.app.images import Images, Photo


class ClassicalEngine:
    """Runs ``pictures/classical.py`` in a worker process."""

    name = "classical"

    def __init__(self, images: Images) -> None:
        self._images = images

    async def why_not(self) -> str:
        """It needs nothing that could be missing."""
        return ""

    async def enhance(self, photo: Photo, wish: Wish, target: Path) -> int | None:
        """See Engine.enhance."""
        return await self._images.classical(photo, wish.scale, wish.only_center_face, target)

    async def close(self) -> None:
        """The workers belong to Images."""
