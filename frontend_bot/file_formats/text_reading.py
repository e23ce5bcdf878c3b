"""Texts that people send, read safely: in a process of their own, with limits on what it may use."""

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from frontend_bot.core.document import MOST_CHARACTERS
from frontend_bot.core.transcript import Segment, Transcript
from frontend_bot.errors import (
    BotError,
    EmptyFile,
    EncodingUnclear,
    NotText,
    OldWordFile,
    ScannedText,
    TextLocked,
    TextTooHeavy,
    TextUnreadable,
    TooMuchText,
    UnreasonableMedia,
)
from frontend_bot.file_formats.reading.refusal import Refusal
from frontend_bot.media.programs import Collected, Limits, Programs

_PROCESS = Path(__file__).with_name("text_file_process.py")
_LIMITS = Limits(wall_seconds=90, cpu_seconds=12, memory_bytes=384 * 2**20, file_bytes=0)
_LARGEST_ANSWER = 32 * 2**20
_REFUSALS: dict[str, type[BotError]] = {
    Refusal.EMPTY: EmptyFile,
    Refusal.UNREADABLE: TextUnreadable,
    Refusal.LOCKED: TextLocked,
    Refusal.OLD_WORD: OldWordFile,
    Refusal.SCANNED: ScannedText,
    Refusal.ENCODING: EncodingUnclear,
    Refusal.TOO_HEAVY: TextTooHeavy,
}


class TextReading:
    """A frontend_bot.core.document.TextReader."""

    def __init__(self, programs: Programs) -> None:
        self._programs = programs

    async def read(self, path: Path) -> Transcript:
        """A text, Word or subtitle file, known by what is in it.

        Raises EmptyFile, NotText, TooMuchText, EncodingUnclear, ScannedText, TextUnreadable (TextLocked, OldWordFile,
        TextTooHeavy), StorageFull.
        """
        return await self._told(path)

    async def parse(self, text: str) -> Transcript:
        """A text that is at hand. Raises TextTooHeavy, StorageFull."""
        return await self._told("-", text.encode("utf-8", "replace"))

    async def _told(self, path: Path | str, given: bytes = b"") -> Transcript:
        collected = Collected(_LARGEST_ANSWER)
        # -I: the reader sees neither our environment nor a module that somebody put into the working folder.
        command = (sys.executable, "-I", _PROCESS, path, str(MOST_CHARACTERS))
        try:
            finished = await self._programs.run(*command, limits=_LIMITS, on_output=collected, given=given)
        except UnreasonableMedia as error:
            raise TextTooHeavy(error.detail) from error
        if "MemoryError" in finished.stderr or "Memory allocation failed" in finished.stderr:
            raise TextTooHeavy("out of memory")
        if finished.returncode != 0:
            raise TextUnreadable(f"the reader ended with {finished.returncode}")
        return await asyncio.to_thread(_understood, collected.value)


def _understood(printed: bytes) -> Transcript:
    lines = iter(printed.removesuffix(b"\n").split(b"\n"))
    told = json.loads(next(lines))
    if "refused" in told:
        _refuse(told["refused"])
    segments = tuple(segment for line in lines for segment in _segments(json.loads(line)))
    return Transcript(told["text"], engine="", language=told["language"], duration=told["duration"], segments=segments)


def _segments(told: list[list[Any]]) -> Iterator[Segment]:
    for start, end, text, speaker in told:
        yield Segment(start, end, text, speaker)


def _refuse(why: str) -> NoReturn:
    if why == Refusal.TOO_LONG:
        raise TooMuchText(characters=MOST_CHARACTERS)
    raise _REFUSALS.get(why, NotText)
