"""Put on PYTHONPATH, this watches the event loop of a program under test and writes down what takes long.

The program runs as it is, but on asyncio's own loop: uvloop's callbacks cannot be looked into. Both call the same code.
"""

import asyncio
import atexit
import importlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

NOTABLE = 0.010
"""Seconds from which on a callback is written down."""


def _watch(target: str) -> None:
    stopwatch_class = importlib.import_module("held").Stopwatch  # beside this file, on the path like it
    notable: list[dict[str, Any]] = []
    run = asyncio.events.Handle._run

    def timed(handle: Any) -> None:
        stopwatch = stopwatch_class()
        run(handle)
        seconds = stopwatch.held()
        if seconds > NOTABLE:
            notable.append({"seconds": seconds, "at": time.time(), "what": repr(handle)[:300]})

    def report() -> None:
        with Path(target).open("w", encoding="utf-8") as file:
            json.dump(notable, file)

    setattr(asyncio.events.Handle, "_run", timed)  # noqa: B010  # mypy knows better than to allow it plainly
    atexit.register(report)


if "LOOP_WATCH" in os.environ and "frontend_bot.main" in " ".join(sys.orig_argv):
    _watch(os.environ["LOOP_WATCH"])
    import uvloop

    setattr(uvloop, "run", asyncio.run)  # noqa: B010
