"""How long a callback held its event loop, in seconds of the machine that the limits are meant for.

Three things hold a loop, and each is counted by the clock that is fair to it:

* its own work, and that of other threads which it waited for (mostly for the interpreter's lock), by the processor's
  time. A slower processor needs more of it for the same, so it is divided by how slow this one is;
* standing still (a sleep, a file, a socket, a lock) by the wall clock, which goes equally fast everywhere.

What counts for nothing is the time in which a thread was ready and waited for a processor that others had: a busy
machine stretches every callback, and none of them is to blame. The kernel tells this waiting apart (schedstat's second
number, nanoseconds; see its Documentation/scheduler/sched-stats).
"""

import contextlib
import functools
import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path

LIMIT = 0.050
"""Seconds that one callback may hold the loop."""
_REFERENCE = 0.0033
"""Seconds of processor time that ``_unit`` takes on the machine for which the limit is meant."""
_QUICK = 0.002
"""Seconds; what is over sooner is not looked into."""
_SNAPSHOT = 0.020
"""Seconds for which it is good enough to know how long the other threads have waited."""


@dataclass(frozen=True)
class Held:
    """Seconds: of processor time that it ``worked`` and ``others`` did, and by the clock that it ``stood`` still."""

    worked: float
    others: float = 0.0
    stood: float = 0.0

    def seconds(self) -> float:
        """All of it on the machine that the limits are meant for."""
        here = self.worked + self.others + self.stood
        if here < LIMIT:
            return here  # a slower machine would only make less of it
        return (self.worked + self.others) / max(slowness(), _unit_now()) + self.stood


class Stopwatch:
    """Started when it is made, for the calling thread."""

    def __init__(self) -> None:
        self._others_waited = _others_waited(_SNAPSHOT)
        self._waited, self._worked, self._all_worked = _waited(), time.thread_time(), time.process_time()
        self._started = time.perf_counter()

    def held(self) -> Held:
        """Until now."""
        wall = time.perf_counter() - self._started
        if wall < _QUICK:
            return Held(wall)
        worked = time.thread_time() - self._worked
        others_worked = time.process_time() - self._all_worked - worked
        still = max(0.0, wall - worked - (_waited() - self._waited))
        others = min(still, max(0.0, others_worked))
        others_waited = sum(
            waited - self._others_waited.get(thread, 0.0) for thread, waited in _others_waited(0.0).items()
        )
        return Held(worked, others, max(0.0, still - others - others_waited))


@functools.cache
def slowness() -> float:
    """How many times as long this processor takes for the same work: 1 or more, measured once."""
    return max(1.0, _unit_now())


def _unit_now() -> float:
    return min(_unit() for _ in range(3)) / _REFERENCE


def _unit() -> float:
    """Seconds of processor time that some ordinary Python takes."""
    began = time.thread_time()
    found: dict[str, int] = {}
    for number in range(12_000):
        word = f"w{number % 700}"
        found[word] = found.get(word, 0) + len(word)
    return time.thread_time() - began


_here = threading.local()


def _waited() -> float:
    """Seconds that this thread has waited for a processor, in all."""
    try:
        file: int = _here.file
    except AttributeError:
        file = _here.file = os.open(f"/proc/self/task/{threading.get_native_id()}/schedstat", os.O_RDONLY)
    return int(os.pread(file, 80, 0).split()[1]) / 1e9


def _others_waited(at_most_old: float) -> dict[str, float]:
    """The same of each other thread of this process, ``at_most_old`` seconds ago."""
    now = time.perf_counter()
    taken: float
    found: dict[str, float]
    taken, found = getattr(_here, "others", (-1.0, {}))
    if now - taken > at_most_old:
        found, own = {}, str(threading.get_native_id())
        for thread in Path("/proc/self/task").iterdir():
            if thread.name != own:
                with contextlib.suppress(OSError):  # it may end while we look
                    found[thread.name] = int((thread / "schedstat").read_bytes().split()[1]) / 1e9
        _here.others = now, found
    return dict(found)
