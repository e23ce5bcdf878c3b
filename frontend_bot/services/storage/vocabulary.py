"""Each user's list of names and terms, which transcription engines are told so that they write them right."""

import time
from collections.abc import Iterable

from sqlalchemy import BigInteger, Column, Double, Table, Text, delete, func, select
from sqlalchemy.exc import SQLAlchemyError

from frontend_bot.core.vocabulary import MOST_TERMS
from frontend_bot.errors import StoreUnavailable
from frontend_bot.services.storage.database import METADATA, Database

TERMS = Table(
    "vocabulary",
    METADATA,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("term", Text, primary_key=True),
    Column("added_at", Double, nullable=False),
)


class VocabularyStore:
    """The lists in the database; a frontend_bot.core.vocabulary.Vocabulary. Every method may raise StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._add = database.insert_once(TERMS)

    async def terms(self, user_id: int) -> tuple[str, ...]:
        """The user's terms, the oldest first."""
        mine = select(TERMS.c.term).where(TERMS.c.user_id == user_id).order_by(TERMS.c.added_at, TERMS.c.term)
        try:
            async with self._database.read() as connection:
                return tuple(await connection.scalars(mine))
        except SQLAlchemyError as error:
            raise StoreUnavailable(type(error).__name__) from error

    async def add(self, user_id: int, terms: Iterable[str]) -> int:
        """Add what is not there yet, as far as there is room; returns how many were added."""
        count = select(func.count()).select_from(TERMS).where(TERMS.c.user_id == user_id)
        now, added = time.time(), 0
        async with self._database.begin() as connection:
            there = await connection.scalar(count) or 0
            for number, term in enumerate(terms):
                if there + added >= MOST_TERMS:
                    break
                row = {"user_id": user_id, "term": term, "added_at": now + number / 1000}
                added += (await connection.execute(self._add, row)).rowcount
        return added

    async def remove(self, user_id: int, term: str) -> None:
        """Forget one; nothing happens if it is not there."""
        async with self._database.begin() as connection:
            await connection.execute(delete(TERMS).where(TERMS.c.user_id == user_id, TERMS.c.term == term))
        await self._database.scrub()

    async def clear(self, user_id: int) -> None:
        """Forget all of one user's."""
        async with self._database.begin() as connection:
            await connection.execute(delete(TERMS).where(TERMS.c.user_id == user_id))
        await self._database.scrub()
