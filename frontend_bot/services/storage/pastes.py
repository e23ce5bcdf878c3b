"""Pastes: a text too long for one message is parted by the sender's Telegram, and nothing says that the parts belong
together but that they come at once.

The parts are kept like those of an album (services/storage/albums.py), which also collects them for the job.
"""

import asyncio
from dataclasses import dataclass

from pydantic import TypeAdapter
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError

from frontend_bot.core.content import Content
from frontend_bot.errors import StoreUnavailable
from frontend_bot.services.storage.albums import ALBUM_PARTS, ALBUMS
from frontend_bot.services.storage.database import Database

_TOGETHER_SECONDS = 3.0
"""Between the dates of neighbouring parts, which Telegram gives in whole seconds."""
_CONTENT = TypeAdapter(Content)


@dataclass(frozen=True, slots=True)
class PastePart:
    """A text message; ``date`` is when it was sent, Unix time in seconds."""

    user_id: int
    chat_id: int
    message_id: int
    date: float
    content: Content


@dataclass(frozen=True, slots=True)
class Paste:
    """``album`` is what ``Albums.collect`` knows it by; ``first_message`` is the part that was kept first."""

    album: str
    first_message: int


class Pastes:
    """Puts the parts of a long text together, in the database that all processes share.

    Parts may be handled in any order and side by side, as long as one process takes the updates in.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._begin = database.insert_once(ALBUMS)
        self._add = database.insert_once(ALBUM_PARTS)
        self._turn = asyncio.Lock()

    async def add(self, part: PastePart, *, may_begin: bool) -> Paste | None:
        """Keep a part of the paste that its sender is sending, or begin one with it; the same part again is no other.

        None if there is no such paste and none may begin: this text stands alone. Raises StoreUnavailable.
        """
        try:
            async with self._turn:
                paste = await self._known(part) or await self._open(part)
                if paste is not None and await self._keep(paste, part):
                    return paste
                own = Paste(f"{_prefix(part)}{part.message_id}", part.message_id)
                return own if may_begin and await self._keep(own, part) else None
        except SQLAlchemyError as error:
            raise StoreUnavailable(type(error).__name__) from error

    async def _known(self, part: PastePart) -> Paste | None:
        """The paste that has this message already: its update came a second time."""
        held = select(ALBUM_PARTS.c.album).where(ALBUM_PARTS.c.message_id == part.message_id)
        found = select(ALBUMS.c.id, ALBUMS.c.first_message).where(
            ALBUMS.c.user_id == part.user_id, ALBUMS.c.id.startswith(_prefix(part)), ALBUMS.c.id.in_(held)
        )
        async with self._database.read() as connection:
            row = (await connection.execute(found)).first()
        return Paste(*row) if row else None

    async def _open(self, part: PastePart) -> Paste | None:
        """The paste whose parts were sent at this moment, unless its job has begun without this one."""
        found = select(ALBUMS.c.id, ALBUMS.c.first_message).where(
            ALBUMS.c.user_id == part.user_id,
            ALBUMS.c.id.startswith(_prefix(part)),
            ALBUMS.c.is_closed.is_(False),
            ALBUMS.c.created_at.between(part.date - _TOGETHER_SECONDS, part.date + _TOGETHER_SECONDS),
        )
        async with self._database.read() as connection:
            row = (await connection.execute(found.order_by(ALBUMS.c.created_at.desc()))).first()
        return Paste(*row) if row else None

    async def _keep(self, paste: Paste, part: PastePart) -> bool:
        """False if the paste's job has begun without this part."""
        row = {
            "id": paste.album,
            "user_id": part.user_id,
            "first_message": paste.first_message,
            "is_closed": False,
            "created_at": part.date,
        }
        kept = {
            "album": paste.album,
            "message_id": part.message_id,
            "content": _CONTENT.dump_json(part.content).decode(),
        }
        later = update(ALBUMS).where(ALBUMS.c.id == paste.album, ALBUMS.c.created_at < part.date)
        # Locked until the part is in: the job collects before all of this or after it.
        state = select(ALBUMS.c.is_closed).where(ALBUMS.c.id == paste.album).with_for_update()
        mine = select(ALBUM_PARTS.c.album).where(
            ALBUM_PARTS.c.album == paste.album, ALBUM_PARTS.c.message_id == part.message_id
        )
        async with self._database.begin() as connection:
            await connection.execute(self._begin, row)
            if await connection.scalar(state):
                return bool(await connection.scalar(mine))
            await connection.execute(self._add, kept)
            await connection.execute(later.values(created_at=part.date))
            return True


def _prefix(part: PastePart) -> str:
    return f"{part.chat_id}:paste:"
