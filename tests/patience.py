"""How patient the tests are, here and now: their limits were written for one machine, and hold longer on a slower one.

A limit says that something hangs, not that it is slow. So it is multiplied by how slow this machine is while the tests
run, which is measured once: in xdist's controller, with as many processes at once as there will be workers.
"""

import subprocess
import sys
import time

_WORK = "total = 0\nfor number in range(6_000_000): total += number % 7"
_REFERENCE = 0.5
"""Seconds that the work takes on an idle core of the machine that the limits were written for."""
_CORES_PER_WORKER = 2 / 3
"""Of that machine, when the limits were written: they hold for ``-n 3`` on two cores."""
_MARGIN = 2.0
"""What is measured at the start need not last: other work comes and goes."""

_measured: list[float] = []


def slowness(at_once: int = 1) -> float:
    """How many times as long everything takes here: 1 or more, measured when first asked for."""
    if not _measured:
        _measured.append(max(1.0, _seconds(at_once) * _CORES_PER_WORKER / _REFERENCE))
    return _measured[0]


def use(measured: float) -> None:
    """Take over what another process has measured."""
    _measured[:] = [measured]


def patience(seconds: float) -> float:
    """How long to wait here for what hangs when it takes ``seconds`` there."""
    return seconds * slowness() * _MARGIN


def lasting(seconds: float) -> float:
    """How long something must go on here for a program to notice it, when it takes ``seconds`` there."""
    return seconds * slowness()


def _seconds(at_once: int) -> float:
    began = time.perf_counter()
    working = [subprocess.Popen([sys.executable, "-I", "-S", "-c", _WORK]) for _ in range(at_once)]
    for process in working:
        process.wait()
    return time.perf_counter() - began
