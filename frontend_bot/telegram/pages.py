"""Page modes in the chat: opened as a new message, turned by editing it."""

from dataclasses import replace

from aiogram.types import CallbackQuery

from frontend_bot.core.job import Job
from frontend_bot.core.mode import PageMode, Visit
from frontend_bot.core.phrase import phrase
from frontend_bot.core.record import Record
from frontend_bot.core.screen import Screen
from frontend_bot.services.limits import Urgency
from frontend_bot.telegram.outbox import NotSent
from frontend_bot.telegram.replies import edit, reply, toast
from frontend_bot.telegram.visitor import Counter, Visitor


async def open_page(counter: Counter, visitor: Visitor, page: PageMode) -> None:
    """Show the page's first screen in a new message."""
    screen = await page.page(_visit(counter, visitor, ""))
    text = counter.renderer.screen_text(screen, visitor.language)
    await reply(counter, visitor, text, counter.renderer.screen_keyboard(screen, page.id, visitor.language))


async def press_page(counter: Counter, visitor: Visitor, page: PageMode, action: str, query: CallbackQuery) -> None:
    """A button of the page was pressed."""
    screen = await page.page(_visit(counter, visitor, action))
    if screen.record_id:
        await _show_record(counter, visitor, screen.record_id, query)
        return
    fresh = await counter.states.get(visitor.user_id)  # the page may have changed the language
    language = fresh.language or visitor.language
    await toast(counter, replace(visitor, language=language), query, screen.notice)
    if query.message and action.startswith("ask "):
        await _ask(counter, visitor, page, screen)
    elif query.message:
        text = counter.renderer.screen_text(screen, language)
        keyboard = counter.renderer.screen_keyboard(screen, page.id, language)
        await edit(counter, visitor, query.message.message_id, text, keyboard)


async def _ask(counter: Counter, visitor: Visitor, page: PageMode, screen: Screen) -> None:
    """A question gets a message of its own: the result that the button stands under must not be written over."""
    text = counter.renderer.screen_text(screen, visitor.language)
    await reply(counter, visitor, text, counter.renderer.screen_keyboard(screen, page.id, visitor.language))


async def _show_record(counter: Counter, visitor: Visitor, record_id: str, query: CallbackQuery) -> None:
    record = await counter.history.get(visitor.user_id, record_id)
    if record is None:
        await toast(counter, visitor, query, phrase("record-gone"))
        return
    await toast(counter, visitor, query)
    await deliver_again(counter, visitor, record)


async def deliver_again(counter: Counter, visitor: Visitor, record: Record) -> None:
    """A finished job's result once more: nothing is paid, files go by their Telegram ids."""
    for send in counter.courier.parcels(job_for_record(visitor, record), record, Urgency.REPLY):
        try:
            await send()
        except NotSent:
            return


def job_for_record(visitor: Visitor, record: Record) -> Job:
    """What the courier needs to know to deliver a record to this visitor, standing alone."""
    return Job(
        id=record.id,
        mode=record.mode,
        user_id=visitor.user_id,
        chat_id=visitor.chat_id,
        message_id=0,
        language=visitor.language,
        content=(),
    )


def _visit(counter: Counter, visitor: Visitor, action: str) -> Visit:
    return Visit(
        user_id=visitor.user_id,
        language=visitor.language,
        action=action,
        state=visitor.state,
        history=counter.history,
        modes=counter.modes.all,
        change=lambda change: counter.states.update(visitor.user_id, change),
    )
