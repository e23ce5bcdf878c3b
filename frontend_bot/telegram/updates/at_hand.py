"""The updates that are being handled: side by side, those of one person in order, and nobody more than a share.

What exceeds a person's share, and what has been at hand for long, is put aside: it lies in the database, may be
acknowledged, and is handled when its turn comes, after a crash as well. So nobody's press waits for the messages of
somebody else, and still nothing is acknowledged before it has been handled or is durable.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Sequence

import structlog
from aiogram.types import Update

from frontend_bot.errors import StoreUnavailable
from frontend_bot.services.rate_limit.backlog import Backlog
from frontend_bot.services.storage.put_aside import AsideUpdate, PutAside
from frontend_bot.services.task_keeper import TaskKeeper
from frontend_bot.telegram.updates.taken import (
    PATIENCE_SECONDS,
    SHARE,
    IncomingUpdate,
    PersonUpdates,
    TakenUpdate,
    aside_of,
    read_plainly,
    until_settled,
)

log = structlog.get_logger()

Handle = Callable[[Update], Awaitable[None]]
"""Handles one update for good: waits itself for what is away. What it raises is logged, and not tried again."""
Read = Callable[[IncomingUpdate], Update]
"""Reads an update when its turn has come."""

_HOLD_SECONDS = 10.0
_LONGEST_PAUSE = 10.0
_LONGEST_HURRY_SECONDS = 5.0
"""A flood that does not end must not keep its own first messages from being answered."""


class AtHand:
    """Handles updates. Without ``aside`` everything stays in memory until it has been handled."""

    def __init__(
        self,
        handle: Handle,
        keeper: TaskKeeper,
        aside: PutAside | None = None,
        backlog: Backlog | None = None,
        read: Read = read_plainly,
    ) -> None:
        self._handle, self._keeper, self._aside, self._read = handle, keeper, aside, read
        self._backlog = backlog or Backlog()
        self._entries: dict[int, TakenUpdate] = {}
        self._people: dict[int, PersonUpdates] = {}
        self._tasks: dict[asyncio.Task[None], TakenUpdate] = {}
        self._writing = asyncio.Lock()
        self._is_leaving = False
        self._calm = asyncio.Event()
        self._calm.set()

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, update_id: int) -> bool:
        return update_id in self._entries

    def take(self, updates: Iterable[IncomingUpdate]) -> None:
        """Begin with them, as far as their people have room; the others wait for ``put_aside``."""
        now = asyncio.get_running_loop().time()
        for incoming in updates:
            entry = self._entries[incoming.update_id] = TakenUpdate(incoming, now)
            person = self._person(incoming.person)
            self._backlog.count(incoming.person, +1)
            if self._aside is None or (person.has_room and not person.without_room):
                self._begin(entry)
            else:
                person.without_room += 1

    async def accept(self, update: IncomingUpdate) -> None:
        """Take one, and wait until it has been handled or put aside; the same one again waits for the first."""
        if update.update_id not in self._entries:
            self.take([update])
        entry = self._entries[update.update_id]
        if self._person(update.person).at_work > 1:
            entry.since = float("-inf")  # it would only wait for the one before it
        await self.put_aside()
        while not entry.is_settled:
            await until_settled([entry], PATIENCE_SECONDS)
            await self.put_aside()
        self._entries.pop(update.update_id, None)

    def is_settled(self, update_id: int) -> bool:
        """Whether it has been handled or put aside: it may be acknowledged."""
        return self._entries[update_id].is_settled

    def release(self, update_id: int) -> None:
        """It has been acknowledged."""
        del self._entries[update_id]

    def ids(self) -> list[int]:
        """What has not been acknowledged, in the order in which it came."""
        return sorted(self._entries)

    async def wait(self, timeout: float | None) -> None:
        """Until everything at hand has been handled or put aside, ``timeout`` seconds at the most."""
        await until_settled(self._entries.values(), timeout)

    async def put_aside(self, *, patience: float = PATIENCE_SECONDS) -> None:
        """Make durable what has no room and what has been at hand for ``patience`` seconds.

        Where the database is away nothing happens: they wait where they are.
        """
        if self._aside is None:
            return
        async with self._writing:  # who comes meanwhile is written by the next one, all at once
            entries = self._to_put_aside(patience)
            if not entries:
                return
            try:
                await self._aside.keep([aside_of(entry) for entry in entries])
            except StoreUnavailable as error:
                log.warning("updates cannot be put aside", count=len(entries), error=str(error))
                return
            for entry in entries:
                self._is_aside(entry)

    def hurry(self, *, is_behind: bool) -> None:
        """While more waits at Telegram than comes at once, what was put aside waits: others may stand behind it."""
        (self._calm.clear if is_behind else self._calm.set)()

    def open(self, *, is_alone: bool) -> None:
        """Go on with what was put aside before this process; ``is_alone``: no other one takes updates in."""
        if self._aside is not None:
            self._keeper.start(self._look_after(self._aside, is_alone=is_alone), "updates put aside")

    async def leave(self) -> None:
        """Put everything aside that is not handled, and handle nothing any more: the next process does."""
        if self._aside is None:
            return
        self._is_leaving = True
        await self.put_aside(patience=0.0)
        for task, entry in [*self._tasks.items()]:
            if entry.is_put_aside:
                task.cancel()
        handled = [update_id for person in self._people.values() for update_id in person.handled]
        try:
            await self._aside.next_of(0, handled, 0)
        except StoreUnavailable as error:
            log.warning("handled updates are not forgotten", count=len(handled), error=str(error))

    def _person(self, number: int) -> PersonUpdates:
        return self._people.setdefault(number, PersonUpdates())

    def _begin(self, entry: TakenUpdate) -> None:
        person = self._person(entry.incoming.person)
        person.at_work += 1
        person.last = entry.task = self._keeper.start(self._in_turn(entry.incoming, person.last), "update")
        self._tasks[entry.task] = entry
        entry.task.add_done_callback(self._ended)

    async def _in_turn(self, incoming: IncomingUpdate, before: "asyncio.Task[None] | None") -> None:
        if before is not None and not before.done():
            await asyncio.wait({before})
        await self._handle(self._read(incoming))

    def _ended(self, task: asyncio.Task[None]) -> None:
        entry = self._tasks.pop(task)
        person = self._person(entry.incoming.person)
        person.at_work -= 1
        self._backlog.count(entry.incoming.person, -1)
        if entry.is_put_aside and not task.cancelled():
            person.handled.append(entry.incoming.update_id)
        self._look_at(entry.incoming.person, person)

    def _look_at(self, number: int, person: PersonUpdates) -> None:
        """Go on with what lies in the database, or forget the person."""
        if person.is_idle and not self._is_leaving:
            person.goes_on = True
            self._keeper.start(self._go_on(number, person), "updates put aside")
        elif person.is_gone:
            self._people.pop(number, None)

    async def _go_on(self, number: int, person: PersonUpdates) -> None:
        """Forget what has been handled, begin with the person's next ones."""
        assert self._aside is not None
        await self._until_calm()
        handled, person.handled = person.handled, []
        expected = person.aside
        found = await self._next_of(self._aside, number, handled)
        person.aside -= len(found) or expected
        if not found and expected:  # another process has taken them over
            self._backlog.count(number, -expected)
        for one in found:
            incoming = IncomingUpdate(one.update_id, number, json.loads(one.content))
            self._begin(TakenUpdate(incoming, 0.0, is_put_aside=True))
        person.goes_on = False
        self._look_at(number, person)

    async def _until_calm(self) -> None:
        try:
            async with asyncio.timeout(_LONGEST_HURRY_SECONDS):
                await self._calm.wait()
        except TimeoutError:
            pass

    async def _next_of(self, aside: PutAside, number: int, handled: Sequence[int]) -> Sequence[AsideUpdate]:
        pause = 0.2
        while True:
            try:
                return await aside.next_of(number, handled, SHARE)
            except StoreUnavailable as error:
                log.warning("updates put aside cannot be read", error=str(error), again_in=pause)
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)

    def _to_put_aside(self, patience: float) -> list[TakenUpdate]:
        """In their order. Those for which there is room now begin instead."""
        before = asyncio.get_running_loop().time() - patience
        found = []
        for _, entry in sorted(self._entries.items()):
            if entry.is_settled:
                continue
            person = self._person(entry.incoming.person)
            if entry.task is None and person.has_room and not self._is_leaving:
                person.without_room -= 1
                self._begin(entry)
            elif entry.task is None or entry.since <= before:
                found.append(entry)
        return found

    def _is_aside(self, entry: TakenUpdate) -> None:
        entry.is_put_aside = True
        person = self._person(entry.incoming.person)
        if entry.task is None:
            person.without_room -= 1
            person.aside += 1
        elif entry.task.done():  # while it was being written
            person.handled.append(entry.incoming.update_id)
        self._look_at(entry.incoming.person, person)

    async def _look_after(self, aside: PutAside, *, is_alone: bool) -> None:
        while not self._is_leaving:
            try:
                for number, count in (await aside.adopt(at_once=is_alone)).items():
                    person = self._person(number)
                    person.aside += count
                    self._backlog.count(number, count)
                    self._look_at(number, person)
                if self._people:
                    await aside.hold()
            except StoreUnavailable as error:
                log.warning("updates put aside cannot be looked after", error=str(error))
            await asyncio.sleep(_HOLD_SECONDS)
