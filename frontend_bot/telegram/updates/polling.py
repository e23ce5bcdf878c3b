"""Updates from Telegram, acknowledged only when each has been handled: answered, or durable itself or as a job.

Long polling acknowledges a batch by asking for the next one; a webhook by its 200. A crash before that, and Telegram
sends the same updates again; job ids made from chat and message keep anything from being done twice.
"""

import asyncio
from collections.abc import Sequence
from typing import Protocol

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramConflictError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from frontend_bot.services.rate_limit.backlog import Backlog
from frontend_bot.services.storage.put_aside import PutAside
from frontend_bot.services.task_keeper import TaskKeeper
from frontend_bot.telegram.updates.at_hand import Handle
from frontend_bot.telegram.updates.parsing import GetRawUpdates, incoming_update, parsed_updates, reader
from frontend_bot.telegram.updates.taken import IncomingUpdate
from frontend_bot.telegram.updates.unacknowledged import Unacknowledged

log = structlog.get_logger()

ALLOWED_UPDATES = ["message", "callback_query"]
_MOST_AT_HAND = 100
"""Telegram gives no more at once, the unacknowledged included."""
_MANY_NEWS = 75
"""So many at once, and more is behind them: the next ones are asked for at once."""
_LOOK_AGAIN_SECONDS = 0.03
"""While updates are still being handled, new ones are looked for this often; more rarely when there were none."""
_LOOK_AGAIN_AT_LAST_SECONDS = 1.0
_POLL_SECONDS = 25
_LAST_SECONDS = 2.0
"""What is at hand gets so long at the end before it is put aside."""
_LONGEST_PAUSE = 30.0


class UpdateSource(Protocol):
    """Where updates come from."""

    async def open(self) -> None:
        """Get ready. Raises SettingsError where the settings make that impossible."""

    async def run(self) -> None:
        """Take updates in until ``stop``."""

    def stop(self) -> None:
        """Let ``run`` return when what is at hand has been handled."""


class Polling:
    """Long polling that acknowledges only what has been handled."""

    def __init__(
        self,
        bot: Bot,
        handle: Handle,
        keeper: TaskKeeper,
        aside: PutAside | None = None,
        backlog: Backlog | None = None,
    ) -> None:
        self._bot, self._keeper = bot, keeper
        self._at_hand = Unacknowledged(handle, keeper, aside, backlog, reader(bot))
        self._pause = 0.5
        self._stopping = False
        self._asking: asyncio.Task[Sequence[IncomingUpdate]] | None = None

    def stop(self) -> None:
        """Let ``run`` return: at once if it waits for news, else when the batch at hand has been handled."""
        self._stopping = True
        if self._asking is not None:
            self._asking.cancel()

    async def open(self) -> None:
        """Telegram refuses polling while a webhook is set; what waits there comes to us."""
        await self._remove_webhook()
        self._at_hand.open()

    async def _remove_webhook(self) -> None:
        try:
            await self._bot.delete_webhook(drop_pending_updates=False)
        except (TelegramNetworkError, TelegramServerError, TelegramRetryAfter, ClientDecodeError) as error:
            log.warning("telegram does not answer yet", error=type(error).__name__)

    async def run(self) -> None:
        """Poll until ``stop``, then acknowledge what has been handled."""
        look_again = _LOOK_AGAIN_SECONDS
        while not self._stopping:
            news = self._at_hand.take(await self._ask())
            self._at_hand.hurry(is_behind=news >= _MANY_NEWS)
            await self._at_hand.put_aside()
            look_again = _LOOK_AGAIN_SECONDS if news else min(2 * look_again, _LOOK_AGAIN_AT_LAST_SECONDS)
            if news < _MANY_NEWS:
                await self._at_hand.settle(look_again)
            if len(self._at_hand) >= _MOST_AT_HAND:
                await self._at_hand.settle(_LOOK_AGAIN_AT_LAST_SECONDS)
        await self._at_hand.settle(_LAST_SECONDS)
        await self._at_hand.leave()
        await self._at_hand.settle(None)
        await self._acknowledge()

    async def _ask(self) -> Sequence[IncomingUpdate]:
        self._asking = self._keeper.start(self._get_updates(), "long poll")
        try:
            return await self._asking
        except asyncio.CancelledError:
            if not self._stopping:
                raise
            return []
        finally:
            self._asking = None

    async def _get_updates(self) -> Sequence[IncomingUpdate]:
        """One long poll; where Telegram does not answer, a pause and nothing."""
        ask = GetRawUpdates(
            offset=self._at_hand.offset, limit=_MOST_AT_HAND, timeout=_POLL_SECONDS, allowed_updates=ALLOWED_UPDATES
        )
        try:
            updates = await self._bot(ask)
        except TelegramConflictError as error:
            if "webhook" in error.message:
                await self._remove_webhook()
                return []
            log.error("another program polls with the same TELEGRAM_TOKEN; stop one of them")
            await asyncio.sleep(3.0)
        except TelegramRetryAfter as error:
            await asyncio.sleep(error.retry_after)
        except (TelegramNetworkError, TelegramServerError, ClientDecodeError) as error:
            if isinstance(error, ClientDecodeError) and (read := [*parsed_updates(error.data, self._bot)]):
                return [IncomingUpdate.of(update) for update in read]
            log.warning("telegram does not answer", error=type(error).__name__, again_in=self._pause)
            await asyncio.sleep(self._pause)
            self._pause = min(2 * self._pause, _LONGEST_PAUSE)
        else:
            self._pause = 0.5
            return [update for update in map(incoming_update, updates) if update is not None]
        return []

    async def _acknowledge(self) -> None:
        """Tell Telegram at the end what has been handled, so that the next start does not see it again."""
        if self._at_hand.offset is None:
            return
        try:
            await self._bot(GetRawUpdates(offset=self._at_hand.offset, limit=1, timeout=0), 3)
        except (TelegramNetworkError, TelegramServerError, TelegramConflictError, TelegramRetryAfter) as error:
            log.info("the last batch stays unacknowledged", error=type(error).__name__)
