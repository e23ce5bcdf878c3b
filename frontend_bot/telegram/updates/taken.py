"""One update that is at hand, and where one person's updates are."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiogram.types import Update

from frontend_bot.services.storage.put_aside import AsideUpdate

SHARE = 20
"""Updates of one person in memory at once: a fifth of what Telegram shows at once of what is not acknowledged."""

PATIENCE_SECONDS = 1.0
"""An update that has been at hand for so long is put aside."""


@dataclass(frozen=True, slots=True)
class IncomingUpdate:
    """An update as it came. ``person``: whose turn it waits for. ``raw`` is read when that has come: reading a hundred
    at once would take a while; ``update`` is one that has been read already."""

    update_id: int
    person: int
    raw: Mapping[str, Any] = field(default_factory=dict)
    update: Update | None = None

    @classmethod
    def of(cls, update: Update) -> "IncomingUpdate":
        """One that has been read."""
        return cls(update.update_id, _person_of(update), update=update)

    def content(self) -> str:
        """Its JSON."""
        if self.update is not None:
            return self.update.model_dump_json(by_alias=True, exclude_unset=True)
        return json.dumps(self.raw, ensure_ascii=True, separators=(",", ":"))


@dataclass(eq=False)
class TakenUpdate:
    """One update in memory. ``task`` is None while its person has no room for it."""

    incoming: IncomingUpdate
    since: float
    task: asyncio.Task[None] | None = None
    is_put_aside: bool = False

    @property
    def is_settled(self) -> bool:
        """Whether it may be acknowledged."""
        return self.is_put_aside or (self.task is not None and self.task.done())


@dataclass(eq=False)
class PersonUpdates:
    """Where one person's updates are: handled one after the other, without room for it, or only in the database."""

    last: asyncio.Task[None] | None = None
    at_work: int = 0
    without_room: int = 0
    aside: int = 0
    handled: list[int] = field(default_factory=list)
    """Those that were put aside and have been handled since; still to be forgotten there."""
    goes_on: bool = False

    @property
    def has_room(self) -> bool:
        return not self.aside and self.at_work < SHARE

    @property
    def is_idle(self) -> bool:
        """Nothing of theirs is being handled, and there is something in the database."""
        return not self.at_work and not self.goes_on and bool(self.aside or self.handled)

    @property
    def is_gone(self) -> bool:
        return not (self.at_work or self.without_room or self.aside or self.handled or self.goes_on)


def _person_of(update: Update) -> int:
    """The sender; where Telegram names none, the chat; 0 for nobody."""
    event = update.message or update.callback_query
    if event is not None and event.from_user is not None:
        return event.from_user.id
    return update.message.chat.id if update.message else 0


def read_plainly(incoming: IncomingUpdate) -> Update:
    """As a test or a program without a bot reads one. Raises ValidationError."""
    return incoming.update or Update.model_validate(incoming.raw)


async def until_settled(entries: Iterable[TakenUpdate], timeout: float | None) -> None:
    """Wait until each has been handled or put aside, ``timeout`` seconds at the most."""
    unsettled = [entry for entry in entries if not entry.is_settled]
    tasks = {entry.task for entry in unsettled if entry.task}
    if tasks:
        await asyncio.wait(tasks, timeout=timeout)
    elif unsettled:  # none has begun, and the database is away
        await asyncio.sleep(PATIENCE_SECONDS if timeout is None else timeout)


def aside_of(entry: TakenUpdate) -> AsideUpdate:
    """What is kept of it."""
    return AsideUpdate(entry.incoming.update_id, entry.incoming.person, entry.incoming.content())
