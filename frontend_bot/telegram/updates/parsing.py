"""Updates as aiogram's types, one at a time: one that it cannot read must not hold up the others."""

from collections.abc import Callable, Iterator
from typing import Any

import structlog
from aiogram import Bot
from aiogram.methods import TelegramMethod
from aiogram.types import Update
from pydantic import ValidationError

from frontend_bot.telegram.updates.taken import IncomingUpdate

log = structlog.get_logger()


class GetRawUpdates(TelegramMethod[list[Any]]):
    """getUpdates whose answer is not read: one update that aiogram does not know must not hold up the others."""

    __returning__ = list[Any]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int | None = None
    timeout: int | None = None
    allowed_updates: list[str] | None = None


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


def incoming_update(raw: object) -> IncomingUpdate | None:
    """One update of the Bot API before it is read; None for what is none."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or not isinstance(number, int):
        return None
    event = raw.get("message") or raw.get("callback_query")
    return IncomingUpdate(number, _id_of(event, "from") or _id_of(event, "chat"), raw)


def reader(bot: Bot) -> Callable[[IncomingUpdate], Update]:
    """Reads an update when its turn has come; empty, as handled, if this version cannot."""

    def read(incoming: IncomingUpdate) -> Update:
        return incoming.update or parsed_update(incoming.raw, bot) or Update(update_id=incoming.update_id)

    return read


def _id_of(event: object, whose: str) -> int:
    """0 where there is none: a stranger's bytes may have any shape."""
    told = event.get(whose) if isinstance(event, dict) else None
    number = told.get("id") if isinstance(told, dict) else None
    return number if isinstance(number, int) and abs(number) < 1 << 63 else 0
