"""Photos enhanced by backend_api, wherever that runs."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.tools import EnhancedPhoto, PhotoEnhancer, PhotoOptions, Pictures, Progress, Source
from frontend_bot.engines.photos.photo_service import PhotoPatience, PhotoService, error_named
from frontend_bot.errors import PhotoServiceDown
from frontend_bot.services.task_keeper import TaskKeeper

_MOST_SUBMISSIONS = 3
"""A service that loses its jobs (its folder was emptied) gets the photo again, but not for ever."""
_FIRST_PAUSE = 0.15


class PhotoBackend(PhotoEnhancer):
    """Sends photos, waits, fetches what came out.

    ``is_parking`` tells a job that is cut off because this process stops from one that its user cancelled: only the
    latter is cancelled at the service, the former is picked up by the next process.
    """

    def __init__(
        self,
        *,
        url: str,
        key: str,
        keeper: TaskKeeper,
        is_parking: Callable[[], bool] = lambda: False,
        patience: PhotoPatience | None = None,
    ) -> None:
        self._service = PhotoService(url, key, patience or PhotoPatience())
        self._keeper, self._is_parking = keeper, is_parking

    async def close(self) -> None:
        """Close the connections."""
        await self._service.close()

    def why_unavailable(self) -> Phrase | None:
        """Always ready: whether the service answers shows when it is asked."""
        return None

    async def enhance(self, source: Source, options: PhotoOptions, progress: Progress) -> EnhancedPhoto:
        """Enhance one photo and leave its pictures in the workspace.

        Raises InputErrors about the photo, PhotoServiceDown, PhotoServiceBusy, PhotoKeyRefused, PhotoEngineMissing,
        PhotoNotEnhanced, StorageFull.
        """
        progress(None, phrase("progress-downloading"))
        path = await source.path()
        for _ in range(_MOST_SUBMISSIONS):
            progress(None, phrase("progress-photo-sending"))
            reference = await self._service.submit(path, options)
            try:
                photo = await self._finished(reference, source.workspace, progress)
            except asyncio.CancelledError:
                if not self._is_parking():
                    self._keeper.start(self._service.cancel(reference), "cancelling a photo")
                raise
            if photo is not None:
                return photo
        raise PhotoServiceDown("the service loses its jobs")

    async def pictures(
        self, source: Source, photo: EnhancedPhoto, options: PhotoOptions, progress: Progress
    ) -> Pictures:
        """As ``enhance`` left them, else fetched again, else made again. Raises what ``enhance`` raises."""
        result, preview = _files(source.workspace, photo.reference, photo.extension)
        if not await asyncio.to_thread(lambda: result.exists() and preview.exists()):
            await asyncio.to_thread(source.workspace.mkdir, 0o700, parents=True, exist_ok=True)
            progress(None, phrase("progress-photo-fetching"))
            if await self._fetched(photo.reference, result, preview) is None:
                photo = await self.enhance(source, options, progress)
                result, preview = _files(source.workspace, photo.reference, photo.extension)
        return Pictures(photo, result, preview)

    async def _finished(self, reference: str, workspace: Path, progress: Progress) -> EnhancedPhoto | None:
        """The job's outcome with its pictures fetched; None if the service lost or cancelled it."""
        told = await self._ended(reference, progress)
        if told is None or told["state"] == "cancelled":
            return None
        if told["state"] != "done":
            raise error_named(str(told.get("code", "")))
        extension = "png" if told.get("ext") == "png" else "jpg"
        progress(None, phrase("progress-photo-fetching"))
        size = await self._fetched(reference, *_files(workspace, reference, extension))
        return None if size is None else _photo(reference, extension, size, told)

    async def _ended(self, reference: str, progress: Progress) -> dict[str, Any] | None:
        pause = _FIRST_PAUSE
        while (told := await self._service.job(reference)) and told.get("state") in ("queued", "running"):
            progress(None, phrase(f"progress-photo-{told['state']}"))
            await asyncio.sleep(pause)
            pause = min(1.3 * pause, self._service.patience.poll)
        if told and told.get("state") not in ("done", "failed", "cancelled"):
            raise PhotoServiceDown("a state that nobody knows")
        return told

    async def _fetched(self, reference: str, result: Path, preview: Path) -> int | None:
        """The result's size in bytes; None if the service does not have the pictures any more."""
        size = await self._service.download(reference, "result", result)
        if size is None or await self._service.download(reference, "preview", preview) is None:
            return None
        return size


def _files(workspace: Path, reference: str, extension: str) -> tuple[Path, Path]:
    return workspace / f"{reference}.{extension}", workspace / f"{reference}-preview.jpg"


def _photo(reference: str, extension: str, size: int, told: dict[str, Any]) -> EnhancedPhoto:
    faces = told.get("faces")
    return EnhancedPhoto(
        reference=reference,
        engine=str(told.get("engine") or ""),
        faces=faces if isinstance(faces, int) else None,
        width=int(told.get("width") or 0),
        height=int(told.get("height") or 0),
        scale=int(told.get("upscale") or 0),
        asked_scale=int(told.get("upscale_asked") or 0),
        extension=extension,
        size=size,
        skipped=tuple(str(skipped.get("engine", "")) for skipped in told.get("skipped") or ()),
    )
