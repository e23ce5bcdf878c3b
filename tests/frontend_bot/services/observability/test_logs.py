"""Logs: nothing secret gets past them, in any form, tracebacks and foreign loggers included."""

import json
import subprocess
import sys

import pytest

from tests.patience import patience

_PROGRAM = """
import logging, sys
import structlog
from frontend_bot.services.observability.logs import set_up_logs

set_up_logs("INFO", sys.argv[1], ["123:token-hunter2", "key-hunter2", "", "key-hunter2-and-more"])
log = structlog.get_logger("ours")
log.debug("not shown")
log.info("sending", url="https://api/bot123:token-hunter2/send", part="token-hunter2", more="key-hunter2-and-more")
logging.getLogger("theirs").warning("Bearer %s failed", "key-hunter2", extra={"header": "key-hunter2"})
logging.getLogger("aiogram.event").info("not shown")
try:
    raise ValueError("cannot reach https://api/bot123:token-hunter2/getMe")
except ValueError:
    log.exception("broken", n=1)
"""


def _lines(form: str) -> list[str]:
    command = [sys.executable, "-c", _PROGRAM, form]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=patience(60), check=True)
    assert ended.stdout == ""
    assert "hunter2" not in ended.stderr
    assert "not shown" not in ended.stderr
    return ended.stderr.splitlines()


def test_lines_for_people() -> None:
    lines = _lines("console")
    assert "sending" in lines[0]
    assert "***" in lines[0]
    assert "Bearer *** failed" in lines[1]
    assert any("Traceback" in line for line in lines)
    assert any(line.startswith("ValueError: cannot reach https://api/bot***/getMe") for line in lines)


def test_json_for_machines() -> None:
    first, second, third = map(json.loads, _lines("json"))
    assert (first["event"], first["level"], first["url"]) == ("sending", "info", "https://api/bot***/send")
    assert first["timestamp"].endswith("Z")
    assert (second["event"], second["level"], second["header"]) == ("Bearer *** failed", "warning", "***")
    assert third["n"] == 1
    assert "ValueError: cannot reach" in third["exception"]


@pytest.mark.parametrize("form", ["console", "json"])
def test_one_event_is_one_record(form: str) -> None:
    assert sum("sending" in line for line in _lines(form)) == 1
