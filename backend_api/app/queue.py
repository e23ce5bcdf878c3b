"""The photos in work: accepted, bounded, cancelled, remembered."""

import asyncio
import contextlib
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog

from backend_api.app.durable_jobs import DurableJobs, Plain, Recorded
from backend_api.app.engines.choice import Choice, Enhanced
from backend_api.app.engines.engine import Wish
from backend_api.app.errors import PhotoError, QueueFull, UnknownJob
from backend_api.app.images import Images, Photo
from backend_api.app.job_files import JobFiles
from backend_api.app.metrics import Metrics
from backend_api.app.task_keeper import TaskKeeper

_log = structlog.get_logger(__name__)
_RECORDS = timedelta(hours=24)
_LEAST_UPLOADS = 16


@dataclass(frozen=True, slots=True)
class Order:
    """What a caller wants: scale 1 to 4 as asked and as used, only the central face, and the kind of file (jpg or
    png).
    """

    asked_scale: int
    scale: int
    only_center_face: bool
    kind: str


@dataclass(frozen=True, slots=True)
class JobInfo:
    """A job as a caller sees it. ``told`` holds engine, faces, skipped, code, message … once it has ended."""

    id: str
    state: str
    created: float
    told: Plain


@dataclass(slots=True)
class _Live:
    """A job that this process works on."""

    created: float = field(default_factory=time.time)
    state: str = "queued"
    task: asyncio.Task[Enhanced] | None = None
    cancel_asked: bool = False
    ended: asyncio.Event = field(default_factory=asyncio.Event)


