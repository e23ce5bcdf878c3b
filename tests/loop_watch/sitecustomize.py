"""Put on PYTHONPATH, this watches the event loop of a program under test and writes down what takes long.

The program runs as it is, but on asyncio's own loop: uvloop's callbacks cannot be looked into. Both call the same code.
"""

import asyncio
import atexit
import importlib
import json
import os
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

NOTABLE = 0.010
"""Seconds from which on a callback is written down."""


def _watch(target: str) -> None:
    held = importlib.import_module("held")  # beside this file, on the path like it
    notable: list[dict[str, Any]] = []
    run = asyncio.events.Handle._run
    slowness = held.slowness()

    def timed(handle: Any) -> None:
        stopwatch = held.Stopwatch()
        run(handle)
        took = stopwatch.held()
        seconds = took.seconds()
        if seconds > NOTABLE:
            notable.append({"seconds": seconds, "at": time.time(), "what": repr(handle)[:300], **asdict(took)})

    def report() -> None:
        with Path(target).open("w", encoding="utf-8") as file:
            json.dump({"slowness": slowness, "callbacks": notable}, file)

    setattr(asyncio.events.Handle, "_run", timed)  # noqa: B010  # mypy knows better than to allow it plainly
    atexit.register(report)


if _target := os.environ.pop("LOOP_WATCH", ""):  # taken away, so that no child of the program writes over it
    _watch(_target)
    import uvloop

    setattr(uvloop, "run", asyncio.run)  # noqa: B010
