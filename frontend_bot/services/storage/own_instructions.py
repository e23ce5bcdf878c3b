"""The users' own instructions in the database; a frontend_bot.core.own_instruction.OwnInstructions."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, Column, Integer, Table, Text, delete, select, update

from frontend_bot.core.own_instruction import MOST_INSTRUCTIONS, OwnInstruction
from frontend_bot.services.storage.database import METADATA, Database

OWN_INSTRUCTIONS = Table(
    "own_instructions",
    METADATA,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("words", Text, nullable=False),
)
_C = OWN_INSTRUCTIONS.c


class OwnInstructionStore:
    """Ten of each user at the most, numbered from 1."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = database.insert_once(OWN_INSTRUCTIONS)

    async def all(self, user_id: int) -> Sequence[OwnInstruction]:
        """One user's, by number."""
        wanted = select(_C.number, _C.name, _C.words).where(_C.user_id == user_id).order_by(_C.number)
        async with self._database.read() as connection:
            return [OwnInstruction(*row) for row in await connection.execute(wanted)]

    async def add(self, user_id: int, name: str, words: str) -> bool:
        """Keep one more under the lowest free number; the same once more is no other. False if there are ten."""
        name, words = _storable(name), _storable(words)
        known = await self.all(user_id)
        if any((one.name, one.words) == (name, words) for one in known):
            return True
        for number in sorted(set(range(1, MOST_INSTRUCTIONS + 1)) - {one.number for one in known}):
            row = {"user_id": user_id, "number": number, "name": name, "words": words}
            async with self._database.begin() as connection:
                if (await connection.execute(self._insert, row)).rowcount:
                    return True
        return False

    async def rename(self, user_id: int, number: int, name: str) -> None:
        """Another name. Nothing happens if it is not there."""
        changed = update(OWN_INSTRUCTIONS).where(_C.user_id == user_id, _C.number == number)
        async with self._database.begin() as connection:
            await connection.execute(changed.values(name=_storable(name)))
        await self._database.scrub()

    async def delete(self, user_id: int, number: int) -> None:
        """Forget one."""
        async with self._database.begin() as connection:
            await connection.execute(delete(OWN_INSTRUCTIONS).where(_C.user_id == user_id, _C.number == number))
        await self._database.scrub()

    async def erase(self, user_id: int) -> None:
        """Forget all of one user."""
        async with self._database.begin() as connection:
            await connection.execute(delete(OWN_INSTRUCTIONS).where(_C.user_id == user_id))
        await self._database.scrub()


def _storable(text: str) -> str:
    """PostgreSQL's texts cannot hold a NUL, and no text holds half a surrogate pair."""
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
