"""The composition root: the only place that turns settings into objects."""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import structlog

from backend_api.app.config import Settings, container_environment
from backend_api.app.durable_jobs import DurableJobs
from backend_api.app.engines import gfpgan_runner
from backend_api.app.engines.choice import Choice
from backend_api.app.engines.classical import ClassicalEngine
from backend_api.app.engines.containers import ContainerProgram
from backend_api.app.engines.docker import ContainerSettings, DockerEngine
from backend_api.app.engines.engine import Engine
from backend_api.app.engines.onnx import OnnxEngine
from backend_api.app.images import Images
from backend_api.app.job_files import JobFiles
from backend_api.app.metrics import Metrics
from backend_api.app.queue import PhotoQueue
from backend_api.app.task_keeper import TaskKeeper

_log = structlog.get_logger(__name__)
_LOOK_EVERY = 60.0
_LABEL = "telegram-ai-bot.photo-backend"


@dataclass(frozen=True, slots=True)
class Service:
    """Everything that routes need, wired."""

    settings: Settings
    files: JobFiles
    installation: str
    keeper: TaskKeeper
    metrics: Metrics
    images: Images
    engines: tuple[Engine, ...]
    choice: Choice
    queue: PhotoQueue

    async def open(self) -> None:
        """Look at the engines, end orphaned containers, and go on with unfinished jobs.

        Order matters: a job that goes on must not meet the container of its own former run.
        """
        for engine in self.engines:
            if isinstance(engine, DockerEngine) and (left := await engine.sweep()):
                _log.warning("orphaned containers ended", count=left)
        await self.choice.look()
        url = self.settings.database_url.get_secret_value() or f"sqlite:///{self.files.root / 'jobs.sqlite'}"
        await self.queue.launch(DurableJobs(url, self.installation, self.queue.work))
        self.keeper.start(self._keep_looking(), "readiness of engines")

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            await self.choice.look()

    async def close(self) -> None:
        """End all work. Unfinished jobs go on at the next start."""
        await self.keeper.close()
        for engine in self.engines:
            await engine.close()
        await self.images.close()
        await self.queue.close()


def prepare(settings: Settings) -> tuple[JobFiles, str, int]:
    """The service's folders, its stable name, and the lock that keeps a second service out. Raises WrongSetting."""
    files = JobFiles(settings.storage_dir.absolute() / "backend_api")
    installation = files.prepare(Path(gfpgan_runner.__file__))
    return files, installation, files.lock()


def build_service(settings: Settings, files: JobFiles, installation: str) -> Service:
    """Wire everything; nothing is started or connected yet."""
    keeper, metrics = TaskKeeper(), Metrics()
    images = Images(settings.photo_processes, settings.photo_max_megapixels)
    engines = build_engines(settings, files, installation, images, keeper, metrics)
    choice = Choice(engines)
    queue = PhotoQueue(
        files, images, choice, keeper, metrics, size=settings.photo_queue_size, keep=settings.photo_keep_seconds
    )
    return Service(settings, files, installation, keeper, metrics, images, engines, choice, queue)


def build_engines(
    settings: Settings, files: JobFiles, installation: str, images: Images, keeper: TaskKeeper, metrics: Metrics
) -> tuple[Engine, ...]:
    """The engines that PHOTO_ENGINE allows, in the order in which they are tried."""
    program = ContainerProgram(settings.docker_bin, f"{_LABEL}={installation}", container_environment(), keeper)
    sizes = (settings.gfpgan_containers, settings.gfpgan_batch_size, settings.gfpgan_batch_window)
    threads = max(1, (os.cpu_count() or 1))
    every: tuple[Engine, ...] = (
        DockerEngine(container_settings(settings, files), program, sizes, keeper, metrics),
        OnnxEngine(settings.gfpgan_onnx_file, settings.face_detector_file, threads),
        ClassicalEngine(images),
    )
    return tuple(engine for engine in every if settings.photo_engine in ("auto", engine.name))


def container_settings(settings: Settings, files: JobFiles) -> ContainerSettings:
    """What the docker engine needs to know, with the paths as the Docker host calls them."""
    host = settings.gfpgan_host_storage_dir.rstrip("/")
    root = f"{host}/backend_api" if host else str(files.root)
    return ContainerSettings(
        image=settings.gfpgan_docker_image,
        script=PurePosixPath(settings.gfpgan_script_path),
        own_script=settings.gfpgan_own_script,
        weights=settings.gfpgan_weights_dir,
        model=settings.gfpgan_model,
        gpu=settings.gfpgan_gpu,
        podman="podman" in Path(settings.docker_bin).name,
        cpus=settings.gfpgan_cpus,
        memory_mb=settings.gfpgan_memory_mb,
        start_timeout=settings.gfpgan_start_timeout,
        photo_timeout=settings.gfpgan_photo_timeout,
        runs=files.runs,
        host_runs=f"{root}/runs",
        host_runner=f"{root}/{files.runner.name}",
    )
