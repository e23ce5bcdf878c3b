"""What holds for all tests: their order, their patience, the programs that they start, and that CI skips none."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests import telegram_types  # noqa: F401  # as the program imports them, and before a test does
from tests.patience import patience, slowness, use
from tests.warm_programs import WARM, without_coverage

SLOW_FIRST = ("photos", "chaos", "journeys", "bugs", "backend_api", "playground", "contracts")
FROM_OUTSIDE = ("photos", "chaos", "journeys", "backend_api", "playground")
"""What is tested runs in programs of its own; measuring what stands around them makes it half as fast for nothing."""
UNMEASURED = (
    "photos", "chaos", "bugs", "backend_api", "playground", "contracts", "frontend_bot/media", "frontend_bot/telegram",
    "frontend_bot/test_registry.py",
)  # fmt: skip
"""The programs that these start show no line that others do not, and measuring makes them half as fast."""

# Neither an example nor its making may be late on a slow machine.
settings.register_profile("any machine", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def pytest_configure(config: pytest.Config) -> None:
    """What xdist's controller knows its workers need not find out."""
    told = getattr(config, "workerinput", {})
    if told:
        use(told["slowness"])
    WARM.begin(told.get("warm"))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """In xdist's controller, for each worker before it starts."""
    node.workerinput["slowness"] = slowness(node.config.option.numprocesses or 1)
    node.workerinput["warm"] = WARM.start_all()


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtestloop() -> Iterator[None]:
    """The programs' coverage is written before pytest-cov, one wrapper further out, adds it all up."""
    try:
        return (yield)
    finally:
        WARM.end_all()


def pytest_report_header() -> str:
    """Limits that are not what the tests say."""
    return f"patience: {slowness():.1f} times"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long stories first: at the end two processes share what is quick, and none waits long for the other."""
    tests = config.rootpath / "tests"
    places = {tests / name: place for place, name in enumerate(SLOW_FIRST)}
    items.sort(key=lambda item: min((places[p] for p in item.path.parents if p in places), default=len(places)))
    outside = {tests / name for name in FROM_OUTSIDE}
    for item in items:
        if not outside.isdisjoint(item.path.parents):
            item.add_marker(pytest.mark.no_cover)
        own = item.get_closest_marker("timeout")
        seconds = own.args[0] if own else float(config.getini("timeout"))
        item.add_marker(pytest.mark.timeout(patience(seconds)), append=False)


@pytest.fixture(autouse=True)
def unmeasured(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """For every program that such a test starts by itself."""
    tests = request.config.rootpath / "tests"
    if not {tests / name for name in UNMEASURED}.isdisjoint((request.path, *request.path.parents)):
        for name in os.environ.keys() - without_coverage(os.environ).keys():
            monkeypatch.delenv(name)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Locally a missing program costs its tests, and the summary says which; on CI it costs the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        reporter.write_line("Tests were skipped, and on CI none may be.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
