"""What next? A finished result as the content of another job, derived from what the modes say they accept."""

from collections.abc import Sequence
from dataclasses import replace

from frontend_bot.core.content import Content, Kind
from frontend_bot.core.mode import JobMode
from frontend_bot.core.record import Record
from frontend_bot.core.registry import Modes


def following_modes(modes: Modes, record: Record) -> list[JobMode]:
    """The modes that take this result, in menu order.

    A text is not offered to the mode that made it; a picture is: it can be enhanced once more.
    """
    return [mode for mode in modes.jobs.values() if _takes(mode, record)]


def _takes(mode: JobMode, record: Record) -> bool:
    if mode.in_settings:
        return False
    if mode.needs_transcript:
        transcript = record.result.transcript
        has_one = bool(transcript and transcript.text) or bool(record.source_record_id)
        return has_one and mode.id != record.mode and not mode.needs_words
    kinds = {file.kind for file in record.result.files}
    is_text = bool(record.result.words) and Kind.TEXT in mode.accepts - mode.receives
    fits = bool(kinds & mode.accepts) or (is_text and mode.id != record.mode)
    return fits and mode.follows(record)


def transcript_of(record: Record) -> str:
    """The id of the record with the transcript that this was made of; its own if it is one."""
    return record.source_record_id or record.id


def as_input(record: Record, mode: JobMode) -> Sequence[Content]:
    """The result as this mode's content: its files by their ids at Telegram, or its text, read by the worker.

    Empty where the files never arrived. A mode that needs a transcript gets that of this very record.
    """
    if mode.needs_transcript:
        size = len(record.result.transcript.text if record.result.transcript else record.result.text)
        return [Content(Kind.TEXT, record_id=record.id, file_name=record.title, size=size)]
    files = record.result.files
    if any(file.kind in mode.accepts for file in files):
        ids = record.result_file_ids[len(record.result.previews) :]
        there = [
            replace(file, file_id=id, path="")
            for file, id in zip(files, ids, strict=False)
            if id and file.kind in mode.accepts
        ]
        return there if mode.takes_albums else there[:1]
    return [Content(Kind.TEXT, record_id=record.id, file_name=record.title)]
