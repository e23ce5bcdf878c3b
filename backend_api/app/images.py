"""Pictures as the service sees them: questions to the worker processes. No pixel is ever decoded in this process."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend_api.app.worker_processes import WorkerPool

NORMALISE_SECONDS = 30
_MODULE = "backend_api.app.pictures.server"
_NORMALISE_MB = 900


@dataclass(frozen=True, slots=True)
class Photo:
    """A normalised photo: ``folder/photo.png``, and ``folder/alpha.png`` if ``alpha``. Sizes are in pixels."""

    folder: Path
    width: int
    height: int
    format: str
    jpeg_quality: int | None
    alpha: bool

    @property
    def path(self) -> Path:
        """The picture that engines get."""
        return self.folder / "photo.png"

    @property
    def megapixels(self) -> float:
        """Its size in megapixels."""
        return self.width * self.height / 1_000_000


class Images:
    """Normalising, classical enhancement and finishing, each in a worker process with its own limits."""

    def __init__(self, processes: int, megapixels: float) -> None:
        """``processes`` is how many pictures are enhanced or finished at once."""
        self._workers = WorkerPool(_MODULE, processes)
        # Uploads are judged by workers of their own: nobody waits for a 202 behind somebody else's enhancement.
        self._judges = WorkerPool(_MODULE, max(1, processes // 2))
        self._megapixels = megapixels

    async def normalise(self, source: Path, folder: Path) -> Photo:
        """Judge and rewrite an upload. Raises the PhotoError that says what is wrong with it, or EngineTimedOut."""
        question = {"task": "normalise", "source": str(source), "folder": str(folder), "megapixels": self._megapixels}
        answer = await self._ask(self._judges, question, NORMALISE_SECONDS, _NORMALISE_MB)
        return Photo(folder=folder, **answer)

    async def classical(self, photo: Photo, scale: int, only_center_face: bool, target: Path) -> int:
        """Enhance without weights into ``target`` (PNG); returns how many faces were seen."""
        question = {
            "task": "classical",
            "photo": str(photo.path),
            "target": str(target),
            "scale": scale,
            "jpeg_quality": photo.jpeg_quality,
            "only_center_face": only_center_face,
        }
        size = photo.megapixels * (1 + scale**2)
        answer = await self._ask(self._workers, question, int(60 + 5 * size), int(400 + 50 * size))
        return int(answer["faces"])

    async def finish(self, photo: Photo, enhanced: Path, scale: int, kind: str) -> Path:
        """Check and encode an engine's picture; returns ``result.jpg`` or ``result.png`` in the photo's folder.

        Raises EngineFailed when the engine did not write a whole picture.
        """
        target = photo.folder / f"result.{kind}"
        question = {
            "task": "finish",
            "enhanced": str(enhanced),
            "photo": str(photo.path),
            "alpha": str(photo.folder / "alpha.png") if photo.alpha else "",
            "width": photo.width * scale,
            "height": photo.height * scale,
            "kind": kind,
            "target": str(target),
            "preview": str(photo.folder / "preview.jpg"),
        }
        size = photo.megapixels * (1 + scale**2)
        await self._ask(self._workers, question, int(60 + 3 * size), int(400 + 20 * size))
        return target

    async def _ask(self, pool: WorkerPool, question: dict[str, Any], seconds: int, memory_mb: int) -> dict[str, Any]:
        limits = {"memory_mb": memory_mb, "seconds": seconds + 5}
        return await pool.ask(question | limits, seconds)

    async def close(self) -> None:
        """End the worker processes."""
        await self._workers.close()
        await self._judges.close()
