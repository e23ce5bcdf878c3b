"""How long a callback held its event loop.

That is the wall clock, less the time in which its thread was ready and waited for a processor that others had: a busy
machine stretches every callback, and none of them is to blame. What blocks (a lock, a file, another thread with the
interpreter's lock) counts in full. The kernel tells the waiting apart (schedstat's second number, nanoseconds; see its
Documentation/scheduler/sched-stats).
"""

import os
import threading
import time


class Stopwatch:
    """Started when it is made, for the calling thread."""

    def __init__(self) -> None:
        self._waited, self._started = _waited_for_processor(), time.perf_counter()

    def held(self) -> float:
        """Seconds until now."""
        wall = time.perf_counter() - self._started
        return max(0.0, wall - (_waited_for_processor() - self._waited))


_here = threading.local()


def _waited_for_processor() -> float:
    """Seconds in all, of this thread."""
    try:
        file: int = _here.file
    except AttributeError:
        file = _here.file = os.open(f"/proc/self/task/{threading.get_native_id()}/schedstat", os.O_RDONLY)
    return int(os.pread(file, 80, 0).split()[1]) / 1e9
