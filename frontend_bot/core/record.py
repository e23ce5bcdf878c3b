"""A record: a finished job in the history."""

from dataclasses import dataclass

from frontend_bot.core.job import Result


@dataclass(frozen=True, slots=True)
class Record:
    """What came in and what came out. ``id`` is the job's id; ``created_at`` is Unix time in seconds, UTC.

    ``source_file_id`` is Telegram's id of what the user sent; ``result_file_ids`` those of the files that the result
    was delivered with, previews first, in order, "" for one that did not arrive: sending them again costs no upload.
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
