"""Answers to what somebody has just written or pressed. If Telegram does not take one now, it is not worth a queue."""

from collections.abc import Hashable

import structlog
from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiogram.methods import AnswerCallbackQuery, EditMessageReplyMarkup, EditMessageText, SendMessage, SendPhoto
from aiogram.types import BufferedInputFile, CallbackQuery, InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyParameters

from frontend_bot.core.job import Job
from frontend_bot.core.phrase import Phrase
from frontend_bot.core.record import Record
from frontend_bot.services.rate_limit.limiter import Priority
from frontend_bot.telegram.handlers.context import Actor, Services, zone_of
from frontend_bot.telegram.output.sender import NotSent, Unreachable

log = structlog.get_logger()

Keyboard = InlineKeyboardMarkup | ReplyKeyboardMarkup | None


async def reply(
    services: Services, actor: Actor, what: Phrase | str, keyboard: Keyboard = None, answering: int | None = None
) -> None:
    """Say something in the actor's chat; in a group always as an answer, so that it is clear who is meant.

    A sentence that the chat has just been told, or one of a flood's, may be left out (output/flood.py).
    """
    text = services.renderer.say(what, actor.language)
    # Inline buttons under an answer may mean the very message that is answered; a sentence means all like it.
    meant = answering if isinstance(keyboard, InlineKeyboardMarkup) else None
    if not await may_answer(services, actor, (text, keyboard.model_dump_json() if keyboard else "", meant)):
        return
    method = SendMessage(
        chat_id=actor.chat_id,
        text=text,
        reply_markup=keyboard,
        reply_parameters=None
        if answering is None
        else ReplyParameters(message_id=answering, allow_sending_without_reply=True),
    )
    try:
        await services.outbox.send(method, actor.chat_id, Priority.REPLY)
    except (NotSent, Unreachable) as error:
        log.info("reply not sent", user=actor.user_id, reason=str(error))
    except TelegramBadRequest:
        log.error("telegram refused a reply", user=actor.user_id)


async def may_answer(services: Services, actor: Actor, same: Hashable = None) -> bool:
    """False where an answer is left out because the actor writes faster than Telegram lets us speak.

    ``same`` is equal for answers of which one is enough. Raises StoreUnavailable.
    """
    return await services.flood.lets(actor.user_id, actor.chat_id, actor.language, same)


async def reply_picture(services: Services, actor: Actor, png: bytes) -> None:
    """Show a picture of ours."""
    if not await may_answer(services, actor):
        return
    method = SendPhoto(chat_id=actor.chat_id, photo=BufferedInputFile(png, "picture.png"))
    try:
        await services.outbox.send(method, actor.chat_id, Priority.REPLY)
    except (NotSent, Unreachable) as error:
        log.info("picture not sent", user=actor.user_id, reason=str(error))
    except TelegramBadRequest:
        log.error("telegram refused a picture", user=actor.user_id)


async def edit(
    services: Services, actor: Actor, message_id: int, text: str, keyboard: InlineKeyboardMarkup | None
) -> None:
    """Show something else in a message of ours. An unchanged or deleted message is no trouble."""
    if not await may_answer(services, actor):
        return
    method = EditMessageText(chat_id=actor.chat_id, message_id=message_id, text=text, reply_markup=keyboard)
    try:
        await services.outbox.send(method, actor.chat_id, Priority.REPLY)
    except (NotSent, Unreachable, TelegramBadRequest) as error:
        log.info("message not edited", user=actor.user_id, reason=str(error))


async def change_buttons(services: Services, actor: Actor, message_id: int, keyboard: InlineKeyboardMarkup) -> None:
    """Other buttons under a message of ours."""
    if not await may_answer(services, actor):
        return
    method = EditMessageReplyMarkup(chat_id=actor.chat_id, message_id=message_id, reply_markup=keyboard)
    try:
        await services.outbox.send(method, actor.chat_id, Priority.REPLY)
    except (NotSent, Unreachable, TelegramBadRequest) as error:
        log.info("buttons not changed", user=actor.user_id, reason=str(error))


async def remove_buttons(services: Services, actor: Actor, message_id: int) -> None:
    """A button that has done its work goes away, so that nobody presses it twice."""
    if not await may_answer(services, actor):
        return
    method = EditMessageReplyMarkup(chat_id=actor.chat_id, message_id=message_id, reply_markup=None)
    try:
        await services.outbox.send(method, actor.chat_id, Priority.REPLY)
    except (NotSent, Unreachable, TelegramBadRequest) as error:
        log.info("buttons not removed", user=actor.user_id, reason=str(error))


async def toast(services: Services, actor: Actor, query: CallbackQuery, what: Phrase | None = None) -> None:
    """End the little clock on the button, with a short text or without. Costs no message, so no limiter."""
    text = services.renderer.say(what, actor.language)[:200] if what else None
    try:
        await query.bot(AnswerCallbackQuery(callback_query_id=query.id, text=text))  # type: ignore[misc]  # it came by a bot
    except AiogramError as error:
        log.debug("press not answered", user=actor.user_id, reason=type(error).__name__)


async def deliver_again(services: Services, actor: Actor, record: Record) -> None:
    """A finished job's result once more: nothing is paid, files go by their Telegram ids."""
    if not await may_answer(services, actor):
        return
    for send in services.courier.parcels(job_for_record(services, actor, record), record, Priority.REPLY):
        try:
            await send()
        except NotSent:
            return


def job_for_record(services: Services, actor: Actor, record: Record) -> Job:
    """What the courier needs to know to deliver a record to this actor, standing alone."""
    return Job(
        id=record.id,
        mode=record.mode,
        user_id=actor.user_id,
        chat_id=actor.chat_id,
        message_id=0,
        language=actor.language,
        content=(),
        zone=zone_of(actor, services),
    )
