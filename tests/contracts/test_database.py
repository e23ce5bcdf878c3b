"""Opening, migrating and sharing a database, on each kind."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, delete, func, insert, select, text
from sqlalchemy.exc import IntegrityError

from frontend_bot.errors import SettingsError
from frontend_bot.services.jobs import heartbeats, status_messages
from frontend_bot.services.storage import (
    albums,
    history,
    owed_answers,
    own_instructions,
    put_aside,
    templates,
    vocabulary,
)
from frontend_bot.services.storage.database import METADATA, MIGRATIONS, Database, newest_revision
from frontend_bot.services.usage import ledger
from frontend_bot.services.usage import totals as usage
from tests.services import free_port

WORKERS = heartbeats.WORKERS
OWNERS = {
    albums: 2,
    heartbeats: 1,
    history: 1,
    ledger: 1,
    own_instructions: 1,
    owed_answers: 1,
    put_aside: 1,
    status_messages: 1,
    templates: 1,
    usage: 1,
    vocabulary: 1,
}
"""How many tables each service has."""
OPEN_IT = """
import asyncio, sys
from frontend_bot.services.storage.database import Database
async def main():
    database = Database(sys.argv[1])
    await database.open()
    await database.close()
import alembic.command, psycopg, aiosqlite
print("ready", flush=True)
sys.stdin.readline()
asyncio.run(main())
"""

OPEN_AND_TELL = (
    OPEN_IT.partition("import alembic.command")[0]
    + """
asyncio.run(main())
print("alembic" in sys.modules)
"""
)


def worker(name: str) -> dict[str, object]:
    return {"executor_id": name, "started_at": 0.0, "seen_at": 0.0}


async def count(database: Database) -> int:
    async with database.read() as connection:
        return int(await connection.scalar(select(func.count()).select_from(WORKERS)) or 0)


def differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), METADATA))


async def test_the_migrations_make_the_tables_that_the_services_use(database: Database) -> None:
    async with database.read() as connection:
        assert await connection.run_sync(differences) == []
    assert len(METADATA.tables) == sum(OWNERS.values())


async def test_an_older_database_is_brought_up_to_date(database: Database, database_url: str) -> None:
    async with database.begin() as connection:
        for table in ("own_instructions", "updates_put_aside", "owed_answers"):
            await connection.execute(text(f"DROP TABLE {table}"))
        for column in ("working_on", "left_at"):
            await connection.execute(text(f"ALTER TABLE workers DROP COLUMN {column}"))
        await connection.execute(text("UPDATE alembic_version SET version_num = '0006'"))
        assert await connection.run_sync(differences)
    again = Database(database_url)
    await again.open()
    async with again.read() as connection:
        assert await connection.run_sync(differences) == []
    await again.close()


async def test_what_migrates_is_loaded_only_where_there_is_something_to_migrate(database_url: str) -> None:
    told = []
    for _ in range(2):
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", OPEN_AND_TELL, database_url, stdout=PIPE)
        told.append((await process.communicate())[0])
    assert told == [b"True\n", b"False\n"]


def test_the_newest_migration_is_told_by_the_names_of_the_files() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS))
    assert newest_revision() == scripts.get_current_head()
    assert all(Path(one.path).name.startswith(f"{one.revision}_") for one in scripts.walk_revisions())


async def test_processes_that_start_at_once_do_not_collide(database_url: str) -> None:
    command = (sys.executable, "-c", OPEN_IT, database_url)
    processes = [await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE) for _ in range(4)]
    for process in processes:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
    await asyncio.gather(*(process.communicate(b"go\n") for process in processes))
    assert [process.returncode for process in processes] == [0] * 4


async def test_opening_it_many_times_at_once_in_one_process_is_fine(database_url: str) -> None:
    databases = [Database(database_url) for _ in range(6)]
    await asyncio.gather(*(database.open() for database in databases))
    counts = [await count(database) for database in databases]
    for database in databases:
        await database.close()
    assert counts == [0] * 6


async def test_what_is_there_survives_another_start(database: Database, database_url: str) -> None:
    async with database.begin() as connection:
        await connection.execute(insert(WORKERS), worker("one"))
    again = Database(database_url)
    await again.open()
    found = await count(again)
    await again.close()
    assert found == 1


async def test_a_block_that_raises_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.begin() as connection:
            await connection.execute(insert(WORKERS), worker("one"))
            await connection.execute(insert(WORKERS), worker("one"))
    assert await count(database) == 0


async def test_a_cancelled_writer_leaves_nothing_behind_and_lets_the_next_in(database: Database) -> None:
    inside = asyncio.Event()

    async def write_and_hang() -> None:
        async with database.begin() as connection:
            await connection.execute(insert(WORKERS), worker("one"))
            inside.set()
            await asyncio.sleep(3600)

    task = asyncio.create_task(write_and_hang())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.begin() as connection:
        await connection.execute(insert(WORKERS), worker("two"))
    assert await count(database) == 1


async def test_a_reader_does_not_wait_for_a_writer(database: Database) -> None:
    async with database.begin() as connection:
        await connection.execute(insert(WORKERS), worker("one"))
        assert await count(database) == 0
    assert await count(database) == 1


async def test_writers_of_several_processes_lose_nothing(database: Database, database_url: str) -> None:
    others = [Database(database_url) for _ in range(3)]

    async def replace_own(writer: Database, name: str) -> None:
        for _ in range(10):
            async with writer.begin() as connection:
                # To read first is what makes SQLite refuse the write of a transaction that began as a reader.
                await connection.execute(select(func.count()).select_from(WORKERS))
                await connection.execute(delete(WORKERS).where(WORKERS.c.executor_id == name))
                await connection.execute(insert(WORKERS), worker(name))

    await asyncio.gather(*(replace_own(writer, f"{i}") for i, writer in enumerate([database, *others])))
    for other in others:
        await other.close()
    assert await count(database) == 4


async def test_connections_that_the_server_has_cut_are_replaced(postgres_url: str) -> None:
    database = Database(postgres_url)
    await database.open()
    before = await count(database)
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        cut = admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        ).fetchall()
    after = await count(database)
    await database.close()
    assert len(cut) == 1
    assert (before, after) == (0, 0)


async def test_inserting_once_tells_who_was_first(database: Database) -> None:
    async with database.begin() as connection:
        first = await connection.execute(database.insert_once(WORKERS), worker("one"))
        second = await connection.execute(database.insert_once(WORKERS), worker("one"))
    assert (first.rowcount, second.rowcount) == (1, 0)


async def test_closing_twice_is_fine(database: Database) -> None:
    await count(database)
    await database.close()
    await database.close()


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://bot:s3cret@host/bot", "sqlite://", "postgresql//bot:s3cret"])
def test_a_url_that_is_no_database_is_named_without_the_password(url: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL") as refused:
        Database(url)
    assert "s3cret" not in str(refused.value)


async def test_a_database_that_is_not_there_is_named_without_the_password() -> None:
    database = Database(f"postgres://bot:s3cret@127.0.0.1:{free_port()}/bot")
    with pytest.raises(SettingsError, match=r"DATABASE_URL.*refused") as refused:
        await database.open()
    assert "s3cret" not in str(refused.value)
    assert "\n" not in str(refused.value)
