"""Every error of the package survives the record of a step: it comes back as itself, with its numbers."""

import importlib
import json
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest

import frontend_bot
from frontend_bot.errors import BotError

NOT_IMPORTED = ("_process", ".main", ".worker", "migrations")
"""Programs that begin to work, or need what only their own process has."""


def _all_errors() -> Iterator[type[BotError]]:
    for module in pkgutil.walk_packages(frontend_bot.__path__, "frontend_bot."):
        if not any(part in module.name for part in NOT_IMPORTED):
            importlib.import_module(module.name)
    waiting: list[type[BotError]] = [BotError]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += one.__subclasses__()


def _name(error: Any) -> str:
    return str(error.__name__)


@pytest.mark.parametrize("error", sorted(_all_errors(), key=_name), ids=_name)
def test_an_error_is_replayed_as_itself(error: type[BotError]) -> None:
    raised = error("for the log", minutes=90, whose="mine", cost=0.5)
    replayed = BotError.of_record(json.loads(json.dumps(raised.as_record())))
    assert type(replayed) is error
    assert (replayed.detail, replayed.variables, str(replayed)) == (raised.detail, raised.variables, str(raised))
    assert (replayed.sentence, replayed.can_retry) == (error.sentence, error.can_retry)


def test_an_error_of_another_version_is_still_an_error_with_its_detail() -> None:
    replayed = BotError.of_record({"error": "NoLongerThere", "detail": "why", "variables": {"incident": "1a2b"}})
    assert type(replayed) is BotError
    assert replayed.variables == {"incident": "1a2b"}


def test_two_errors_may_not_share_a_name() -> None:
    with pytest.raises(TypeError, match="EngineMissing"):
        type("EngineMissing", (BotError,), {})
