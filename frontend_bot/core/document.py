"""Documents: texts read out of files, and results written as files."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from frontend_bot.core.record import Record
from frontend_bot.core.transcript import Transcript

MOST_CHARACTERS = 1_000_000
"""Of a text that somebody sends: about 550 pages, or fifteen hours of speech."""


class TextReader(Protocol):
    """Texts as transcripts: lines as segments, with the times and the speakers that are written in them."""

    async def read(self, path: Path) -> Transcript:
        """A text, a document or subtitles, known by what is in the file and not by its name.

        Raises EmptyFile, NotText, TooMuchText, EncodingUnclear, TextUnreadable, TextLocked, OldWordFile, ScannedText,
        TextTooHeavy, StorageFull.
        """

    async def parse(self, text: str) -> Transcript:
        """A text that is at hand. Raises TextTooHeavy, StorageFull."""


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A finished file: its name with an extension, safe on every file system, and its bytes."""

    name: str
    data: bytes


SUBTITLED_SECONDS = 60.0


class FormatGroup(StrEnum):
    """Formats that share a button under a result; it says ``button-<group>``."""

    SUBTITLES = "subtitles"
    FILES = "files"


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A format that results are offered in. ``extension`` is its id; its button says ``button-<extension>``.

    Subtitles are made of a transcript's segments and played with its recording: a batch of recordings has none, and
    neither has a recording of less than a minute. Nobody wants them there, and each button is work for phone and bot.
    """

    extension: str
    write: "Writer"
    group: FormatGroup = FormatGroup.FILES

    def suits(self, record: Record) -> bool:
        """Whether this result can be written so."""
        if self.group is FormatGroup.FILES:
            return bool(record.result.words)
        transcript = record.result.transcript
        has_one_clock = transcript is not None and transcript.has_times and not transcript.parts
        return has_one_clock and record.duration >= SUBTITLED_SECONDS


Writer = Callable[[Record], Awaitable[WrittenFile]]
"""Writes one format without blocking the loop. Raises a BotError where that cannot be done."""


def in_thread(write: Callable[[Record], WrittenFile]) -> Writer:
    """A writer of a function that takes a moment only for a recording of hours."""

    async def written(record: Record) -> WrittenFile:
        return await asyncio.to_thread(write, record)

    return written
