"""Users' own protocol templates: the files lie at Telegram, their ids here."""

import time
from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Double, Table, Text, delete, select, update

from frontend_bot.services.storage.database import METADATA, Database

TEMPLATES = Table(
    "templates",
    METADATA,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("file_id", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("taken_at", Double, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Template:
    """A template that was checked when it came."""

    file_id: str
    file_name: str


class Templates:
    """At the most one of each user, in the database that all processes share."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._add = database.insert_once(TEMPLATES)

    async def keep(self, user_id: int, template: Template) -> None:
        """From now on this is the user's own."""
        row = {"file_id": template.file_id, "file_name": template.file_name.replace("\0", ""), "taken_at": time.time()}
        async with self._database.begin() as connection:
            if not (await connection.execute(self._add, {"user_id": user_id, **row})).rowcount:
                await connection.execute(update(TEMPLATES).where(TEMPLATES.c.user_id == user_id).values(**row))

    async def get(self, user_id: int) -> Template | None:
        """The user's own, None if there is none."""
        wanted = select(TEMPLATES.c.file_id, TEMPLATES.c.file_name).where(TEMPLATES.c.user_id == user_id)
        async with self._database.read() as connection:
            row = (await connection.execute(wanted)).one_or_none()
        return Template(row.file_id, row.file_name) if row else None

    async def erase(self, user_id: int) -> None:
        """Forget the user's own."""
        async with self._database.begin() as connection:
            await connection.execute(delete(TEMPLATES).where(TEMPLATES.c.user_id == user_id))
        await self._database.scrub()
