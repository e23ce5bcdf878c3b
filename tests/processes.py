"""The programs as an operator starts them: real processes, started and ended by the tests, never by name."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parent.parent
READY_SECONDS = 60.0


class Program:
    """One process with its output in a file. ``ready`` is a part of the line that says that it works."""

    def __init__(self, *command: str, output: Path, ready: str, environment: Mapping[str, str] | None = None) -> None:
        self._command, self._output, self._ready = command, output, ready
        self._environment = dict(environment or {})
        self._process: asyncio.subprocess.Process | None = None
        self._seen = 0

    @property
    def pid(self) -> int:
        """Of the running process."""
        assert self._process is not None
        return self._process.pid

    async def spawn(self) -> None:
        """Start without waiting for anything."""
        self._output.parent.mkdir(parents=True, exist_ok=True)
        self._seen = self._output.stat().st_size if self._output.exists() else 0
        with self._output.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                cwd=ROOT,
                env={**_clean_environment(), **self._environment},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    async def start(self) -> Self:
        """Start and wait for the line that says that it is ready."""
        await self.spawn()
        async with asyncio.timeout(READY_SECONDS):
            while self._ready not in self.fresh_output():
                if self._process is not None and self._process.returncode is not None:
                    raise RuntimeError(f"{self._command} ended at its start:\n{self.fresh_output()}")
                await asyncio.sleep(0.05)
        return self

    async def stop(self, timeout: float = 15.0) -> int:
        """SIGTERM, and wait for the end; answers the exit code. Raises TimeoutError (and kills) if it takes longer."""
        process = self._process
        assert process is not None
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(timeout):
                return await process.wait()
        except TimeoutError:
            await self.kill()
            raise

    async def kill(self) -> None:
        """SIGKILL to the process alone, as a power failure or the out-of-memory killer would."""
        process = self._process
        assert process is not None
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        await process.wait()

    async def wait(self, timeout: float) -> int:
        """Wait for it to end by itself."""
        assert self._process is not None
        async with asyncio.timeout(timeout):
            return await self._process.wait()

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

    def __init__(self, folder: Path, telegram_url: str, *, module: str = "frontend_bot.main", **settings: str) -> None:
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


def _clean_environment() -> dict[str, str]:
    """Ours without the settings of whoever runs the tests; coverage's own variables stay."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "PYTHONPATH")
    return {name: value for name, value in os.environ.items() if name in kept or name.startswith(("COV_", "COVERAGE"))}
