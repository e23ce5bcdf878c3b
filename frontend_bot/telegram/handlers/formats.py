"""A result in another format: the buttons that show the formats, and the files that they send."""

from aiogram.types import CallbackQuery

from frontend_bot.core.phrase import phrase
from frontend_bot.services.rate_limit.limiter import Urgency
from frontend_bot.telegram.callback_data import SendFile, ShowFormats
from frontend_bot.telegram.handlers.context import Counter, Visitor
from frontend_bot.telegram.handlers.replies import change_buttons, toast
from frontend_bot.telegram.output.sender import NotSent
from frontend_bot.telegram.redelivery import job_for_record


async def show_formats(query: CallbackQuery, callback_data: ShowFormats, visitor: Visitor, counter: Counter) -> None:
    """The formats of a group in the place of the buttons under a result, or these again."""
    record = await counter.history.get(visitor.user_id, callback_data.record)
    if record is None:
        await toast(counter, visitor, query, phrase("record-gone"))
        return
    await toast(counter, visitor, query)
    keyboard = counter.courier.keyboard(job_for_record(visitor, record), record, callback_data.group)
    if query.message:
        await change_buttons(counter, visitor, query.message.message_id, keyboard)


async def send_file(query: CallbackQuery, callback_data: SendFile, visitor: Visitor, counter: Counter) -> None:
    """The result as a file."""
    record = await counter.history.get(visitor.user_id, callback_data.record)
    if record is None:
        await toast(counter, visitor, query, phrase("record-gone"))
        return
    if not counter.courier.offers(callback_data.format):
        await toast(counter, visitor, query, phrase("button-old"))
        return
    await toast(counter, visitor, query)
    try:
        job = job_for_record(visitor, record)
        file_ids = await counter.courier.file(job, record, callback_data.format, None, Urgency.REPLY)
    except NotSent:
        return
    if file_ids:
        await counter.history.mark_delivered(record.id, file_ids)
