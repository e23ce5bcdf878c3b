"""The updates that have been fetched but not acknowledged, and how far they are.

Telegram forgets what lies before the offset of the next request, so the offset is the first update that has been
neither handled nor put aside: what lies behind it comes again with what is new, is known here, and is not handled
twice. So nobody's press waits until a hundred recordings of others have become durable, and still nothing is
acknowledged before it is handled or durable.
"""

from collections.abc import Iterable

from aiogram.types import Update

from frontend_bot.services.rate_limit.backlog import Backlog
from frontend_bot.services.storage.put_aside import PutAside
from frontend_bot.services.task_keeper import TaskKeeper
from frontend_bot.telegram.updates.at_hand import AtHand, Handle, Read
from frontend_bot.telegram.updates.taken import IncomingUpdate, read_plainly


class Unacknowledged:
    """Handles updates side by side, those of one person in order; knows from where on Telegram must keep them."""

    def __init__(
        self,
        handle: Handle,
        keeper: TaskKeeper,
        aside: PutAside | None = None,
        backlog: Backlog | None = None,
        read: Read = read_plainly,
    ) -> None:
        self._at_hand = AtHand(handle, keeper, aside, backlog, read)
        self.offset: int | None = None
        """The next request's offset; None before the first update."""

    def __len__(self) -> int:
        return len(self._at_hand)

    def open(self) -> None:
        """Go on with what was put aside before; nobody else polls with this token."""
        self._at_hand.open(is_alone=True)

    def take(self, updates: Iterable[IncomingUpdate | Update]) -> int:
        """Begin with those that are new; returns how many that are."""
        came = (one if isinstance(one, IncomingUpdate) else IncomingUpdate.of(one) for one in updates)
        new = [one for one in came if one.update_id not in self._at_hand and not self._is_past(one)]
        self._at_hand.take(new)
        self._advance()
        return len(new)

    async def settle(self, timeout: float | None) -> None:
        """Wait until everything at hand has been handled or put aside, ``timeout`` seconds at the most."""
        await self._at_hand.wait(timeout)
        self._advance()

    def hurry(self, *, is_behind: bool) -> None:
        """Whether more waits at Telegram than came at once: then what was put aside waits."""
        self._at_hand.hurry(is_behind=is_behind)

    async def put_aside(self) -> None:
        """Make durable what cannot be handled soon."""
        await self._at_hand.put_aside()
        self._advance()

    async def leave(self) -> None:
        """Put everything aside that has not been handled, and handle nothing any more."""
        await self._at_hand.leave()
        self._advance()

    def _is_past(self, update: IncomingUpdate) -> bool:
        return self.offset is not None and update.update_id < self.offset

    def _advance(self) -> None:
        """Move the offset behind everything that is settled without a gap."""
        for update_id in self._at_hand.ids():
            if not self._at_hand.is_settled(update_id):
                break
            self._at_hand.release(update_id)
            self.offset = update_id + 1
