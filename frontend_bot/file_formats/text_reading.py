"""Texts that people send, read safely: files in a process of their own, with limits."""

import asyncio
import json
import sys
from pathlib import Path
from typing import NoReturn

from frontend_bot.core.document import MOST_CHARACTERS
from frontend_bot.core.transcript import Transcript
from frontend_bot.errors import EmptyFile, NotText, TextUnreadable, TooMuchText, UnreasonableMedia
from frontend_bot.file_formats.spoken_lines import transcript_of
from frontend_bot.media.programs import Collected, Limits, Programs

_PROCESS = Path(__file__).with_name("text_file_process.py")
_LIMITS = Limits(wall_seconds=60, cpu_seconds=20, memory_bytes=192 * 2**20, file_bytes=0)


class TextReading:
    """A frontend_bot.core.document.TextReader."""

    def __init__(self, programs: Programs) -> None:
        self._programs = programs

    async def read(self, path: Path) -> Transcript:
        """A text, Word or subtitle file, known by what is in it.

        Raises EmptyFile, NotText, TooMuchText, TextUnreadable, StorageFull.
        """
        collected = Collected(limit=8 * MOST_CHARACTERS)
        # -I: the reader sees neither our environment nor a module that somebody put into the working folder.
        command = (sys.executable, "-I", _PROCESS, path, str(MOST_CHARACTERS))
        try:
            finished = await self._programs.run(*command, limits=_LIMITS, on_output=collected)
        except UnreasonableMedia as error:
            raise TextUnreadable(error.detail) from error
        if finished.returncode != 0:
            raise TextUnreadable(f"the reader ended with {finished.returncode}")
        return await asyncio.to_thread(_understood, collected.value)

    async def parse(self, text: str) -> Transcript:
        """A text that is at hand."""
        return await asyncio.to_thread(transcript_of, text)


def _understood(printed: bytes) -> Transcript:
    told = json.loads(printed)
    if "refused" in told:
        _refuse(told["refused"])
    return transcript_of(told["text"])


def _refuse(why: str) -> NoReturn:
    match why:
        case "empty":
            raise EmptyFile
        case "too long":
            raise TooMuchText(characters=MOST_CHARACTERS)
        case "unreadable":
            raise TextUnreadable
        case _:
            raise NotText
