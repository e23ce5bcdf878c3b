"""A result as a plain text file."""

import re
from datetime import UTC, datetime

from frontend_bot.core.content import without_extension
from frontend_bot.core.document import WrittenFile
from frontend_bot.core.record import Record


def write_txt(record: Record) -> WrittenFile:
    """UTF-8 with a byte order mark, without which older editors on Windows show Russian as garbage."""
    return WrittenFile(f"{file_stem(record)}.txt", ("\ufeff" + record.result.words).encode("utf-8", "replace"))


def file_stem(record: Record) -> str:
    """Named after the recording, or after its time (UTC)."""
    stem = re.sub(r"[^\w\- ]+", "_", without_extension(record.title)).strip(" _")[:60]
    return stem or datetime.fromtimestamp(record.created_at, UTC).strftime("%Y-%m-%d_%H-%M")
