"""Memory and time limits of one forked picture process."""

import contextlib
import os
import resource
import signal
from pathlib import Path


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
