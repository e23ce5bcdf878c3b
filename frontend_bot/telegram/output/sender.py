"""Every message that leaves the bot goes through here: one limiter, the retries, and Telegram's refusals sorted out."""

import asyncio
from typing import TypeVar

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import SendDocument, SendMediaGroup, SendPhoto, SendVoice, TelegramMethod

from frontend_bot.services.rate_limit.limiter import Priority, SendLimiter

log = structlog.get_logger()

T = TypeVar("T")

_LONGEST_PAUSE = 30.0
_UPLOADS = (SendDocument, SendMediaGroup, SendPhoto, SendVoice)
_UPLOAD_SECONDS = 600
"""An album of large files over a slow line takes its time; given up too early, it would be sent again for ever."""
_GONE = (
    "chat not found",
    "user is deactivated",
    "bot was blocked",
    "bot was kicked",
    "PEER_ID_INVALID",
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "group chat was deactivated",
    "CHAT_WRITE_FORBIDDEN",
    "CHAT_RESTRICTED",
    "CHAT_SEND_",
    "TOPIC_CLOSED",
    "TOPIC_DELETED",
    "message thread not found",
)


class Unreachable(Exception):
    """This person cannot be reached for good: blocked the bot, left, deleted the account."""


class NotSent(Exception):
    """Telegram did not take it now, and it is not worth waiting for."""


class Outbox:
    """Sends with a priority. Results wait as long as it takes, answers to presses a moment, progress not at all."""

    def __init__(self, bot: Bot, limiter: SendLimiter) -> None:
        self._bot, self._limiter = bot, limiter

    def busy(self, chat_id: int) -> bool:
        """True while what can be left out should be left out: it would wait, or take this chat's last free turn."""
        return self._limiter.busy(chat_id)

    async def send(self, method: TelegramMethod[T], chat_id: int, priority: Priority, messages: int = 1) -> T:
        """Call Telegram once it may be called. ``messages`` is how many it counts: an album is as many as its parts.

        Raises Unreachable; NotSent when the patience of this priority is over (never for a RESULT); TelegramBadRequest
        when Telegram does not accept what we send.
        """
        pause = 0.5
        for attempt in range(1, 1_000_000):
            for _ in range(messages):
                await self._limiter.acquire(chat_id, priority)
            try:
                return await self._bot(method, _UPLOAD_SECONDS if isinstance(method, _UPLOADS) else None)
            except TelegramRetryAfter as error:
                self._limiter.back_off(chat_id, error.retry_after)
                await _or_give_up(priority, attempt, error.retry_after, "429")
            except TelegramMigrateToChat as error:
                chat_id = error.migrate_to_chat_id
                method = method.model_copy(update={"chat_id": chat_id})
            except (TelegramNetworkError, TelegramServerError, ClientDecodeError) as error:
                await _or_give_up(priority, attempt, pause, type(error).__name__)
                pause = min(2 * pause, _LONGEST_PAUSE)
            except TelegramForbiddenError as error:
                raise Unreachable(error.message) from error
            except TelegramBadRequest as error:
                if any(sign in error.message for sign in _GONE):
                    raise Unreachable(error.message) from error
                raise
        raise NotSent("never sent")  # not reached: a result's patience outlasts the process


async def _or_give_up(priority: Priority, attempt: int, pause: float, reason: str) -> None:
    """Wait before the next attempt, or raise NotSent where waiting does not serve the person.

    A lost connection may have lost the answer only: the message may come twice. For a result that is better than never.
    """
    patient = priority is Priority.RESULT or (priority is Priority.REPLY and attempt < 3 and pause <= 3)
    if not patient:
        raise NotSent(reason)
    log.warning("telegram makes us wait", reason=reason, seconds=pause, attempt=attempt)
    if reason != "429":  # after a 429 the limiter itself holds us back
        await asyncio.sleep(pause)
