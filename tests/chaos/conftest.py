"""Recordings for the chaos tests, and programs in which nothing is measured: most are killed before they could tell."""

import os

import pytest

from tests.media_fixtures import samples
from tests.warm_programs import without_coverage

__all__ = ["samples"]


@pytest.fixture(autouse=True)
def unmeasured(monkeypatch: pytest.MonkeyPatch) -> None:
    """For every program that starts here."""
    for name in os.environ.keys() - without_coverage(os.environ).keys():
        monkeypatch.delenv(name)
