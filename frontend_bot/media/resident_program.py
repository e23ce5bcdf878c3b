"""A program that stays: started when it is first asked, asked one thing at a time, ended when nobody asks for long.

It reads a JSON object a line and answers with several of them. What cannot be trusted any more (it crashed, it took too
long, its question was cancelled halfway) is killed, and the next question starts it again.
"""

import asyncio
import json
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from frontend_bot.media.programs import be_nice, end, start

LONGEST_LINE = 2**20
"""Bytes of one answer."""

Told = Mapping[str, Any]


class ResidentProgram:
    """``idle_seconds`` after the last answer its memory is given back."""

    def __init__(self, *command: str | Path, idle_seconds: float) -> None:
        self._command, self._idle_seconds = command, idle_seconds
        self._turn = asyncio.Lock()
        self._process: Process | None = None
        self._timer: asyncio.TimerHandle | None = None

    @property
    def is_running(self) -> bool:
        """Whether there is a process now."""
        return self._process is not None and self._process.returncode is None

    async def ask(self, question: Told, is_last: Callable[[Told], bool], seconds: float) -> None:
        """Ask, in turn with others, and hand every line of the answer to ``is_last`` until it says so.

        Raises TimeoutError, and ProgramEnded if it ends in the middle.
        """
        async with self._turn:
            if self._timer:
                self._timer.cancel()
            is_answered = False
            try:
                async with asyncio.timeout(seconds):
                    await self._ask(question, is_last)
                is_answered = True
            finally:
                if not is_answered:
                    await self.close()
            self._timer = asyncio.get_running_loop().call_later(self._idle_seconds, self._rest)

    async def close(self) -> None:
        """End it. The next question starts it again."""
        if self._timer:
            self._timer.cancel()
        process, self._process = self._process, None
        if process is not None:
            await end(process)

    async def _ask(self, question: Told, is_last: Callable[[Told], bool]) -> None:
        if self._process is None or self._process.returncode is not None:
            await self.close()
            self._process = await start(*self._command, stdin=PIPE, stderr=DEVNULL, longest_line=LONGEST_LINE)
            be_nice(self._process.pid)
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(question).encode() + b"\n")
            await process.stdin.drain()
            while line := await process.stdout.readline():
                if is_last(json.loads(line)):
                    return
        except (ConnectionError, ValueError) as error:
            raise ProgramEnded(type(error).__name__) from error
        raise ProgramEnded(f"code {await process.wait()}")

    def _rest(self) -> None:
        """Let it end by itself: its input is over, and it is doing nothing."""
        if self._process is not None and self._process.stdin is not None and not self._turn.locked():
            self._process.stdin.close()


class ProgramEnded(Exception):
    """It ended, or answered what is no answer, while it was asked."""
