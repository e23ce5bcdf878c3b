"""Real servers, and a database of each kind."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from frontend_bot.services.storage import database as storage
from frontend_bot.services.storage.database import Database
from tests.patience import patience
from tests.services import _session_postgres, _session_redis, postgres_url, redis_server, redis_url

__all__ = ["_session_postgres", "_session_redis", "postgres_url", "redis_server", "redis_url"]


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty database; the whole test runs once for each kind."""
    monkeypatch.setitem(storage.POSTGRES_LIMITS, "connect_timeout", round(patience(10)))
    monkeypatch.setattr(storage, "BUSY_SECONDS", patience(storage.BUSY_SECONDS))
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/database.db"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The same, opened."""
    database = Database(database_url)
    await database.open()
    yield database
    await database.close()
