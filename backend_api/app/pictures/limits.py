"""Memory and time limits of one forked picture process, and its end with whoever started it."""

import contextlib
import ctypes
import os
import resource
import signal
from pathlib import Path

_PR_SET_PDEATHSIG = 1
"""prctl(2): the signal that the kernel sends when the parent dies."""


def die_with_parent() -> None:
    """Let the kernel end this process with the one that started it; forks must ask for themselves.

    A service that was killed starts again and goes on with the same photos: nobody else may be writing their files.
    """
    with contextlib.suppress(AttributeError, OSError):  # systems without prctl: standard input closes there too
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def limit_this_process(memory_mb: int, seconds: int) -> None:
    """Allow this process ``memory_mb`` MiB more address space than it has, and ``seconds`` of time.

    The alarm ends it even when the service that watches it was killed in the meantime.
    """
    limit = _address_space() + memory_mb * 1024 * 1024
    # Systems without RLIMIT_AS (macOS) still have the time limit and the check of the picture's size.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(seconds)
    with contextlib.suppress(OSError):
        os.nice(5)


def _address_space() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 1024 * 1024 * 1024
    return pages * resource.getpagesize()
