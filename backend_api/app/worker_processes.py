"""Long-lived worker processes that are asked by one JSON line and answer by one JSON line.

Everything that decodes or computes pictures runs there: the event loop never waits for it, and a worker that hangs or
dies takes nothing along.
"""

import asyncio
import contextlib
import json
import os
import signal
import sys
from typing import Any

import structlog

from backend_api.app.config import process_environment
from backend_api.app.errors import EngineTimedOut, PhotoError, by_code

_log = structlog.get_logger(__name__)
_STARTING = 60.0
_GRACE = 3.0
_QUIET = {
    # One thread a worker: the pool is as wide as the machine already.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENCV_FOR_THREADS_NUM": "1",
    "OPENCV_LOG_LEVEL": "ERROR",
}


class WorkerDied(PhotoError):
    """The worker ended instead of answering."""

    status, code, sentence = 502, "worker_died", "The picture's worker process ended unexpectedly."

    def __init__(self, message: str = "", *, started: bool = True) -> None:
        super().__init__(message)
        self.started = started
        """False when it ended before it was ready for any question."""


class WorkerProcess:
    """One worker: ``python -m module``. Started when first asked, and again after it died or was killed."""

    def __init__(self, module: str, *arguments: str, idle_seconds: float | None = None) -> None:
        """``idle_seconds`` without a question end the process, and free its memory; None: it stays."""
        self._command = (sys.executable, "-m", module, *arguments)
        self._idle_seconds = idle_seconds
        self._timer: asyncio.TimerHandle | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def ask(self, question: dict[str, Any], timeout: float) -> dict[str, Any]:
        """The worker's answer to one question.

        Raises EngineTimedOut after ``timeout`` seconds and WorkerDied; both leave no process behind. Raises the
        PhotoError that the worker names. Being cancelled kills the worker too, since nobody would read its answer.
        """
        async with self._turn:
            if self._timer is not None:
                self._timer.cancel()
            process = await self._ready()
            try:
                async with asyncio.timeout(timeout):
                    line = await self._exchange(process, question)
            except TimeoutError:
                await self._kill()
                raise EngineTimedOut from None
            except (asyncio.CancelledError, ConnectionError, ValueError, WorkerDied):
                await self._kill()
                raise
            if self._idle_seconds is not None:
                self._timer = asyncio.get_running_loop().call_later(self._idle_seconds, self._unload)
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise by_code(str(answer["error"]), str(answer.get("message", "")))
        return answer

    async def _ready(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                start_new_session=True,
                env=process_environment() | _QUIET,
            )
            self._process = process
            try:
                async with asyncio.timeout(_STARTING):
                    await self._first_line(process)
            except (TimeoutError, WorkerDied, asyncio.CancelledError):
                await self._kill()
                raise
        return self._process

    async def _first_line(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        answer = json.loads(await process.stdout.readline() or b'{"error": "worker_died"}')
        if "error" in answer:
            raise WorkerDied(str(answer.get("message", "")), started=False)

    async def _exchange(self, process: asyncio.subprocess.Process, question: dict[str, Any]) -> bytes:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(json.dumps(question).encode() + b"\n")
        await process.stdin.drain()
        line = await process.stdout.readline()
        if not line:
            raise WorkerDied
        return line

    async def _kill(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_GRACE):
                await process.wait()

    def _unload(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)

    async def close(self) -> None:
        """End the worker, busy or not."""
        if self._timer is not None:
            self._timer.cancel()
        await self._kill()

    @property
    def running(self) -> bool:
        """True while the process lives."""
        return self._process is not None and self._process.returncode is None


class WorkerPool:
    """Several equal workers; a question goes to a free one, the others wait in order."""

    def __init__(self, module: str, count: int, *arguments: str) -> None:
        self._all = [WorkerProcess(module, *arguments) for _ in range(count)]
        self._free: asyncio.LifoQueue[WorkerProcess] = asyncio.LifoQueue()
        for worker in self._all:
            self._free.put_nowait(worker)

    async def ask(self, question: dict[str, Any], timeout: float) -> dict[str, Any]:
        """As ``WorkerProcess.ask``; the time spent waiting for a free worker does not count."""
        worker = await self._free.get()
        try:
            return await worker.ask(question, timeout)
        finally:
            self._free.put_nowait(worker)

    async def close(self) -> None:
        """End all workers."""
        await asyncio.gather(*(worker.close() for worker in self._all))
