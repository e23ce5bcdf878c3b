"""Documents: texts read out of files, and results written as files."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from frontend_bot.core.record import Record
from frontend_bot.core.transcript import Transcript

MOST_CHARACTERS = 1_000_000
"""Of a text that somebody sends: about 550 pages, or fifteen hours of speech."""


class TextReader(Protocol):
    """Texts as transcripts: lines as segments, with the times and the speakers that are written in them."""

    async def read(self, path: Path) -> Transcript:
        """A text, Word or subtitle file, known by what is in it and not by its name.

        Raises EmptyFile, NotText, TooMuchText, TextUnreadable, StorageFull.
        """

    async def parse(self, text: str) -> Transcript:
        """A text that is at hand."""


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A finished file: its name with an extension, safe on every file system, and its bytes."""

    name: str
    data: bytes


SUBTITLED_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A format that results are offered in. ``extension`` is its id; its button says ``button-<extension>``.

    ``needs_times``: it is made of a transcript's segments, and offered where there are some and the recording lasts a
    minute or more: nobody wants subtitles of a short note, and each button is work for phone and bot.
    ``of_one_recording``: it is played with its recording, so a batch has none.
    """

    extension: str
    write: "Writer"
    needs_times: bool = False
    of_one_recording: bool = False

    def suits(self, record: Record) -> bool:
        """Whether this result can be written so."""
        transcript = record.result.transcript
        if not self.needs_times:
            return bool(record.result.words)
        if self.of_one_recording and transcript and transcript.parts:
            return False
        return bool(transcript and transcript.segments) and record.duration >= SUBTITLED_SECONDS


Writer = Callable[[Record], WrittenFile]
"""Writes one format; must be quick, or do its work in a process of its own."""
