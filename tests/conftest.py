"""On CI a skipped test is a failed run: everything that the tests need is installed there."""

import os

import pytest


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Locally a missing program costs its tests, and the summary says which; on CI it costs the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        reporter.write_line("Tests were skipped, and on CI none may be.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
