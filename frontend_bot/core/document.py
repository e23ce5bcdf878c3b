"""A result written as a file."""

from collections.abc import Callable
from dataclasses import dataclass

from frontend_bot.core.record import Record


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
            return bool(record.result.text)
        if self.of_one_recording and transcript and transcript.parts:
            return False
        return bool(transcript and transcript.segments) and record.duration >= SUBTITLED_SECONDS


Writer = Callable[[Record], WrittenFile]
"""Writes one format; must be quick, or do its work in a process of its own."""
