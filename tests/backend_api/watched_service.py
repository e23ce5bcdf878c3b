"""The photo service with a watch on its event loop: the longest callbacks go to the file named by LOOP_WATCH."""

import asyncio
import os
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn

from backend_api.app.main import main
from tests.loop_watch.held import Stopwatch

LEAST = 0.002


def watch(file: Path) -> None:
    """Append "seconds what" for every callback above 2 ms."""
    run = asyncio.Handle._run

    def timed(handle: asyncio.Handle) -> Any:
        stopwatch = Stopwatch()
        try:
            return run(handle)
        finally:
            seconds = stopwatch.held().seconds()
            if seconds > LEAST:
                with file.open("a") as lines:
                    lines.write(f"{seconds:.4f} {handle!r}\n")

    asyncio.Handle._run = timed  # type: ignore[method-assign,assignment]


if __name__ == "__main__":
    watch(Path(os.environ["LOOP_WATCH"]))
    # uvloop runs its callbacks in C, where nobody can watch them.
    uvicorn.run = partial(uvicorn.run, loop="asyncio")
    main()
