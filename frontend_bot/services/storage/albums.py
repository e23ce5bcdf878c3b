"""Albums and batches: what a user sent together arrives one by one, and nobody says how many there will be.

Each part is kept before its update is acknowledged. The album's job collects the parts when it starts, after a moment
of quiet, and closes the album in the same transaction: what arrives later knows that it is late and goes its own way.
A batch of forwarded recordings is an album without Telegram's name for it: it gets one of its own.
See docs/decisions/0009-albums.md and 0011-batches.md.
"""

import asyncio
import time
from collections.abc import Callable
from math import inf

from pydantic import TypeAdapter
from sqlalchemy import BigInteger, Boolean, Column, Double, Index, Select, Table, Text, delete, func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from frontend_bot.core.content import Content
from frontend_bot.errors import StoreUnavailable
from frontend_bot.services.storage.database import METADATA, Database

ALBUMS = Table(
    "albums",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("user_id", BigInteger, nullable=False),
    Column("first_message", BigInteger, nullable=False),
    Column("is_closed", Boolean, nullable=False),
    Column("created_at", Double, nullable=False),
    Index("albums_by_age", "created_at"),
)
ALBUM_PARTS = Table(
    "album_parts",
    METADATA,
    Column("album", Text, primary_key=True),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("content", Text, nullable=False),
)

_CONTENT = TypeAdapter(Content)
_QUIET_SECONDS = 1.2
"""No part for so long, and an album or a batch is complete: Telegram sends them within a few hundred milliseconds."""
_LOOK_SECONDS = 0.2
_FORWARDED = "f"
"""Marks the name of a batch, after the chat: then come the date and the id of its first message."""
_TOGETHER_SECONDS = 5.0
"""Telegram's dates of the first and the last forwarded message of one batch lie no further apart."""
_KEEP_SECONDS = 30 * 86_400.0
"""So long a question about a batch can be answered; an offer under an older album means the one photo it answers."""


