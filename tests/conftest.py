"""The order of the tests, and on CI: a skipped test is a failed run, because everything is installed there."""

import os

import pytest

from frontend_bot.telegram.deferred_types import import_aiogram

import_aiogram()  # as the program does it, and before a test imports it

SLOW_FIRST = ("photos", "chaos", "journeys", "bugs", "backend_api", "playground", "contracts")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long stories first: at the end two processes share what is quick, and none waits long for the other."""
    places = {config.rootpath / "tests" / name: place for place, name in enumerate(SLOW_FIRST)}
    items.sort(key=lambda item: min((places[p] for p in item.path.parents if p in places), default=len(places)))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Locally a missing program costs its tests, and the summary says which; on CI it costs the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        reporter.write_line("Tests were skipped, and on CI none may be.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
