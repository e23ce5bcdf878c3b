"""A result as a Word document."""

import asyncio
import json
import sys
from dataclasses import asdict
from pathlib import Path

from frontend_bot.core.document import WrittenFile
from frontend_bot.core.record import Record
from frontend_bot.errors import DocumentNotWritten, UnreasonableMedia
from frontend_bot.file_formats.layout import layout_of
from frontend_bot.file_formats.text import file_stem
from frontend_bot.media.programs import Collected, Limits, Programs

_PROCESS = Path(__file__).with_name("word_process.py")
_LIMITS = Limits(wall_seconds=120, cpu_seconds=60, memory_bytes=512 * 2**20)
_LARGEST = 48 * 2**20
"""Bytes; a bot may send 50 MB (Bot API, sendDocument)."""


class WordWriting:
    """Writes in a process of its own."""

    def __init__(self, programs: Programs) -> None:
        self._programs = programs

    async def write(self, record: Record) -> WrittenFile:
        """Raises DocumentNotWritten, StorageFull."""
        blocks = await asyncio.to_thread(_as_json, record)
        collected = Collected(_LARGEST)
        # -I: the writer sees neither our environment nor a module that somebody put into the working folder.
        command = (sys.executable, "-I", _PROCESS)
        try:
            programs = self._programs.share_of(record.user_id)
            finished = await programs.run(*command, limits=_LIMITS, on_output=collected, given=blocks)
        except UnreasonableMedia as error:
            raise DocumentNotWritten(error.detail) from error
        if finished.returncode != 0:
            raise DocumentNotWritten(f"the writer ended with {finished.returncode}")
        return WrittenFile(f"{file_stem(record)}.docx", collected.value)


def _as_json(record: Record) -> bytes:
    blocks = [asdict(block) for block in layout_of(record)]
    return json.dumps(blocks, ensure_ascii=False).encode("utf-8", "replace")
