"""Answers to somebody who writes faster than Telegram lets the bot speak.

Telegram takes a message a second in a chat, and twenty a minute in a group. Whoever sends a hundred stickers does not
get a hundred sentences: the same sentence is not said twice while the chat has to wait, and where many messages of one
person wait, a reply that would have to wait is left out, and one sentence at the end says so. It is owed durably.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Hashable

import structlog
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import SendMessage

from frontend_bot.core.phrase import phrase
from frontend_bot.errors import StoreUnavailable
from frontend_bot.services.rate_limit.backlog import Backlog
from frontend_bot.services.rate_limit.limiter import Priority, chat_rate
from frontend_bot.services.storage.owed_answers import OwedAnswer, OwedAnswers
from frontend_bot.services.translations import Translations
from frontend_bot.telegram.output.sender import NotSent, Outbox, Unreachable

log = structlog.get_logger()

_ANSWERED_SECONDS = 20.0
"""What takes so long at the chat's rate is still answered one by one: twenty messages, or five in a group."""
_SAID_AGAIN = 3
"""So many messages may wait, and each is still answered, in the same words too: somebody is only quick."""
_SAME_SECONDS = 30.0
_LOOK_SECONDS = 5.0
_REMEMBERED = 10_000


class FloodGuard:
    """Decides which replies go out. Belongs to one process."""

    def __init__(self, outbox: Outbox, backlog: Backlog, owed: OwedAnswers, translations: Translations) -> None:
        self._outbox, self._backlog, self._owed, self._translations = outbox, backlog, owed, translations
        self._debts: dict[int, set[OwedAnswer]] = {}
        self._said: OrderedDict[Hashable, float] = OrderedDict()

    async def lets(self, user_id: int, chat_id: int, language: str, same: Hashable = None) -> bool:
        """Whether a reply to this person goes out now. ``same`` is equal for replies of which one is enough.

        Raises StoreUnavailable: a reply that is left out must not be forgotten.
        """
        if self._outbox.busy(chat_id):
            waiting = self._backlog.of(user_id)
            if waiting > _ANSWERED_SECONDS / chat_rate(chat_id).interval:
                await self._owe(OwedAnswer(user_id, chat_id, language))
                return False
            if waiting > _SAID_AGAIN and same is not None and self._was_said((chat_id, same)):
                return False
        if same is not None:
            self._say((chat_id, same))
        return True

    async def look_after(self) -> None:
        """For ever: what an earlier process owed, and what nobody's last message has brought to an end."""
        is_known = False
        while True:
            try:
                for owed in () if is_known else await self._owed.all():
                    self._debts.setdefault(owed.user_id, set()).add(owed)
                is_known = True
            except StoreUnavailable as error:
                log.warning("owed answers cannot be read", error=str(error))
            await asyncio.sleep(_LOOK_SECONDS)
            for user_id in [id for id in self._debts if not self._backlog.of(id)]:
                await self.pay(user_id)

    async def pay(self, user_id: int) -> None:
        """At the end of an update: tell the person what is owed to them, unless more of theirs waits."""
        if user_id not in self._debts or self._backlog.of(user_id) > 1:
            return
        for owed in self._debts.pop(user_id):
            text = self._translations.say(phrase("messages-unanswered"), owed.language)
            try:
                await self._outbox.send(SendMessage(chat_id=owed.chat_id, text=text), owed.chat_id, Priority.RESULT)
            except (NotSent, Unreachable, TelegramBadRequest) as error:
                log.info("nobody told of messages without an answer", user=user_id, reason=type(error).__name__)
            await self._forget(owed)

    async def erase(self, user_id: int) -> None:
        """Forget what is owed to a person. Raises StoreUnavailable."""
        self._debts.pop(user_id, None)
        await self._owed.erase(user_id)

    async def _forget(self, owed: OwedAnswer) -> None:
        try:
            await self._owed.remove(owed)
        except StoreUnavailable as error:  # said again after the next start
            log.warning("an owed answer stays on record", user=owed.user_id, error=str(error))

    async def _owe(self, owed: OwedAnswer) -> None:
        if owed not in self._debts.get(owed.user_id, ()):
            await self._owed.add(owed)
            self._debts.setdefault(owed.user_id, set()).add(owed)
            log.warning("one person writes faster than telegram lets us answer", user=owed.user_id)

    def _was_said(self, what: Hashable) -> bool:
        return time.monotonic() - self._said.get(what, float("-inf")) < _SAME_SECONDS

    def _say(self, what: Hashable) -> None:
        self._said[what] = time.monotonic()
        self._said.move_to_end(what)
        if len(self._said) > _REMEMBERED:
            self._said.popitem(last=False)
