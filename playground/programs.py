"""The programs behind the page, started as children, started again when they die, stopped with us."""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
LIVED_LONG = 60.0
GRACE = 15.0
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


@dataclass(frozen=True, slots=True)
class Program:
    """One Python module to run, with its whole environment, in a folder of its own."""

    title: str
    module: str
    environment: Mapping[str, str]
    folder: Path


async def keep_running(program: Program) -> None:
    """Run the program for ever, with growing pauses between starts; cancelling it stops the program."""
    pause = FIRST_PAUSE
    while True:
        born = time.monotonic()
        code = await _run_once(program)
        if time.monotonic() - born > LIVED_LONG:
            pause = FIRST_PAUSE
        print(f"{program.title} ended with code {code}; again in {pause:.0f} s", flush=True)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


async def _run_once(program: Program) -> int:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", program.module, env=dict(program.environment), cwd=program.folder,
        start_new_session=True, preexec_fn=_die_with_parent if sys.platform == "linux" else None,
    )  # fmt: skip
    try:
        return await process.wait()
    finally:
        if process.returncode is None:
            await _stop(process)


async def _stop(process: asyncio.subprocess.Process) -> None:
    """Ask first; after the grace the whole group of the program goes, ffmpeg included."""
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), GRACE)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def _die_with_parent() -> None:
    """Also when we are killed without a chance to stop the children: two bots would fight over the updates."""
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGTERM)