class PhotoQueue:
    """Accepts photos up to a bound, and answers for each of them once, also across restarts."""

    def __init__(
        self,
        files: JobFiles,
        images: Images,
        choice: Choice,
        keeper: TaskKeeper,
        metrics: Metrics,
        *,
        size: int,
        keep: int,
    ) -> None:
        """``size`` bounds the photos in the service; results are kept for ``keep`` seconds."""
        self._files = files
        self._images = images
        self._choice = choice
        self._keeper = keeper
        self._metrics = metrics
        self._size = size
        self._keep = keep
        self._reserved = 0
        self._uploads = 0
        self._live: dict[str, _Live] = {}
        self._seconds_a_job = 2.0
        self._jobs: DurableJobs | None = None

    async def launch(self, jobs: DurableJobs) -> None:
        """Start taking photos, first those that an earlier process left unfinished."""
        self._jobs = jobs
        await jobs.launch()
        self._keeper.start(self._remove_old_for_ever(), "removal of old results")

    async def close(self) -> None:
        """Stop; the tasks must have ended before."""
        if self._jobs is not None:
            await self._jobs.close()

    @contextlib.contextmanager
    def receiving(self) -> Iterator[None]:
        """While an upload comes in. It holds no place of those who wait: a sender may be slow.

        Raises QueueFull where there is none, and where too many uploads come in at once.
        """
        with self.place():
            if self._uploads >= max(_LEAST_UPLOADS, 2 * self._size):
                raise QueueFull(retry_after=5)
        self._uploads += 1
        try:
            yield
        finally:
            self._uploads -= 1

    @contextlib.contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place while a photo is looked at. Raises QueueFull, with the seconds until it is worth trying."""
        count = self._reserved + len(self._live)
        if count >= self._size:
            raise QueueFull(retry_after=min(max(round(self._seconds_a_job * count / 4), 2), 300))
        self._reserved += 1
        try:
            yield
        finally:
            self._reserved -= 1

    async def submit(self, job_id: str, photo: Photo, order: Order) -> JobInfo:
        """Take a normalised photo; when this returns, the job survives a crash."""
        assert self._jobs is not None
        request = {
            "photo": {"width": photo.width, "height": photo.height, "format": photo.format},
            "jpeg_quality": photo.jpeg_quality,
            "alpha": photo.alpha,
            "order": [order.asked_scale, order.scale, order.only_center_face, order.kind],
        }
        self._live[job_id] = _Live()
        self._metrics.active(len(self._live))
        try:
            await self._jobs.start(job_id, request)
        except BaseException:
            self._live.pop(job_id, None)
            await asyncio.to_thread(self._files.remove, job_id)
            raise
        _log.info("photo accepted", job=job_id, width=photo.width, height=photo.height, scale=order.scale)
        return await self.info(job_id)

    async def work(self, job_id: str, request: Plain) -> Plain:
        """One job from its record to its outcome; what it returns is recorded. Called again after a crash."""
        live = self._live.setdefault(job_id, _Live())
        started = time.monotonic()
        try:
            outcome = await self._outcome(job_id, live, request)
        finally:
            self._live.pop(job_id, None)
            self._metrics.active(len(self._live))
            live.ended.set()
        seconds = time.monotonic() - started
        self._seconds_a_job = 0.8 * self._seconds_a_job + 0.2 * seconds
        self._metrics.job_ended(outcome["state"], str(outcome.get("engine", "")), seconds)
        _log.info("photo ended", job=job_id, seconds=round(seconds, 2), **outcome)
        return outcome

    async def _outcome(self, job_id: str, live: _Live, request: Plain) -> Plain:
        if live.cancel_asked or await asyncio.to_thread(self._files.is_cancelled, job_id):
            await asyncio.to_thread(self._files.remove, job_id)
            return {"state": "cancelled"}
        photo = Photo(
            self._files.folder(job_id), jpeg_quality=request["jpeg_quality"], alpha=request["alpha"], **request["photo"]
        )
        order = Order(*request["order"])
        live.state = "running"
        live.task = self._keeper.start(self._enhance(photo, order), f"photo {job_id}")
        try:
            done = await live.task
        except asyncio.CancelledError:
            if not live.cancel_asked:
                raise  # the service stops: the job stays recorded as unfinished, and goes on at the next start
            await asyncio.to_thread(self._files.remove, job_id)
            return {"state": "cancelled"}
        except PhotoError as error:
            return await self._failed(job_id, error.code, error.message)
        except Exception:  # noqa: BLE001  # the job runner: see below
            # The one place where an error nobody foresaw ends: this job fails, the others go on.
            _log.exception("photo failed unexpectedly", job=job_id)
            return await self._failed(job_id, PhotoError.code, f"{PhotoError.sentence} (job {job_id})")
        await asyncio.to_thread(self._files.keep_only_result, job_id)
        return _told(done, photo, order)

    async def _failed(self, job_id: str, code: str, message: str) -> Plain:
        await asyncio.to_thread(self._files.remove, job_id)
        return {"state": "failed", "code": code, "message": message}

    async def _enhance(self, photo: Photo, order: Order) -> Enhanced:
        async def finish(enhanced: Path) -> Path:
            return await self._images.finish(photo, enhanced, order.scale, order.kind)

        return await self._choice.enhance(photo, Wish(order.scale, order.only_center_face), finish)

    async def info(self, job_id: str) -> JobInfo:
        """Where a job stands. Raises UnknownJob."""
        if (live := self._live.get(job_id)) is not None:
            return JobInfo(job_id, live.state, live.created, {})
        recorded = await self._recorded(job_id)
        if not recorded.ended:
            return JobInfo(job_id, "queued" if recorded.waiting else "running", recorded.created, {})
        told = dict(recorded.outcome or {"state": "failed", "code": PhotoError.code, "message": PhotoError.sentence})
        return JobInfo(job_id, str(told.pop("state")), recorded.created, told)

    async def _recorded(self, job_id: str) -> Recorded:
        assert self._jobs is not None
        recorded = await self._jobs.recorded(job_id)
        if recorded is None:
            raise UnknownJob
        return recorded

    async def wait(self, job_id: str) -> JobInfo:
        """As ``info``, when the job has ended."""
        while True:
            if (live := self._live.get(job_id)) is not None:
                await live.ended.wait()
            # Between the end of the work and the record of its outcome a moment passes.
            info = await self.info(job_id)
            if info.state not in ("queued", "running"):
                return info
            await asyncio.sleep(0.05)

    async def cancel(self, job_id: str) -> JobInfo:
        """End a job, at once if it runs; a finished one loses its result. Raises UnknownJob."""
        live = self._live.get(job_id)
        if live is None:
            recorded = await self._recorded(job_id)
            if recorded.ended:
                await asyncio.to_thread(self._files.remove, job_id)
                return await self.info(job_id)
        with contextlib.suppress(FileNotFoundError):
            await asyncio.to_thread(self._files.mark_cancelled, job_id)
        if live is None or job_id not in self._live:
            return await self.info(job_id)
        live.cancel_asked = True
        if live.task is not None:
            live.task.cancel()
        info = await self.wait(job_id)
        if info.state == "done":  # it was finished in this very moment
            await asyncio.to_thread(self._files.remove, job_id)
        return info

    async def _remove_old_for_ever(self) -> None:
        assert self._jobs is not None
        while True:
            removed = await asyncio.to_thread(self._files.remove_older, self._keep, set(self._live))
            forgotten = await self._jobs.forget(max(_RECORDS, timedelta(seconds=self._keep)))
            if removed or forgotten:
                _log.info("old results removed", results=removed, records=forgotten)
            await asyncio.sleep(min(60, self._keep / 4))


def new_job_id() -> str:
    """Nobody can guess it: whoever knows it may fetch the photo."""
    return uuid.uuid4().hex


def _told(done: Enhanced, photo: Photo, order: Order) -> dict[str, Any]:
    return {
        "state": "done",
        "engine": done.engine,
        "faces": done.faces,
        "width": photo.width * order.scale,
        "height": photo.height * order.scale,
        "upscale": order.scale,
        "upscale_asked": order.asked_scale,
        "ext": order.kind,
        "skipped": [{"engine": skipped.engine, "reason": skipped.reason} for skipped in done.skipped],
    }
