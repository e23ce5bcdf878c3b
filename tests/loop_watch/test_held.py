"""The watch on the loop notices what holds it, on a busy machine too, and blames nobody for the busy machine."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.loop_watch.held import LIMIT
from tests.patience import patience

ROUNDS = 6
PROGRAM = """
import asyncio, os, socket, threading, time
from held import _REFERENCE, _unit, slowness

def work(seconds):
    "As much as takes so long on the machine that the limit is meant for."
    done = 0.0
    while done < seconds:
        _unit()
        done += _REFERENCE

def wait_for_a_socket():
    ours, theirs = socket.socketpair()
    threading.Timer(0.08, theirs.send, [b"x"]).start()
    ours.recv(1)
    ours.close(), theirs.close()

def wait_for_a_file():
    reading, writing = os.pipe()
    threading.Timer(0.08, os.write, [writing, b"x"]).start()
    os.read(reading, 1)
    os.close(reading), os.close(writing)

def wait_for_a_lock():
    lock = threading.Lock()
    lock.acquire()
    threading.Timer(0.08, lock.release).start()
    lock.acquire()

def wait_for_the_interpreter():
    "Whose lock another thread keeps for itself, in one long call."
    began = time.thread_time()
    sum(range(100_000))
    longer = 0.12 * slowness() / (time.thread_time() - began)
    threading.Thread(target=sum, args=[range(int(100_000 * longer))]).start()
    time.sleep(0.001)

def beside_another(seconds):
    "Work while another thread works all the time, as fairly as the interpreter's lock allows."
    global other
    if not other:
        other = threading.Thread(target=lambda: [work(0.001) for _ in iter(lambda: done, True)])
        other.start()
    work(seconds)

async def main(step):
    global done
    for _ in range(ROUNDS):
        await asyncio.sleep(0.02)
        asyncio.get_running_loop().call_soon(step)
        await asyncio.sleep(0.02)
    done = True

other, done = None, False
asyncio.run(main(lambda: STEP))
"""


@pytest.fixture(params=["quiet", "busy"])
def machine(request: pytest.FixtureRequest) -> Iterator[str]:
    """As it is, and with more to do than it has processors."""
    spinning = []
    if request.param == "busy":
        command = [sys.executable, "-I", "-S", "-c", "while True: pass"]
        spinning = [subprocess.Popen(command) for _ in range(1 + (os.cpu_count() or 1))]
    yield request.param
    for process in spinning:
        process.kill()
        process.wait()


def watched(folder: Path, step: str) -> list[dict[str, Any]]:
    """The callbacks of a program that has been noticed while it took this step."""
    report = folder / "report.json"
    code = PROGRAM.replace("STEP", step).replace("ROUNDS", str(ROUNDS))
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent), "LOOP_WATCH": str(report)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=patience(60))
    noticed: list[dict[str, Any]] = json.loads(report.read_text())["callbacks"]
    return [one for one in noticed if "<lambda>" in one["what"]]


@pytest.mark.parametrize(
    "step",
    [
        "work(0.08)", "time.sleep(0.08)", "wait_for_a_socket()", "wait_for_a_file()", "wait_for_a_lock()",
        "wait_for_the_interpreter()",
    ],
)  # fmt: skip
def test_what_holds_the_loop_is_noticed(machine: str, tmp_path: Path, step: str) -> None:
    noticed = watched(tmp_path, step)
    print([round(1000 * one["seconds"]) for one in noticed])
    assert len(noticed) == ROUNDS
    assert max(one["seconds"] for one in noticed) >= LIMIT


@pytest.mark.parametrize("step", ["work(0.02)", "time.sleep(0.02)", "beside_another(0.01)"])
def test_nobody_is_blamed_for_a_busy_machine(machine: str, tmp_path: Path, step: str) -> None:
    noticed = watched(tmp_path, step)
    print([round(1000 * one["seconds"]) for one in noticed])
    assert max((one["seconds"] for one in noticed), default=0.0) < LIMIT, noticed