class Albums:
    """The parts of albums, in the database that all processes share."""

    def __init__(
        self, database: Database, *, quiet: float = _QUIET_SECONDS, clock: Callable[[], float] = time.time
    ) -> None:
        self._database, self._quiet, self._clock = database, quiet, clock
        self._begin = database.insert_once(ALBUMS)
        self._add = database.insert_once(ALBUM_PARTS)

    async def add(self, user_id: int, album: str, message_id: int, content: Content) -> int | None:
        """Keep one part; the same part again changes nothing. Returns the album's first message.

        None if the album was closed without this part. Raises StoreUnavailable.
        """
        now = self._clock()
        row = {"id": album, "user_id": user_id, "first_message": message_id, "is_closed": False, "created_at": now}
        part = {"album": album, "message_id": message_id, "content": _CONTENT.dump_json(content).decode()}
        try:
            async with self._database.begin() as connection:
                if (await connection.execute(self._begin, row)).rowcount:
                    await self._forget_old(connection, now - _KEEP_SECONDS)
                # Locked until the part is in: whoever closes the album comes before all of this or after it.
                found = select(ALBUMS).where(ALBUMS.c.id == album).with_for_update()
                kept = (await connection.execute(found)).one()
                if not kept.is_closed:
                    await connection.execute(self._add, part)
                elif not await connection.scalar(_part(album, message_id)):
                    return None
                return int(kept.first_message)
        except SQLAlchemyError as error:
            raise StoreUnavailable(type(error).__name__) from error

    async def has(self, album: str, message_id: int) -> bool:
        """Whether this message is a part of the album."""
        async with self._database.read() as connection:
            return bool(await connection.scalar(_part(album, message_id)))

    async def batch_of(self, user_id: int, chat_id: int, message_id: int, date: float) -> str:
        """Names the batch of a forwarded message: the one that it is in, else the one that is open, else a new one.

        ``date`` is when the user forwarded it (Unix time in seconds). Nothing is kept before ``add``.
        """
        prefix = f"{chat_id}:{_FORWARDED}"
        mine = (ALBUMS.c.user_id == user_id, ALBUMS.c.id.startswith(prefix, autoescape=True))
        is_in = select(ALBUM_PARTS.c.album).where(ALBUM_PARTS.c.message_id == message_id)
        async with self._database.read() as connection:
            known = await connection.scalar(select(ALBUMS.c.id).where(*mine, ALBUMS.c.id.in_(is_in)))
            if known:
                return str(known)
            newest = select(ALBUMS.c.id).where(*mine, ~ALBUMS.c.is_closed).order_by(ALBUMS.c.first_message.desc())
            found = await connection.scalar(newest.limit(1))
        began = float(found.removeprefix(prefix).partition(".")[0]) if found else -inf
        return str(found) if abs(date - began) <= _TOGETHER_SECONDS else f"{prefix}{date:.0f}.{message_id}"

    async def parts(self, user_id: int, album: str) -> list[tuple[int, Content]]:
        """Message ids and contents of all parts so far, in order; empty if it is not (or no longer) this user's."""
        wanted = (
            select(ALBUM_PARTS.c.message_id, ALBUM_PARTS.c.content)
            .join(ALBUMS, ALBUMS.c.id == ALBUM_PARTS.c.album)
            .where(ALBUMS.c.id == album, ALBUMS.c.user_id == user_id)
            .order_by(ALBUM_PARTS.c.message_id)
        )
        async with self._database.read() as connection:
            found = await connection.execute(wanted)
            return [(message_id, _CONTENT.validate_json(content)) for message_id, content in found]

    async def collect(self, album: str) -> tuple[Content, ...]:
        """All parts in the order in which they were sent, once no more come; closes the album.

        Safe to call again: the answer stays the same. Raises StoreUnavailable.
        """
        try:
            await self._wait_for_quiet(album)
            async with self._database.begin() as connection:
                await connection.execute(update(ALBUMS).where(ALBUMS.c.id == album).values(is_closed=True))
                parts = select(ALBUM_PARTS.c.content).where(ALBUM_PARTS.c.album == album)
                found = await connection.scalars(parts.order_by(ALBUM_PARTS.c.message_id))
                return tuple(_CONTENT.validate_json(content) for content in found)
        except SQLAlchemyError as error:
            raise StoreUnavailable(type(error).__name__) from error

    async def erase(self, user_id: int) -> None:
        """Forget everything of one user."""
        mine = select(ALBUMS.c.id).where(ALBUMS.c.user_id == user_id)
        async with self._database.begin() as connection:
            await connection.execute(delete(ALBUM_PARTS).where(ALBUM_PARTS.c.album.in_(mine)))
            await connection.execute(delete(ALBUMS).where(ALBUMS.c.user_id == user_id))
        await self._database.scrub()

    async def _wait_for_quiet(self, album: str) -> None:
        count, quiet_for = -1, 0.0
        while quiet_for < self._quiet:
            async with self._database.read() as connection:
                if await connection.scalar(select(ALBUMS.c.is_closed).where(ALBUMS.c.id == album)):
                    return
                now = await connection.scalar(
                    select(func.count()).select_from(ALBUM_PARTS).where(ALBUM_PARTS.c.album == album)
                )
            quiet_for = quiet_for + _LOOK_SECONDS if now == count else 0.0
            count = now or 0
            await asyncio.sleep(_LOOK_SECONDS)

    async def _forget_old(self, connection: AsyncConnection, before: float) -> None:
        old = select(ALBUMS.c.id).where(ALBUMS.c.created_at < before)
        await connection.execute(delete(ALBUM_PARTS).where(ALBUM_PARTS.c.album.in_(old)))
        await connection.execute(delete(ALBUMS).where(ALBUMS.c.created_at < before))


def _part(album: str, message_id: int) -> Select[tuple[str]]:
    return select(ALBUM_PARTS.c.album).where(ALBUM_PARTS.c.album == album, ALBUM_PARTS.c.message_id == message_id)
