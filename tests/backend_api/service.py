"""Starts the real photo service as its own process and talks to it."""

import asyncio
import contextlib
import io
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import aiohttp
import psutil

from tests.patience import patience
from tests.warm_programs import Forked, fork, module_to_fork, without_coverage

REPOSITORY = Path(__file__).parents[2]


@dataclass
class ServiceUnderTest:
    """One installation: its folder and settings stay, its process can be killed and started again."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    command: tuple[str, ...] = (sys.executable, "-m", "backend_api.app.main")
    is_cold: bool = False
    process: subprocess.Popen[bytes] | Forked | None = None
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def start(self) -> Self:
        """Start and wait until it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = _free_port()
        ours = {
            "BACKEND_PORT": str(self.port),
            "STORAGE_DIR": str(self.folder / "storage"),
            "PYTHONPATH": str(REPOSITORY),
        }
        environment = without_coverage(os.environ) | {"PHOTO_PROCESSES": "2"} | self.settings
        if not self.is_cold and (module := module_to_fork(self.command, environment)):
            self.process = fork(module, self.folder, environment | ours, self.folder / "log")
        else:
            with (self.folder / "log").open("ab") as log:
                self.process = subprocess.Popen(
                    self.command, env=environment | ours, cwd=self.folder, stdout=log, stderr=log
                )
        self._wait(self.process)
        return self

    def _wait(self, process: subprocess.Popen[bytes] | Forked) -> None:
        until = time.monotonic() + patience(40)
        while time.monotonic() < until:
            if process.poll() is not None:
                raise RuntimeError(f"the service ended at start: {self.log[-2000:]}")
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.02)
        raise RuntimeError(f"the service does not answer: {self.log[-2000:]}")

    def kill(self) -> None:
        """As a crash would: no clean-up, workers and containers stay for a moment."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """As systemd would; returns the exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(patience(20))

    def memory(self) -> int:
        """Bytes of the service and all its processes, shared pages counted once."""
        assert self.process is not None
        total = 0
        with contextlib.suppress(psutil.NoSuchProcess):
            main = psutil.Process(self.process.pid)
            for process in [main, *main.children(recursive=True)]:
                with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                    total += process.memory_full_info().pss
        return total


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextlib.contextmanager
def running(folder: Path, **settings: str) -> Iterator[ServiceUnderTest]:
    """The service, stopped at the end whatever happens."""
    with _stopped_at_the_end(ServiceUnderTest(folder, settings)) as service:
        yield service


@contextlib.contextmanager
def running_alone(folder: Path, **settings: str) -> Iterator[ServiceUnderTest]:
    """The same, started from scratch: it shares no memory with a process that it was forked from."""
    with _stopped_at_the_end(ServiceUnderTest(folder, settings, is_cold=True)) as service:
        yield service


@contextlib.contextmanager
def _stopped_at_the_end(service: ServiceUnderTest) -> Iterator[ServiceUnderTest]:
    try:
        yield service.start()
    finally:
        if service.process is not None and service.process.poll() is None:
            service.stop()


class Client:
    """A caller of the service."""

    def __init__(self, service: ServiceUnderTest, key: str = "") -> None:
        self._service = service
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._session = aiohttp.ClientSession(headers=headers, timeout=aiohttp.ClientTimeout(total=patience(110)))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def send(
        self, picture: bytes, name: str = "photo.jpg", path: str = "/v1/photos/enhance", **query: Any
    ) -> tuple[int, Any]:
        """Status and answer: JSON as an object, a picture as bytes."""
        form = aiohttp.FormData()
        form.add_field("file", io.BytesIO(picture), filename=name, content_type="application/octet-stream")
        return await self.ask("POST", path, data=form, params=query)

    async def ask(self, method: str, path: str, **arguments: Any) -> tuple[int, Any]:
        async with self._session.request(method, self._service.url + path, **arguments) as answer:
            body = await answer.json() if answer.content_type == "application/json" else await answer.read()
            return answer.status, body

    async def finished(self, job_id: str, seconds: float = 60) -> dict[str, Any]:
        """The job when it has ended."""
        async with asyncio.timeout(patience(seconds)):
            while True:
                status, job = await self.ask("GET", f"/v1/jobs/{job_id}")
                assert status == 200, job
                if job["state"] not in ("queued", "running"):
                    return dict(job)
                await asyncio.sleep(0.1)

    async def enhanced(self, picture: bytes, **query: Any) -> dict[str, Any]:
        """Send, wait, answer the finished job."""
        status, job = await self.send(picture, **query)
        assert status == 202, job
        return await self.finished(job["id"])
