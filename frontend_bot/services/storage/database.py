"""The database: SQLite in one file by default, PostgreSQL by one setting, the same statements for both."""

import asyncio
import fcntl
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, MetaData, NullPool, Table, create_engine, event, inspect, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from frontend_bot.errors import SettingsError

METADATA = MetaData()
"""All tables; each service that owns one defines it. The migrations make them (a test compares the two)."""

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_SECONDS = 30.0
"""How long a statement waits for another one's lock before it fails."""
SQLITE_LIMITS = {"timeout": BUSY_SECONDS}
POSTGRES_LIMITS: dict[str, Any] = {"connect_timeout": 10}
LOOK_SECONDS = 5
"""How long a program beside the bot waits for a server."""
MIGRATION_SECONDS = 600
"""How long a starting process waits for another one's migration."""
LOCK_KEY = 0x7E1E_B07
"""PostgreSQL advisory lock that one migrating process holds; any constant of our own will do."""
READS = "bot_reads"


class Database:
    """One pool of connections to ``url``: ``sqlite:///file`` or ``postgresql://user:password@host/name``.

    Belongs to one event loop. Raises SettingsError for a url that is neither.
    """

    def __init__(self, url: str) -> None:
        self._url = _with_driver(url)
        self._is_sqlite = self._url.get_backend_name() == "sqlite"
        self._engine = _sqlite_engine(self._url) if self._is_sqlite else _postgres_engine(self._url)
        # SQLite has one writer at a time and makes the others poll; a queue in front is fair and costs nothing.
        self._turn: AbstractAsyncContextManager[Any] = asyncio.Lock() if self._is_sqlite else nullcontext()

    async def open(self) -> None:
        """Bring the tables up to date; safe when several processes start at once.

        Raises SettingsError, in one sentence without the password, when the database cannot be reached.
        """
        try:
            await asyncio.to_thread(_migrate, self._url)
        except OperationalError as error:
            reason = str(error.orig).partition("\n")[0]
            raise SettingsError(f"DATABASE_URL: the database cannot be opened ({reason}).") from error

    async def close(self) -> None:
        """Close all connections. May be called more than once."""
        await self._engine.dispose()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that may write: committed at the end of the block, rolled back if the block raises."""
        async with self._turn, self._engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection for SELECTs, each of which sees what is committed when it starts; never waits for a writer."""
        async with self._engine.connect() as connection:
            yield await connection.execution_options(**{READS: True})

    async def scrub(self) -> None:
        """Leave no trace of what was deleted: SQLite keeps it in its write-ahead log until others write over it."""
        if self._is_sqlite:
            async with self._turn, self.read() as connection:
                await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def insert_once(self, table: Table) -> Any:
        """``INSERT ... ON CONFLICT DO NOTHING``, an insert that changes nothing where the key is there already.

        The statement's ``rowcount`` is 1 if the row is new, else 0.
        """
        insert = sqlite.insert if self._is_sqlite else postgresql.insert
        return insert(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)

    def insert_adding(self, table: Table) -> Any:
        """An insert that adds its figures to those of the row, where the key is there already."""
        insert = (sqlite.insert if self._is_sqlite else postgresql.insert)(table)
        figures = [column for column in table.columns if not column.primary_key]
        sums = {column.name: column + insert.excluded[column.name] for column in figures}
        return insert.on_conflict_do_update(index_elements=list(table.primary_key), set_=sums)


def read_only_engine(url: str) -> Engine:
    """What a program beside the bot looks with: it can change nothing, and makes no SQLite file that is not there.

    Belongs to no event loop. A server that does not answer within ``LOOK_SECONDS`` is an OperationalError.
    Raises SettingsError as Database does.
    """
    parsed = _with_driver(url)
    if parsed.get_backend_name() == "sqlite":
        file = f"file:{quote(parsed.database or '')}"
        parsed = parsed.set(drivername="sqlite", database=file, query={"mode": "ro", "uri": "true"})
        return create_engine(parsed, poolclass=NullPool, connect_args=SQLITE_LIMITS)
    options = f"-c default_transaction_read_only=on -c statement_timeout={BUSY_SECONDS:.0f}s"
    limits = POSTGRES_LIMITS | {"connect_timeout": LOOK_SECONDS, "options": options}
    return create_engine(parsed, poolclass=NullPool, connect_args=limits)


def _with_driver(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # its message holds the url, and the url a password
        parsed = None
    backend = parsed.get_backend_name() if parsed else ""
    if parsed and backend == "sqlite" and parsed.database and parsed.database != ":memory:":
        return parsed.set(drivername="sqlite+aiosqlite")
    if parsed and backend in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    raise SettingsError("DATABASE_URL: write postgresql://user:password@host/name, or sqlite:///path/of/a/file.")


def _sqlite_engine(url: URL) -> AsyncEngine:
    # isolation_level=None: Python's sqlite3 opens no transactions on its own, the listener below does.
    engine = create_async_engine(url, connect_args=SQLITE_LIMITS | {"isolation_level": None})
    event.listen(engine.sync_engine, "connect", _set_sqlite_up)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _set_sqlite_up(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    # NORMAL: in WAL mode a power cut may cost the last transactions, a crash of the program none.
    # secure_delete: what a user erases is overwritten, not only unlinked.
    for pragma in ("synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that reads and then writes fails at once when another process wrote in between.
    if not connection.get_execution_options().get(READS):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _postgres_engine(url: URL) -> AsyncEngine:
    limits = POSTGRES_LIMITS | {"options": f"-c statement_timeout={BUSY_SECONDS:.0f}s"}
    return create_async_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True, connect_args=limits)


def _migrate(url: URL) -> None:
    if url.get_backend_name() == "sqlite":
        file = Path(url.database or "")
        file.parent.mkdir(parents=True, exist_ok=True)
        with _file_lock(file.with_name(file.name + ".lock")):
            _upgrade(url.set(drivername="sqlite"), SQLITE_LIMITS, "PRAGMA journal_mode=WAL")
    else:
        limits = POSTGRES_LIMITS | {"options": f"-c lock_timeout={MIGRATION_SECONDS}s"}
        _upgrade(url, limits, f"SELECT pg_advisory_xact_lock({LOCK_KEY})")


def _upgrade(url: URL, limits: dict[str, Any], first: str) -> None:
    """Run the migrations in one transaction that begins with the statement ``first``."""
    engine = create_engine(url, poolclass=NullPool, connect_args=limits)
    try:
        with engine.begin() as connection:
            connection.execute(text(first))
            if _revision(connection) != newest_revision():
                _run_migrations(connection)
    finally:
        engine.dispose()


def newest_revision() -> str:
    """The last of our migrations; each file's name begins with its revision."""
    return max(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _run_migrations(connection: Connection) -> None:
    from alembic import command  # large and slow to import, and nothing is to be done at nearly every start
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, "head")


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    # A file of its own: closing a second handle on the database file would drop SQLite's locks on it.
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
