"""Which message in the chat shows the progress of which job, known to every worker and after every crash."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Double, Table, Text, delete, select, update

from frontend_bot.services.storage.database import METADATA, Database

STATUS_MESSAGES = Table(
    "status_messages",
    METADATA,
    Column("job_id", Text, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=True),
    Column("created_at", Double, nullable=False),
)


@dataclass(frozen=True, slots=True)
class StatusMessage:
    """One job's status message. ``message_id`` is None between ``claim`` and ``place``: perhaps sent, perhaps not."""

    job_id: str
    chat_id: int
    message_id: int | None
    created_at: float
    """Unix time in seconds."""


class StatusMessages:
    """Claim before sending, place after it: whoever finds a claim without a message knows that a crash lies between."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock
        self._claim = database.insert_once(STATUS_MESSAGES)

    async def claim(self, job_id: str, chat_id: int) -> bool:
        """Reserve the right to send the job's status message. False: somebody has it already, send nothing."""
        row = {"job_id": job_id, "chat_id": chat_id, "message_id": None, "created_at": self._clock()}
        async with self._database.begin() as connection:
            claimed = await connection.execute(self._claim, row)
            return bool(claimed.rowcount)

    async def place(self, job_id: str, message_id: int) -> None:
        """Note which message it became. Nothing happens if the claim is gone (the job ended meanwhile)."""
        change = update(STATUS_MESSAGES).where(STATUS_MESSAGES.c.job_id == job_id).values(message_id=message_id)
        async with self._database.begin() as connection:
            await connection.execute(change)

    async def find(self, job_id: str) -> StatusMessage | None:
        """The job's status message, None if nobody claimed it."""
        async with self._database.read() as connection:
            found = await connection.execute(select(STATUS_MESSAGES).where(STATUS_MESSAGES.c.job_id == job_id))
            row = found.one_or_none()
        return StatusMessage(**row._mapping) if row else None

    async def drop(self, job_id: str) -> None:
        """Forget it: the message was deleted or has become the result."""
        async with self._database.begin() as connection:
            await connection.execute(delete(STATUS_MESSAGES).where(STATUS_MESSAGES.c.job_id == job_id))

    async def all(self) -> Sequence[StatusMessage]:
        """Every status message that is still there, oldest first."""
        async with self._database.read() as connection:
            found = await connection.execute(select(STATUS_MESSAGES).order_by(STATUS_MESSAGES.c.created_at))
            return [StatusMessage(**row._mapping) for row in found]
