"""The doctor finds real servers where the settings say they are."""

from pathlib import Path

import pytest

from frontend_bot.doctor import examine


async def test_redis_and_postgres_answer(
    redis_url: str, postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REDIS_URL", redis_url)
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    said = [finding.sentence async for finding in examine() if finding.works]
    assert "Redis answers." in said
    assert "PostgreSQL answers." in said
