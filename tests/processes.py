"""The programs as an operator starts them: real processes, started and ended by the tests, never by name."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from tests.patience import patience
from tests.warm_programs import Forked, fork, module_to_fork, without_coverage

ROOT = Path(__file__).parent.parent
READY_SECONDS, KILL_SECONDS = 60.0, 15.0


class Program:
    """One process with its output in a file. ``ready`` is a part of the line that says that it works.

    In the tests it is a fork of a process that has its imports behind it, where there is one.
    """

    def __init__(
        self,
        *command: str,
        output: Path,
        ready: str,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._command, self._output, self._ready = command, output, ready
        is_measured = any(part.startswith("frontend_bot") for part in command)
        inherited = os.environ if is_measured else without_coverage(os.environ)
        self._environment = {**_clean(inherited), **(environment or {})}
        self._module = module_to_fork(command, self._environment)
        self._process: asyncio.subprocess.Process | Forked | None = None
        self._seen = 0

    @property
    def pid(self) -> int:
        """Of the running process."""
        assert self._process is not None
        return self._process.pid

    def cold(self) -> Self:
        """From now on it imports for itself, as an operator's does."""
        self._module = ""
        return self

    async def spawn(self) -> None:
        """Start without waiting for anything."""
        self._output.parent.mkdir(parents=True, exist_ok=True)
        self._output.touch()
        self._seen = self._output.stat().st_size
        if self._module:
            self._process = await asyncio.to_thread(fork, self._module, ROOT, self._environment, self._output)
            return
        with self._output.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                cwd=ROOT,
                env=self._environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    async def start(self) -> Self:
        """Start and wait for the line that says that it is ready."""
        await self.spawn()
        async with asyncio.timeout(patience(READY_SECONDS)):
            while self._ready not in self.fresh_output():
                if self._process is not None and self._process.returncode is not None:
                    raise RuntimeError(f"{self._command} ended at its start:\n{self.fresh_output()}")
                await asyncio.sleep(0.05)
        return self

    async def stop(self, timeout: float = 15.0) -> int:
        """SIGTERM, and wait for the end; answers the exit code. Raises TimeoutError (and kills) if it takes longer."""
        self._signal(signal.SIGTERM)
        try:
            return await self.wait(timeout)
        except TimeoutError:
            await self.kill()
            raise

    async def kill(self) -> None:
        """SIGKILL to the process alone, as a power failure or the out-of-memory killer would."""
        self._signal(signal.SIGKILL)
        await self.wait(KILL_SECONDS)

    async def wait(self, timeout: float) -> int:
        """Wait for it to end by itself, for ``timeout`` seconds of a quick machine; answers the exit code."""
        process = self._process
        assert process is not None
        async with asyncio.timeout(patience(timeout)):
            while (code := process.returncode) is None:
                await asyncio.sleep(0.01)
        return code

    def _signal(self, number: int) -> None:
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(number)

    def fresh_output(self) -> str:
        """What it has written since its last start."""
        return self._output.read_bytes()[self._seen :].decode("utf-8", "replace")

    def output(self) -> str:
        """Everything that it ever wrote."""
        return self._output.read_text("utf-8", "replace")

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        if self._process is not None and self._process.returncode is None:
            await self.stop()


class Bot(Program):
    """``python -m frontend_bot.main`` (or ``worker``) against a playground."""

    def __init__(
        self,
        folder: Path,
        telegram_url: str,
        *,
        module: str = "frontend_bot.main",
        **settings: str,
    ) -> None:
        self.storage = folder / "storage"
        super().__init__(
            sys.executable,
            "-m",
            module,
            output=folder / f"{module}.log",
            ready="ready",
            environment={
                "TELEGRAM_TOKEN": "1:playground",
                "TELEGRAM_API_URL": telegram_url,
                "STORAGE_DIR": str(self.storage),
                **settings,
            },
        )

    def left_over(self) -> list[str]:
        """Files in the scratch folders, which may be going away while they are looked at."""
        folders = os.walk(self.storage / "scratch")
        return sorted(str(Path(folder) / name) for folder, _, names in folders for name in names)


def _clean(environment: Mapping[str, str]) -> dict[str, str]:
    """Without the settings of whoever runs the tests; coverage's own variables stay."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "PYTHONPATH")
    return {name: value for name, value in environment.items() if name in kept or name.startswith(("COV_", "COVERAGE"))}
