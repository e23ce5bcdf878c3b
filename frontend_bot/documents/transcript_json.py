"""A transcript for machines: everything that is known of it, as JSON."""

import json
from dataclasses import asdict, replace
from typing import Any

from frontend_bot.core.conversation import named_segments
from frontend_bot.core.document import WrittenFile
from frontend_bot.core.record import Record
from frontend_bot.documents.text import file_stem


def write_json(record: Record) -> WrittenFile:
    """``text``, ``language``, ``duration``, ``engine``, ``model``, ``segments`` (start, end, text, speaker) and
    ``gaps`` (start, end), ``speakers`` (their names); times in seconds from the beginning of the recording."""
    transcript = record.result.transcript
    told: dict[str, Any] = {"title": record.title, "created_at": record.created_at, "text": record.result.words}
    if transcript is not None:
        segments = named_segments(transcript)
        told |= asdict(replace(transcript, segments=segments, names={}))
        told["speakers"] = list(dict.fromkeys(segment.speaker for segment in segments if segment.speaker))
        del told["names"]
    data = json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8", "replace")
    return WrittenFile(f"{file_stem(record)}.json", data)
