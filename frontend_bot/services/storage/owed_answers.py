"""Whom the bot owes a word because it has left messages without an answer of their own."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Table, Text, delete, select
from sqlalchemy.exc import SQLAlchemyError

from frontend_bot.errors import StoreUnavailable
from frontend_bot.services.storage.database import METADATA, Database

OWED_ANSWERS = Table(
    "owed_answers",
    METADATA,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("language", Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class OwedAnswer:
    """One person in one chat, and the language to speak to them."""

    user_id: int
    chat_id: int
    language: str


class OwedAnswers:
    """In the database: a debt outlives the process. Every method raises StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._add = database.insert_once(OWED_ANSWERS)

    async def all(self) -> Sequence[OwedAnswer]:
        """Everything that is owed."""
        columns = OWED_ANSWERS.c.user_id, OWED_ANSWERS.c.chat_id, OWED_ANSWERS.c.language
        try:
            async with self._database.read() as connection:
                return [OwedAnswer(*row) for row in await connection.execute(select(*columns))]
        except SQLAlchemyError as error:
            raise StoreUnavailable(type(error).__name__) from error

    async def add(self, owed: OwedAnswer) -> None:
        """Durable when this returns; owing twice is owing once."""
        row = {"user_id": owed.user_id, "chat_id": owed.chat_id, "language": owed.language}
        try:
            async with self._database.begin() as connection:
                await connection.execute(self._add, row)
        except SQLAlchemyError as error:
            raise StoreUnavailable(type(error).__name__) from error

    async def erase(self, user_id: int) -> None:
        """Forget what is owed to one user."""
        try:
            async with self._database.begin() as connection:
                await connection.execute(delete(OWED_ANSWERS).where(OWED_ANSWERS.c.user_id == user_id))
        except SQLAlchemyError as error:
            raise StoreUnavailable(type(error).__name__) from error

    async def remove(self, owed: OwedAnswer) -> None:
        """Paid."""
        this = (OWED_ANSWERS.c.user_id == owed.user_id) & (OWED_ANSWERS.c.chat_id == owed.chat_id)
        try:
            async with self._database.begin() as connection:
                await connection.execute(delete(OWED_ANSWERS).where(this))
        except SQLAlchemyError as error:
            raise StoreUnavailable(type(error).__name__) from error
