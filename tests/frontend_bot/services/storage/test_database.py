"""How a database file is set up, and what a mode of journal or a migration may not change."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from frontend_bot.services.storage.database import Database


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/not made yet/%2F/bot.db")
    await database.open()
    yield database
    await database.close()


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 1), ("foreign_keys", 1), ("busy_timeout", 30_000)]
)
async def test_every_connection_is_set_up(database: Database, pragma: str, value: object) -> None:
    async with database.read() as first, database.read() as second:
        for connection in (first, second):
            assert await connection.scalar(text(f"PRAGMA {pragma}")) == value


async def test_the_file_is_where_the_url_says_and_its_folder_is_made(database: Database, tmp_path: Path) -> None:
    assert [file.name for file in tmp_path.rglob("*.db")] == ["bot.db"]
