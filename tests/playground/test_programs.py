"""Children: started, started again, stopped."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

from playground.programs import Program, keep_running
from tests.patience import patience

SCRIPT = """
import os, pathlib, signal, sys, time
pathlib.Path("born").open("a").write(f"{os.getpid()}\\n")
if pathlib.Path("short").exists():
    sys.exit(3)
time.sleep(60)
"""


@pytest.fixture
def program(tmp_path: Path) -> Program:
    (tmp_path / "child.py").write_text(SCRIPT)
    return Program("The child", "child", dict(os.environ) | {"PYTHONPATH": str(tmp_path)}, tmp_path)


async def _born(folder: Path, count: int) -> list[int]:
    async with asyncio.timeout(patience(10)):
        while True:
            lines = (folder / "born").read_text().split() if (folder / "born").exists() else []
            if len(lines) >= count:
                return [int(line) for line in lines]
            await asyncio.sleep(0.02)


async def _gone(pid: int) -> None:
    async with asyncio.timeout(patience(5)):
        while psutil.pid_exists(pid):
            await asyncio.sleep(0.02)


async def test_a_dead_program_is_started_again(
    program: Program, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("playground.programs.FIRST_PAUSE", 0.05)
    (program.folder / "short").touch()
    keeper = asyncio.create_task(keep_running(program))
    assert len(set(await _born(program.folder, 3))) == 3
    keeper.cancel()
    await asyncio.gather(keeper, return_exceptions=True)
    assert "The child ended with code 3; again in" in capfd.readouterr().out


async def test_a_running_program_is_stopped_with_us(program: Program) -> None:
    keeper = asyncio.create_task(keep_running(program))
    pid = (await _born(program.folder, 1))[0]
    keeper.cancel()
    await asyncio.gather(keeper, return_exceptions=True)
    await _gone(pid)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's death signal is Linux's")
async def test_a_program_does_not_outlive_a_killed_parent(program: Program, tmp_path: Path) -> None:
    code = (
        "import asyncio, os, pathlib; from playground.programs import *; "
        f"asyncio.run(keep_running(Program('x', 'child', dict(os.environ), pathlib.Path({str(tmp_path)!r}))))"
    )
    root = str(Path(__file__).parents[2])
    environment = dict(os.environ) | {"PYTHONPATH": f"{root}{os.pathsep}{tmp_path}"}
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", code, env=environment)
    pid = (await _born(tmp_path, 1))[0]
    os.kill(parent.pid, signal.SIGKILL)
    await parent.wait()
    await _gone(pid)
