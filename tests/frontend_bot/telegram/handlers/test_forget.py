"""What is erased for who wants to be forgotten: every row of theirs in every table, whatever tables there will be."""

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiogram.types import CallbackQuery
from sqlalchemy import BigInteger, Boolean, Column, Double, Integer, insert, select

from frontend_bot.core.state import UserState
from frontend_bot.services.rate_limit.backlog import Backlog
from frontend_bot.services.state_manager import MemoryStateManager
from frontend_bot.services.storage.albums import ALBUM_PARTS, Albums
from frontend_bot.services.storage.database import METADATA, Database
from frontend_bot.services.storage.history import HistoryStore
from frontend_bot.services.storage.owed_answers import OwedAnswers
from frontend_bot.services.storage.own_instructions import OwnInstructionStore
from frontend_bot.services.storage.templates import Templates
from frontend_bot.services.storage.vocabulary import VocabularyStore
from frontend_bot.services.translations import Translations
from frontend_bot.services.usage.ledger import Ledger
from frontend_bot.services.usage.quota import Quota
from frontend_bot.services.usage.totals import Usage
from frontend_bot.telegram.callback_data import Forget
from frontend_bot.telegram.handlers.callbacks import forget
from frontend_bot.telegram.handlers.context import Actor, Services
from frontend_bot.telegram.output.flood import FloodGuard
from frontend_bot.telegram.output.sender import Outbox

USER, OTHER = 7, 77
OWNED = [table for table in METADATA.sorted_tables if "user_id" in table.c]


def _value(column: "Column[Any]", user_id: int) -> object:
    if column.name == "user_id":
        return user_id
    if isinstance(column.type, Boolean):
        return False
    if isinstance(column.type, BigInteger | Integer | Double):
        return user_id
    return f"{user_id}:1" if column.name in {"id", "job_id", "album"} else "2026-01-01"


async def _fill(database: Database) -> None:
    async with database.begin() as connection:
        for user_id in (USER, OTHER):
            for table in (*OWNED, ALBUM_PARTS):  # the parts belong to whom the album belongs to
                await connection.execute(insert(table), {c.name: _value(c, user_id) for c in table.c})


async def _left(database: Database, user_id: int) -> set[str]:
    async with database.read() as connection:
        rows = {table.name: (await connection.execute(select(table))).all() for table in METADATA.sorted_tables}
    return {
        name for name, found in rows.items() for row in found if {user_id, f"{user_id}:1"} & set(row._mapping.values())
    }


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/bot.sqlite")
    await database.open()
    yield database
    await database.close()


class Silent:
    """Takes every message."""

    async def send(self, *told: object) -> None:
        return None

    def busy(self, chat_id: int) -> bool:
        return False


class Phrases:
    """Says nothing."""

    def say(self, *told: object) -> str:
        return "said"


class Jobs:
    """Remembers whose jobs were erased."""

    def __init__(self) -> None:
        self.erased: list[int] = []

    async def erase(self, user_id: int) -> None:
        self.erased.append(user_id)


class Bot:
    """Takes every call."""

    async def __call__(self, method: object) -> bool:
        return True


@pytest.mark.parametrize("sure", [True, False])
async def test_everything_of_one_user_or_nothing(database: Database, sure: bool) -> None:
    jobs, states = Jobs(), MemoryStateManager()
    await _fill(database)
    for user_id in (USER, OTHER):
        await states.update(user_id, lambda _: UserState(language="ru"))
    quota, outbox = Quota(), cast(Outbox, Silent())
    services = SimpleNamespace(
        jobs=jobs,
        history=HistoryStore(database),
        albums=Albums(database),
        templates=Templates(database),
        ledger=Ledger(database, Usage(database, quota), quota),
        vocabulary=VocabularyStore(database),
        instructions=OwnInstructionStore(database),
        states=states,
        outbox=outbox,
        flood=FloodGuard(outbox, Backlog(), OwedAnswers(database), cast(Translations, Phrases())),
        renderer=Phrases(),
    )
    actor = Actor(USER, USER, is_private=True, is_admin=False, language="en", state=UserState())
    query = SimpleNamespace(id="1", message=None, bot=Bot())
    before = await _left(database, USER)
    assert before == {*(table.name for table in OWNED), ALBUM_PARTS.name}
    await forget(cast(CallbackQuery, query), Forget(sure=sure), actor, cast(Services, services))
    assert await _left(database, USER) == (set() if sure else before)
    assert await _left(database, OTHER) == before
    assert jobs.erased == ([USER] if sure else [])
    assert await states.get(USER) == (UserState() if sure else UserState(language="ru"))
    assert await states.get(OTHER) == UserState(language="ru")
