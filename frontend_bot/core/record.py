"""A record: a finished job in the history."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from frontend_bot.core.job import Result


@dataclass(frozen=True, slots=True)
class Record:
    """What came in and what came out. ``id`` is the job's id; ``created_at`` is Unix time in seconds, UTC.

    ``source_file_id`` is Telegram's id of what the user sent; ``result_file_ids`` those of the files that the result
    was delivered with, previews first, in order, "" for one that did not arrive: sending them again costs no upload.
    ``source_record_id`` is the record whose text this was made of, "" for what came in by itself; with ``choices``, the
    options it was made with, it tells whether the same has been made before.
    """

    id: str
    user_id: int
    mode: str
    title: str
    created_at: float
    duration: float
    result: Result
    source_file_id: str = ""
    result_file_ids: tuple[str, ...] = ()
    source_record_id: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    zone: str = ""
    """The time zone of whoever reads it, which is not kept with it."""
