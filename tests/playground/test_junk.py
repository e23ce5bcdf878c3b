"""Whatever arrives: an answer in the Bot API's form, never an accident of the emulator."""

from typing import Any

import pytest

from playground.method_table import METHODS
from playground.schema import read_methods
from playground.server import Playground
from tests.playground.conftest import ANNA, Call

JUNK: tuple[Any, ...] = (
    "", "x", "\ud800", "й" * 70_000, 0, -1, 10**30, 1.5, True, None, [], {}, [[]], [None], {"type": "photo"},
    [{"type": "photo", "media": "x"}] * 2, {"inline_keyboard": 5}, {"keyboard": [[5]]}, {"message_id": "x"},
    [{"type": "bold", "offset": 5, "length": -3}], "[1", "{}", "NaN", "1e999", float("inf"),
)  # fmt: skip


METHODS_OF_TELEGRAM = read_methods()


@pytest.mark.parametrize("name", sorted(set(METHODS)))
async def test_junk_is_answered_properly(telegram: Playground, call: Call, name: str) -> None:
    telegram.world.rates.choose("off")
    good = {"chat_id": ANNA, "message_id": telegram.say(ANNA, "x")["message_id"], "from_chat_id": ANNA, "text": "x"}
    method = METHODS_OF_TELEGRAM[name]
    for field in method.fields:
        for junk in JUNK:
            if name == "getupdates" and field == "timeout":
                continue
            body = await call(method.name, **{**good, field: junk})
            assert body["ok"] or 400 <= body["error_code"] < 500 or body["error_code"] == 501, (field, junk, body)
    await telegram.world.webhook.stop()
