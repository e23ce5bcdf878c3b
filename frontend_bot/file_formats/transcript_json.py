"""A result for machines: everything that is known of it, as JSON."""

import json
from dataclasses import asdict, replace
from typing import Any

from frontend_bot.core.conversation import named_segments
from frontend_bot.core.document import WrittenFile
from frontend_bot.core.record import Record
from frontend_bot.file_formats.text import file_stem


def write_json(record: Record) -> WrittenFile:
    """``text``; of a transcript ``language``, ``duration``, ``engine``, ``model``, ``segments`` (start, end, text,
    speaker), ``gaps`` (start, end) and ``speakers`` (their names), in seconds from the beginning of the recording; of a
    document ``blocks`` (style, text, lead, source), and the ``minutes`` that it was written from."""
    transcript = record.result.transcript
    told: dict[str, Any] = {"title": record.title, "created_at": record.created_at, "text": record.result.words}
    if transcript is not None:
        segments = named_segments(transcript)
        told |= asdict(replace(transcript, segments=segments, names={}))
        told["speakers"] = list(dict.fromkeys(segment.speaker for segment in segments if segment.speaker))
        del told["names"]
    if record.result.blocks:
        told["blocks"] = [asdict(block) for block in record.result.blocks]
    if record.result.minutes is not None:
        told["minutes"] = asdict(record.result.minutes)
        del told["minutes"]["reading"]
    data = json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8", "replace")
    return WrittenFile(f"{file_stem(record)}.json", data)
