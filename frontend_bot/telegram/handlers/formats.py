"""A result in another format: the buttons that show the formats, and the files that they send."""

from aiogram.types import CallbackQuery

from frontend_bot.core.phrase import phrase
from frontend_bot.services.rate_limit.limiter import Priority
from frontend_bot.telegram.callback_data import SendFile, ShowFormats
from frontend_bot.telegram.handlers.context import Actor, Services
from frontend_bot.telegram.handlers.replies import change_buttons, job_for_record, may_answer, toast
from frontend_bot.telegram.output.sender import NotSent


async def show_formats(query: CallbackQuery, callback_data: ShowFormats, actor: Actor, services: Services) -> None:
    """The formats of a group in the place of the buttons under a result, or these again."""
    record = await services.history.get(actor.user_id, callback_data.record)
    if record is None:
        await toast(services, actor, query, phrase("record-gone"))
        return
    await toast(services, actor, query)
    keyboard = services.courier.keyboard(job_for_record(services, actor, record), record, callback_data.group)
    if query.message:
        await change_buttons(services, actor, query.message.message_id, keyboard)


async def send_file(query: CallbackQuery, callback_data: SendFile, actor: Actor, services: Services) -> None:
    """The result as a file."""
    record = await services.history.get(actor.user_id, callback_data.record)
    if record is None:
        await toast(services, actor, query, phrase("record-gone"))
        return
    if not services.courier.offers(callback_data.format):
        await toast(services, actor, query, phrase("button-old"))
        return
    await toast(services, actor, query)
    if not await may_answer(services, actor):
        return
    try:
        job = job_for_record(services, actor, record)
        file_ids = await services.courier.file(job, record, callback_data.format, None, Priority.REPLY)
    except NotSent:
        return
    if file_ids:
        await services.history.mark_delivered(record.id, file_ids)
