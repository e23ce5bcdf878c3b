"""GFPGAN in a container, by docker or podman: batches, limits, and an honest answer for every photo.

What GFPGAN and its images do in practice shapes this file: an unreadable input stops the whole batch; "no face" and
an error inside the network both end with code 0; nothing written also ends with code 0; memory grows with the
*output*.
"""

import asyncio
import contextlib
import math
import os
import uuid
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import structlog

from backend_api.app.engines.batches import Batches, Leftover, Waiting
from backend_api.app.engines.container_files import Report, RunFolder
from backend_api.app.engines.containers import ContainerProgram, RunEnd
from backend_api.app.engines.engine import Wish
from backend_api.app.errors import EngineBroken, EngineFailed, EngineTimedOut
from backend_api.app.images import Photo
from backend_api.app.metrics import Metrics
from backend_api.app.task_keeper import TaskKeeper

_log = structlog.get_logger(__name__)

# Measured: 1.0 GiB + 40..66 MiB for each megapixel of output without the networks, which take about as much again.
_MEMORY_MB = 2560
_MEMORY_MB_PER_MEGAPIXEL = 66
_LOOK_EVERY = 0.3


@dataclass(frozen=True, slots=True)
class ContainerSettings:
    """How GFPGAN's containers are run. Paths in ``script`` are the container's; ``own_script`` is the image's own
    one.
    """

    image: str
    script: PurePosixPath
    own_script: bool
    weights: Path | None
    model: str
    gpu: str
    podman: bool
    cpus: float
    memory_mb: int
    start_timeout: float
    photo_timeout: float
    runs: Path
    host_runs: str
    """``runs`` as the Docker host calls it: differs when this service runs in a container itself."""
    host_runner: str


class DockerEngine:
    """Runs one container for each batch of photos with equal wishes."""

    name = "docker"

    def __init__(
        self,
        settings: ContainerSettings,
        program: ContainerProgram,
        batches: tuple[int, int, float],
        keeper: TaskKeeper,
        metrics: Metrics,
    ) -> None:
        """``batches`` is (containers at once, photos in one, seconds to gather them)."""
        slots, size, window = batches
        self._settings = settings
        self._program = program
        self._metrics = metrics
        self._own_script = settings.own_script
        self._batches = Batches(self._run, keeper, slots=slots, size=size, window=window)

    async def why_not(self) -> str:
        """See Engine.why_not."""
        weights = self._settings.weights
        if weights is not None and not await asyncio.to_thread(weights.is_dir):
            return "GFPGAN_WEIGHTS_DIR is no folder: write the folder with GFPGAN's model files there."
        return await self._program.why_not(self._settings.image)

    async def enhance(self, photo: Photo, wish: Wish, target: Path) -> int | None:
        """See Engine.enhance."""
        return await self._batches.enhance(photo, wish, target)

    async def close(self) -> None:
        """The keeper's tasks end their containers when they are cancelled."""

    async def sweep(self) -> int:
        """End what an earlier process of this service left behind; returns how many containers."""
        return await self._program.sweep()

    async def _run(self, batch: list[Waiting]) -> Leftover:
        run = uuid.uuid4().hex[:12]
        folder = RunFolder(self._settings.runs / run)
        abandoned = asyncio.Event()
        for waiting in batch:
            waiting.answer.add_done_callback(lambda _: _set_if_all_gone(batch, abandoned))
        self._metrics.container_run(len(batch))
        try:
            await asyncio.to_thread(folder.fill, batch)
            own_script = self._own_script
            end = await self._watched(run, folder, batch, abandoned, own_script)
            report = await asyncio.to_thread(self._settle, folder, batch)
            _log.info("container ended", run=run, photos=len(batch), code=end.code, timed_out=end.timed_out)
            if self._settings.gpu and report.told.get("device") == "cpu":
                _log.warning("GFPGAN_GPU is set, but the container saw no GPU and worked on the processor", run=run)
            if report.hides_another_script and not own_script:
                _log.warning("the image has no GFPGAN to import: its own script is used from now on", run=run)
                self._own_script = True
                return Leftover(innocent=[waiting for waiting in batch if not _settled(waiting)])
            return self._judge(batch, end, report)
        finally:
            await asyncio.shield(asyncio.to_thread(folder.remove))

    async def _watched(
        self, run: str, folder: RunFolder, batch: list[Waiting], abandoned: asyncio.Event, own_script: bool
    ) -> RunEnd:
        """Run the container; photos that are ready before the others are handed out at once."""
        limit = self._settings.start_timeout + self._settings.photo_timeout * len(batch)
        arguments = run_arguments(self._settings, run, batch, own_script=own_script)
        _log.info("container starts", run=run, photos=len(batch), scale=batch[0].wish.scale, seconds=limit)
        looking = asyncio.Event()

        async def look() -> None:
            while not looking.is_set():
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_LOOK_EVERY):
                        await looking.wait()
                await asyncio.to_thread(self._settle, folder, batch, ready_only=True)

        async def work() -> RunEnd:
            try:
                return await self._program.run(f"photo-{run}", arguments, limit, abandoned)
            finally:
                looking.set()

        end, _ = await asyncio.gather(work(), look())
        return end

    def _settle(self, folder: RunFolder, batch: list[Waiting], ready_only: bool = False) -> Report:
        """Hand out the photos whose files are there. ``ready_only``: only those that our runner calls finished."""
        report = folder.report()
        loop = batch[0].answer.get_loop()
        for index, waiting in enumerate(batch):
            told = report.photo(index)
            if waiting.answer.done() or told.get("state") == "failed" or (ready_only and told.get("state") != "done"):
                continue
            if not waiting.target.exists() and not folder.fetch(index, waiting.target):
                continue
            faces = report.faces(index) if told else folder.count_faces(index)
            loop.call_soon_threadsafe(waiting.succeed, faces)
        return report

    def _judge(self, batch: list[Waiting], end: RunEnd, report: Report) -> Leftover:
        """Answer, or hand back, what the files did not settle."""
        missing = {index: waiting for index, waiting in enumerate(batch) if not _settled(waiting)}
        if not missing or end.abandoned:
            return Leftover()
        reason = broken_reason(end, report, self._settings)
        if reason:
            raise EngineBroken(reason)
        self._metrics.container_failure()
        _log.warning("container left photos", missing=len(missing), code=end.code, tail=end.tail[-600:])
        left = Leftover()
        for index, waiting in missing.items():
            told = report.photo(index)
            current = report.current == f"{index:04}"
            if waiting.alone or len(batch) == 1:
                waiting.fail(_why_failed(end, told, self._settings))
            elif told.get("state") == "failed" or current or not report.written or not report.current:
                left.suspects.append(waiting)
            else:
                left.innocent.append(waiting)
        return left


