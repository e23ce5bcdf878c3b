"""Updates as aiogram's types, one at a time: one that it cannot read must not hold up the others."""

from collections.abc import Iterator
from typing import Any

import structlog
from aiogram import Bot
from aiogram.types import Update
from pydantic import ValidationError

log = structlog.get_logger()


def parsed_update(raw: object, bot: Bot) -> Update | None:
    """One update of the Bot API; None for what is none.

    One that has its number and that aiogram cannot read is logged and comes back empty, as handled: Telegram would
    send it again for a day, and hold back everything behind it.
    """
    number = raw.get("update_id") if isinstance(raw, dict) else None
    if not isinstance(number, int):
        return None
    try:
        return Update.model_validate(raw, context={"bot": bot})
    except ValidationError as error:
        places = sorted({".".join(map(str, one["loc"][:3])) for one in error.errors()})[:5]
        log.error("an update cannot be read", update=number, places=places)
        return Update(update_id=number)


def parsed_updates(answer: Any, bot: Bot) -> Iterator[Update]:
    """Those of a whole answer of getUpdates, whatever else stands in it."""
    told = answer.get("result") if isinstance(answer, dict) and answer.get("ok") else None
    for raw in told if isinstance(told, list) else []:
        update = parsed_update(raw, bot)
        if update is not None:
            yield update
