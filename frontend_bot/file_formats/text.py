"""A result as a plain text file."""

import re

from frontend_bot.core.document import WrittenFile
from frontend_bot.core.record import Record
from frontend_bot.core.titles import without_extension
from frontend_bot.core.zones import local_time


def write_txt(record: Record) -> WrittenFile:
    """UTF-8 with a byte order mark, without which older editors on Windows show Russian as garbage."""
    return WrittenFile(f"{file_stem(record)}.txt", ("\ufeff" + record.result.words).encode("utf-8", "replace"))


def file_stem(record: Record) -> str:
    """Named after the recording, or after its time in its person's zone."""
    stem = re.sub(r"[^\w\- ]+", "_", without_extension(record.title)).strip(" _")[:60]
    return stem or local_time(record.created_at, record.zone, "%Y-%m-%d_%H-%M").replace(" ", "_")
