"""Where things lie: the folder, the databases, what is remembered of users."""

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from frontend_bot.config import DatabaseSettings, Settings
from frontend_bot.errors import SettingsError
from frontend_bot.services.state_manager import MemoryStateManager, StateManager
from frontend_bot.wiring.check import Check

_SECONDS = 5.0
_LITTLE_ROOM = 1_000_000_000


def storage_folder(settings: Settings) -> Path:
    """STORAGE_DIR as an absolute path, made if it is not there, and closed to other users.

    Raises SettingsError if it cannot be.
    """
    storage = settings.storage_dir.resolve()
    try:
        storage.mkdir(parents=True, exist_ok=True)
        _close_to_others(storage)
    except OSError as error:
        raise SettingsError(
            f"STORAGE_DIR cannot be used ({error.strerror}). Name a folder that this program may write to."
        ) from None
    return storage


def _close_to_others(storage: Path) -> None:
    """0700 for the folder, 0600 for the databases in it, also where an earlier version has made them.

    What belongs to somebody else is their business: a folder that a service manager has made, say.
    """
    for path in (storage, *storage.glob("*.sqlite*")):
        with suppress(PermissionError, FileNotFoundError):
            path.chmod(0o700 if path == storage else 0o600)


def history_url(settings: Settings | DatabaseSettings, storage: Path) -> str:
    """Where history, albums, status messages and heartbeats lie."""
    return settings.database_url.get_secret_value() or f"sqlite:///{storage / 'history.sqlite'}"


def jobs_url(settings: Settings | DatabaseSettings, storage: Path) -> str:
    """With PostgreSQL one database holds both; with SQLite two files, so that two writers never wait for each other."""
    url = settings.database_url.get_secret_value()
    if url.startswith("sqlite"):
        return f"{url}.jobs"
    return url or f"sqlite:///{storage / 'jobs.sqlite'}"


def build_state_manager(settings: Settings) -> StateManager:
    """Redis if there is one, else memory."""
    url = settings.redis_url.get_secret_value()
    if not url:
        return MemoryStateManager()
    from frontend_bot.services.state_redis import RedisStateManager

    return RedisStateManager(url)


def examine_folder(folder: Path) -> Check:
    """Whether STORAGE_DIR can be written and has room. Blocking."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            free = shutil.disk_usage(folder).free
    except OSError as error:
        return Check(False, f"STORAGE_DIR {folder} cannot be written ({error.strerror}): choose another folder.")
    if free < _LITTLE_ROOM:
        return Check(False, f"STORAGE_DIR {folder} has less than 1 GB left: make room.")
    return Check(True, f"STORAGE_DIR {folder} can be written, {free // 10**9} GB are free.")


async def examine_redis(url: str) -> Check:
    """Whether it answers."""
    from redis.asyncio import Redis
    from redis.exceptions import RedisError

    try:
        client = Redis.from_url(url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS)
        async with client:
            await client.ping()
    except (RedisError, OSError, ValueError) as error:
        return Check(False, f"REDIS_URL does not answer ({type(error).__name__}): start Redis or correct the address.")
    return Check(True, "Redis answers.")


async def examine_database(url: str) -> Check:
    """Whether PostgreSQL answers; a SQLite file is looked at with its folder."""
    if url.startswith("sqlite"):
        return Check(True, "DATABASE_URL is a SQLite file.")
    import psycopg

    try:
        connection = await psycopg.AsyncConnection.connect(url, connect_timeout=int(_SECONDS))
        await connection.close()
    except psycopg.Error as error:
        sentence = f"DATABASE_URL does not answer ({type(error).__name__}): start PostgreSQL or correct the address."
        return Check(False, sentence)
    return Check(True, "PostgreSQL answers.")
