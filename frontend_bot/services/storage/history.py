"""The history: every finished job with what came in and what came out, until its user erases it."""

import json
from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError
from sqlalchemy import BigInteger, Column, Double, Index, Row, Table, Text, bindparam, delete, func, select, update

from frontend_bot.core.conversation import formatted
from frontend_bot.core.job import RESULT, Result
from frontend_bot.core.record import Record
from frontend_bot.errors import FileGone
from frontend_bot.services.storage.database import METADATA, Database

RECORDS = Table(
    "records",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("user_id", BigInteger, nullable=False),
    Column("mode", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("duration", Double, nullable=False),
    Column("source_file_id", Text, nullable=False),
    Column("result_file_ids", Text, nullable=False),
    # The whole Result as JSON in one text: one row to write for each voice note, however many segments it has. JSON
    # writes NUL as \u0000, so that PostgreSQL, whose texts cannot hold one, gives it back too.
    Column("result", Text, nullable=False),
    Column("source_record_id", Text, nullable=False, server_default=""),
    Column("choices", Text, nullable=False, server_default="{}"),
    Index("records_of_user", "user_id", "created_at", "id"),
    Index("records_made_of", "user_id", "source_record_id"),
)

FILE_IDS = TypeAdapter(tuple[str, ...])
CHOICES = TypeAdapter(dict[str, str])
_MADE_OF_ONE = 50
"""Documents of one transcript that are looked through for what is wanted again, newest first."""

# Built once: SQLAlchemy finds their compiled form again by comparing them, and that is cheaper for the same object.
_OF_USER = select(RECORDS).where(RECORDS.c.user_id == bindparam("user"))
_PAGE = (
    _OF_USER.order_by(RECORDS.c.created_at.desc(), RECORDS.c.id.desc())
    .limit(bindparam("limit", type_=BigInteger()))
    .offset(bindparam("offset", type_=BigInteger()))
)
_COUNT = select(func.count()).select_from(RECORDS).where(RECORDS.c.user_id == bindparam("user"))
_ONE = _OF_USER.where(RECORDS.c.id == bindparam("record"))
_MADE_OF = (
    _OF_USER.where(RECORDS.c.source_record_id == bindparam("source"))
    .order_by(RECORDS.c.created_at.desc(), RECORDS.c.id.desc())
    .limit(_MADE_OF_ONE)
)
_DELIVERED = update(RECORDS).where(RECORDS.c.id == bindparam("record")).values(result_file_ids=bindparam("file_ids"))
_REWRITE = (
    update(RECORDS)
    .where(RECORDS.c.user_id == bindparam("user"), RECORDS.c.id == bindparam("record"))
    .values(result=bindparam("new_result"), result_file_ids="[]")
)
_DELETE = delete(RECORDS).where(RECORDS.c.user_id == bindparam("user"), RECORDS.c.id == bindparam("record"))
_ERASE = delete(RECORDS).where(RECORDS.c.user_id == bindparam("user"))


class HistoryStore:
    """The records in the database; a frontend_bot.core.mode.History that can also be written to.

    Everything comes back as it was put in, with two exceptions: a title loses its NULs, and half a surrogate pair
    (which is no text, and which no server could be told) becomes U+FFFD.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._add = database.insert_once(RECORDS)

    async def add(self, record: Record) -> None:
        """Keep a finished job. A second time with the same id changes nothing, whatever else is different."""
        row = _row(record)
        async with self._database.begin() as connection:
            await connection.execute(self._add, row)

    async def mark_delivered(self, record_id: str, file_ids: Sequence[str]) -> None:
        """Note Telegram's ids of the files that the result was sent with; nothing happens if the record is gone."""
        values = {"record": record_id, "file_ids": FILE_IDS.dump_json(tuple(file_ids)).decode()}
        async with self._database.begin() as connection:
            await connection.execute(_DELIVERED, values)

    async def rewrite(self, user_id: int, record_id: str, result: Result) -> bool:
        """Put another result in the place of a record's; its files at Telegram no longer count. False if it is gone."""
        values = {"user": user_id, "record": record_id, "new_result": _result_json(result)}
        async with self._database.begin() as connection:
            rewritten = await connection.execute(_REWRITE, values)
        await self._database.scrub()
        return bool(rewritten.rowcount)

    async def page(self, user_id: int, offset: int, limit: int) -> Sequence[Record]:
        """At most ``limit`` of the user's records, newest first, after skipping ``offset``; whole results."""
        async with self._database.read() as connection:
            found = await connection.execute(_PAGE, {"user": user_id, "offset": offset, "limit": limit})
            return [_record(row) for row in found]

    async def count(self, user_id: int) -> int:
        """How many records the user has."""
        async with self._database.read() as connection:
            return int(await connection.scalar(_COUNT, {"user": user_id}) or 0)

    async def get(self, user_id: int, record_id: str) -> Record | None:
        """One record, None if it is not there or not this user's."""
        async with self._database.read() as connection:
            found = await connection.execute(_ONE, {"user": user_id, "record": record_id})
            row = found.one_or_none()
        return _record(row) if row else None

    async def made_of(self, user_id: int, source_record_id: str) -> Sequence[Record]:
        """What was made of one of the user's records, newest first."""
        async with self._database.read() as connection:
            found = await connection.execute(_MADE_OF, {"user": user_id, "source": source_record_id})
            return [_record(row) for row in found]

    async def text(self, user_id: int, record_id: str) -> str:
        """The words of a record: its transcript (with who says what) if it has one, else the text that the mode made.

        Raises FileGone if the record is not there or not this user's.
        """
        record = await self.get(user_id, record_id)
        if record is None:
            raise FileGone("the record is gone")
        return formatted(record.result.transcript) if record.result.transcript else record.result.text

    async def delete(self, user_id: int, record_id: str) -> bool:
        """Forget one. False if there was nothing to forget, or it is not this user's."""
        async with self._database.begin() as connection:
            deleted = await connection.execute(_DELETE, {"user": user_id, "record": record_id})
        await self._database.scrub()
        return bool(deleted.rowcount)

    async def erase(self, user_id: int) -> int:
        """Forget everything of one user; returns how many records that were."""
        async with self._database.begin() as connection:
            erased = await connection.execute(_ERASE, {"user": user_id})
        await self._database.scrub()
        return int(erased.rowcount)


def _row(record: Record) -> dict[str, object]:
    return {
        "id": record.id,
        "user_id": record.user_id,
        "mode": record.mode,
        "title": _storable(record.title).replace("\0", ""),
        "created_at": record.created_at,
        "duration": record.duration,
        "source_file_id": record.source_file_id,
        "result_file_ids": FILE_IDS.dump_json(record.result_file_ids).decode(),
        "result": _result_json(record.result),
        "source_record_id": record.source_record_id,
        "choices": CHOICES.dump_json(dict(record.choices)).decode(),
    }


def _record(row: Row[Any]) -> Record:
    values = dict(row._mapping)
    file_ids = FILE_IDS.validate_json(values.pop("result_file_ids"))
    choices = CHOICES.validate_json(values.pop("choices"))
    result = RESULT.validate_json(values.pop("result"))
    return Record(**values, result=result, result_file_ids=file_ids, choices=choices)


def _result_json(result: Result) -> str:
    try:
        return RESULT.dump_json(result).decode()
    except PydanticSerializationError:  # half a surrogate pair somewhere
        return json.dumps(_storable(RESULT.dump_python(result)))


def _storable(value: Any) -> Any:
    """The same plain data, each half of a surrogate pair replaced by U+FFFD."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {key: _storable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(item) for item in value]
    return value
