"""Logs: nothing secret gets past them, in any form, tracebacks and foreign loggers included."""

import json
import re
import subprocess
import sys

import pytest
from pydantic import SecretStr

from frontend_bot.config import Settings
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


_EVERY_SECRET = """
import sys
import structlog
from pydantic import SecretStr
from frontend_bot.config import Settings
from frontend_bot.services.observability.logs import set_up_logs

names = [name for name, field in Settings.model_fields.items() if field.annotation is SecretStr]
values = {name: SecretStr(f"hunter2-{name}") for name in names}
settings = Settings.model_construct(**values)
set_up_logs("INFO", "json", settings.secrets())
for name in names:
    structlog.get_logger().info("a line", field=name, value=values[name].get_secret_value(), settings=repr(settings))
print(*names)
"""


def test_every_secret_of_the_settings_is_hidden() -> None:
    command = [sys.executable, "-c", _EVERY_SECRET]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=patience(60), check=True)
    names = ended.stdout.split()
    assert {"telegram_token", "text_api_key", "database_url"} <= set(names)
    lines = [json.loads(line) for line in ended.stderr.splitlines()]
    assert [line["field"] for line in lines] == names
    assert {line["value"] for line in lines} == {"***"}
    assert "hunter2" not in ended.stderr


def test_what_sounds_like_a_secret_is_one() -> None:
    """A new key, token or address with a password in it must have the type that is hidden."""
    sounding = re.compile(r"_(key|token|secret|password|dsn|proxy)$|^(database|redis)_url$")
    named = {name for name in Settings.model_fields if sounding.search(name)}
    assert named == {name for name, field in Settings.model_fields.items() if field.annotation is SecretStr}
