"""Updates that cannot be handled at once, made durable: from then on they may be acknowledged, whoever dies.

They lie here as Telegram sent them and are handled in their order, by the process that put them aside or, where that
one is gone, by another.
"""

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Double, Index, Table, Text, delete, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from frontend_bot.errors import StoreUnavailable
from frontend_bot.services.storage.database import METADATA, Database

HELD_SECONDS = 30.0
"""An owner that has not said for so long that it is alive has lost what it put aside to the others."""

PUT_ASIDE = Table(
    "updates_put_aside",
    METADATA,
    # Telegram's own number: the order in which the updates came.
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("person", BigInteger, nullable=False),
    Column("content", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("held_until", Double, nullable=False),
    Index("updates_put_aside_by_person", "person", "update_id"),
)


@dataclass(frozen=True, slots=True)
class AsideUpdate:
    """One update; ``content`` is its JSON as Telegram sent it, ``person`` whose turn it waits for."""

    update_id: int
    person: int
    content: str


class PutAside:
    """What one process has put aside. Every method raises StoreUnavailable where the database is away."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database, self._clock = database, clock
        self._owner = secrets.token_hex(8)
        self._keep = database.insert_once(PUT_ASIDE)
        self._mine = PUT_ASIDE.c.owner == self._owner

    async def keep(self, updates: Sequence[AsideUpdate]) -> None:
        """Make them durable, all or none; one that lies here already stays as it is."""
        until = self._clock() + HELD_SECONDS
        rows = [
            {
                "update_id": one.update_id,
                "person": one.person,
                "content": one.content,
                "owner": self._owner,
                "held_until": until,
            }
            for one in updates
        ]
        try:
            async with self._database.begin() as connection:
                await connection.execute(self._keep, rows)
        except SQLAlchemyError as error:
            raise StoreUnavailable(type(error).__name__) from error

    async def next_of(self, person: int, handled: Sequence[int], most: int) -> list[AsideUpdate]:
        """Forget the ``handled`` ones; returns the person's next ones, the oldest first, ``most`` at the most."""
        found = select(PUT_ASIDE.c.update_id, PUT_ASIDE.c.person, PUT_ASIDE.c.content).where(
            self._mine, PUT_ASIDE.c.person == person
        )
        try:
            async with self._database.begin() as connection:
                await connection.execute(delete(PUT_ASIDE).where(PUT_ASIDE.c.update_id.in_(handled)))
                rows = await connection.execute(found.order_by(PUT_ASIDE.c.update_id).limit(most))
                return [AsideUpdate(*row) for row in rows]
        except SQLAlchemyError as error:
            raise StoreUnavailable(type(error).__name__) from error

    async def adopt(self, *, at_once: bool) -> dict[int, int]:
        """Take over what its owner has lost, or with ``at_once`` everything: nobody else works with this token.

        Returns how many were taken over, by person.
        """
        others = PUT_ASIDE.c.owner != self._owner
        lost = others if at_once else others & (PUT_ASIDE.c.held_until < self._clock())
        count = select(PUT_ASIDE.c.person, func.count()).where(lost).group_by(PUT_ASIDE.c.person)
        taken = update(PUT_ASIDE).where(lost).values(owner=self._owner, held_until=self._clock() + HELD_SECONDS)
        try:
            async with self._database.read() as connection:
                if not (await connection.execute(count.limit(1))).first():
                    return {}
            async with self._database.begin() as connection:
                counted = {int(person): int(many) for person, many in await connection.execute(count)}
                await connection.execute(taken)
                return counted
        except SQLAlchemyError as error:
            raise StoreUnavailable(type(error).__name__) from error

    async def hold(self) -> None:
        """This process lives and keeps what it has put aside."""
        held = update(PUT_ASIDE).where(self._mine).values(held_until=self._clock() + HELD_SECONDS)
        try:
            async with self._database.begin() as connection:
                await connection.execute(held)
        except SQLAlchemyError as error:
            raise StoreUnavailable(type(error).__name__) from error
