"""Answers to what somebody has just written or pressed. If Telegram does not take one now, it is not worth a queue."""

import structlog
from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiogram.methods import AnswerCallbackQuery, EditMessageReplyMarkup, EditMessageText, SendMessage, SendPhoto
from aiogram.types import BufferedInputFile, CallbackQuery, InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyParameters

from frontend_bot.core.phrase import Phrase
from frontend_bot.services.rate_limit.limiter import Urgency
from frontend_bot.telegram.handlers.context import Counter, Visitor
from frontend_bot.telegram.output.sender import NotSent, Unreachable

log = structlog.get_logger()

Keyboard = InlineKeyboardMarkup | ReplyKeyboardMarkup | None


async def reply(
    counter: Counter, visitor: Visitor, what: Phrase | str, keyboard: Keyboard = None, answering: int | None = None
) -> None:
    """Say something in the visitor's chat; in a group always as an answer, so that it is clear who is meant."""
    method = SendMessage(
        chat_id=visitor.chat_id,
        text=counter.renderer.say(what, visitor.language),
        reply_markup=keyboard,
        reply_parameters=None
        if answering is None
        else ReplyParameters(message_id=answering, allow_sending_without_reply=True),
    )
    try:
        await counter.outbox.send(method, visitor.chat_id, Urgency.REPLY)
    except (NotSent, Unreachable) as error:
        log.info("reply not sent", user=visitor.user_id, reason=str(error))
    except TelegramBadRequest:
        log.error("telegram refused a reply", user=visitor.user_id)


async def reply_picture(counter: Counter, visitor: Visitor, png: bytes) -> None:
    """Show a picture of ours."""
    method = SendPhoto(chat_id=visitor.chat_id, photo=BufferedInputFile(png, "picture.png"))
    try:
        await counter.outbox.send(method, visitor.chat_id, Urgency.REPLY)
    except (NotSent, Unreachable) as error:
        log.info("picture not sent", user=visitor.user_id, reason=str(error))
    except TelegramBadRequest:
        log.error("telegram refused a picture", user=visitor.user_id)


async def edit(
    counter: Counter, visitor: Visitor, message_id: int, text: str, keyboard: InlineKeyboardMarkup | None
) -> None:
    """Show something else in a message of ours. An unchanged or deleted message is no trouble."""
    method = EditMessageText(chat_id=visitor.chat_id, message_id=message_id, text=text, reply_markup=keyboard)
    try:
        await counter.outbox.send(method, visitor.chat_id, Urgency.REPLY)
    except (NotSent, Unreachable, TelegramBadRequest) as error:
        log.info("message not edited", user=visitor.user_id, reason=str(error))


async def change_buttons(counter: Counter, visitor: Visitor, message_id: int, keyboard: InlineKeyboardMarkup) -> None:
    """Other buttons under a message of ours."""
    method = EditMessageReplyMarkup(chat_id=visitor.chat_id, message_id=message_id, reply_markup=keyboard)
    try:
        await counter.outbox.send(method, visitor.chat_id, Urgency.REPLY)
    except (NotSent, Unreachable, TelegramBadRequest) as error:
        log.info("buttons not changed", user=visitor.user_id, reason=str(error))


async def remove_buttons(counter: Counter, visitor: Visitor, message_id: int) -> None:
    """A button that has done its work goes away, so that nobody presses it twice."""
    method = EditMessageReplyMarkup(chat_id=visitor.chat_id, message_id=message_id, reply_markup=None)
    try:
        await counter.outbox.send(method, visitor.chat_id, Urgency.REPLY)
    except (NotSent, Unreachable, TelegramBadRequest) as error:
        log.info("buttons not removed", user=visitor.user_id, reason=str(error))


async def toast(counter: Counter, visitor: Visitor, query: CallbackQuery, what: Phrase | None = None) -> None:
    """End the little clock on the button, with a short text or without. Costs no message, so no limiter."""
    text = counter.renderer.say(what, visitor.language)[:200] if what else None
    try:
        await query.bot(AnswerCallbackQuery(callback_query_id=query.id, text=text))  # type: ignore[misc]  # it came by a bot
    except AiogramError as error:
        log.debug("press not answered", user=visitor.user_id, reason=type(error).__name__)
