"""The program docker or podman: asking, running, killing, sweeping. Nothing here knows about photos.

Every call has a time limit, and what a run leaves behind is judged by the caller from its files: the docker program
answers 0 for failing runs in some set-ups.
"""

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend_api.app.task_keeper import TaskKeeper

_ASKING = 15.0
_KILLING = 20.0
_TAIL = 4000


@dataclass(frozen=True, slots=True)
class RunEnd:
    """How a container ended: its exit code, the last 4000 characters it printed, and whether we ended it, and why."""

    code: int
    tail: str
    timed_out: bool = False
    abandoned: bool = False


class ContainerProgram:
    """Starts containers under one label, so that they can be found again after a crash of this service."""

    def __init__(self, program: str, label: str, environment: Mapping[str, str], keeper: TaskKeeper) -> None:
        self._program = program
        self._label = label
        self._environment = dict(environment)
        self._keeper = keeper

    async def why_not(self, image: str) -> str:
        """Empty if the program answers and has the image, else one sentence."""
        # The client alone answers "version"; only "info" and "ps" need the daemon, and ps is quick with both programs.
        code, said = await self.ask("ps", "--quiet", "--last", "1")
        if code == 127:
            return f"DOCKER_BIN={self._program} was not found: install Docker or Podman, or write its path there."
        if code != 0:
            return f"{self._program} does not answer: start its service, or let this user use it ({last_line(said)})."
        code, _ = await self.ask("image", "inspect", "--format", "{{.Id}}", image)
        if code != 0:
            pull = f"{self._program} pull {image}"
            return f"The image {image} is not on this machine: run {pull}, or set GFPGAN_DOCKER_IMAGE."
        return ""

    async def ask(self, *arguments: str, timeout: float = _ASKING) -> tuple[int, str]:
        """Run a short command; returns its exit code (127: no such program, 124: too slow) and what it printed."""
        try:
            process = await self._start(arguments)
        except OSError:
            return 127, ""
        try:
            async with asyncio.timeout(timeout):
                printed, _ = await process.communicate()
        except TimeoutError:
            return 124, "no answer in time"
        finally:
            await _end(process)
        return process.returncode or 0, printed.decode(errors="replace")

    async def run(self, name: str, arguments: Sequence[str], timeout: float, abandoned: asyncio.Event) -> RunEnd:
        """``run --rm`` with a name and our label, until it ends, ``timeout`` seconds pass or ``abandoned`` is set.

        Whatever happens, also being cancelled, the container is gone when this returns.
        """
        start = ("run", "--rm", "--name", name, "--label", self._label, "--pull", "never", *arguments)
        process = await self._start(start)
        tail = bytearray()
        reading = self._keeper.start(_read_to_end(process, tail), "container output")
        giving_up = self._keeper.start(abandoned.wait(), "container abandoned")
        try:
            both: set[asyncio.Task[Any]] = {reading, giving_up}
            done, _ = await asyncio.wait(both, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
            if reading not in done:
                await self.kill(name, process)
        except asyncio.CancelledError:
            await asyncio.shield(self.kill(name, process))
            raise
        finally:
            giving_up.cancel()
            reading.cancel()
            await _end(process)
        code = process.returncode if process.returncode is not None else -1
        text = tail.decode(errors="replace")
        return RunEnd(code, text, timed_out=not done, abandoned=reading not in done and giving_up in done)

    async def kill(self, name: str, client: asyncio.subprocess.Process | None = None) -> None:
        """End a container by its name. Killing the client would leave it running; a signal to the client is ignored.

        The container may not exist yet when this is called, so it is tried until its client ends.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_KILLING):
                while True:
                    await self.ask("kill", name)
                    if client is None or await _ends_within(client, 0.5):
                        break
        await self.ask("rm", "-f", name)

    async def sweep(self) -> int:
        """End all containers under our label, left over from a crash; returns how many there were."""
        code, said = await self.ask("ps", "--all", "--quiet", "--filter", f"label={self._label}")
        left = said.split() if code == 0 else []
        for container in left:
            await self.kill(container)
        return len(left)

    async def _start(self, arguments: Sequence[str]) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            self._program,
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=self._environment,
            start_new_session=True,
        )


async def _read_to_end(process: asyncio.subprocess.Process, tail: bytearray) -> None:
    """Wait for the program, keeping only the last of what it prints."""
    assert process.stdout is not None
    while part := await process.stdout.read(4096):
        tail += part
        del tail[:-_TAIL]
    await process.wait()


async def _ends_within(process: asyncio.subprocess.Process, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await process.wait()
    except TimeoutError:
        return False
    return True


async def _end(process: asyncio.subprocess.Process) -> None:
    """Make sure that the client program itself is gone too."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        await _ends_within(process, 3)


def last_line(text: str) -> str:
    """The last thing that a program said, for the operator."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "it said nothing"