def _settled(waiting: Waiting) -> bool:
    return waiting.answer.done() or waiting.target.exists()


def _set_if_all_gone(batch: list[Waiting], abandoned: asyncio.Event) -> None:
    if all(waiting.answer.cancelled() for waiting in batch):
        abandoned.set()


def run_arguments(settings: ContainerSettings, run: str, batch: list[Waiting], *, own_script: bool) -> list[str]:
    """Everything between ``run --rm --name …`` and the end of the command line."""
    work = str(settings.script.parent)
    folder = f"{settings.host_runs}/{run}"
    mounts = [f"{folder}/inputs:{work}/inputs:ro", f"{folder}/results:{work}/results"]
    if not own_script:
        mounts.append(f"{settings.host_runner}:{settings.script}:ro")
    if settings.weights is not None:
        mounts.append(f"{settings.weights.absolute()}:{work}/gfpgan/weights:ro")
    wish = batch[0].wish
    arguments = [
        *isolation(settings, max(waiting.megapixels for waiting in batch)),
        *(part for mount in mounts for part in ("-v", mount)),
        *("-w", work, "--entrypoint", "python3", settings.image, str(settings.script)),
        *("-i", "inputs", "-o", "results", "-v", settings.model, "-s", str(wish.scale), "--ext", "png"),
        *("--bg_upsampler", "realesrgan" if settings.gpu and not own_script else "none"),
    ]
    return [*arguments, "--only_center_face"] if wish.only_center_face else arguments


def isolation(settings: ContainerSettings, megapixels: float) -> list[str]:
    """The limits of a container whose largest result has so many megapixels: no network, no rights, bounded memory."""
    memory = settings.memory_mb or math.ceil(_MEMORY_MB + _MEMORY_MB_PER_MEGAPIXEL * megapixels)
    threads = str(max(1, math.floor(settings.cpus)))
    options = [
        *("--network", "none", "--read-only", "--tmpfs", "/tmp:rw,size=256m,mode=1777"),
        *("--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--pids-limit", "512"),
        *("--memory", f"{memory}m", "--memory-swap", f"{memory}m", "--cpus", f"{settings.cpus:g}"),
        *(part for name in ("OMP_NUM_THREADS", "OPENCV_FOR_THREADS_NUM") for part in ("-e", f"{name}={threads}")),
        *("-e", "HOME=/tmp", "-e", "USER=gfpgan", "-e", "PYTHONUNBUFFERED=1"),
    ]
    # Rootless podman maps the container's root to us; everywhere else the files must be written as us to be removable.
    if not (settings.podman and os.geteuid() != 0):
        options += ["--user", f"{os.geteuid()}:{os.getegid()}"]
    if settings.gpu:
        # podman takes --gpus and silently gives none; it knows devices by their CDI name.
        options += ["--device", f"nvidia.com/gpu={settings.gpu}"] if settings.podman else ["--gpus", settings.gpu]
    return options


def broken_reason(end: RunEnd, report: Report, settings: ContainerSettings) -> str:
    """One sentence if no photo would pass with this set-up, else empty."""
    if report.broken:
        return report.broken
    if report.saw_nothing:
        return "The container does not see STORAGE_DIR: it must be a path of the Docker host (GFPGAN_HOST_STORAGE_DIR)."
    if end.code in (125, 126, 127) and not end.timed_out:
        return f"The container did not start (code {end.code}): run make doctor."
    if end.code == 2 and not report.written:
        return f"{settings.script} does not run in {settings.image}: GFPGAN_SCRIPT_PATH must be a file of that image."
    return ""


def _why_failed(end: RunEnd, told: dict[str, object], settings: ContainerSettings) -> EngineFailed:
    if end.timed_out:
        return EngineTimedOut("GFPGAN took too long with this photo and was ended.")
    if end.code == 137:
        return EngineFailed("GFPGAN ran out of memory with this photo (GFPGAN_MEMORY_MB).")
    if told.get("error"):
        return EngineFailed(f"GFPGAN failed: {str(told['error'])[:200]}")
    if end.code == 0:
        return EngineFailed("GFPGAN ended without writing the photo.")
    return EngineFailed(f"GFPGAN failed with code {end.code}.")
