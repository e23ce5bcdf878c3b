"""Page modes in the chat: opened as a new message, turned by editing it."""

from dataclasses import replace

from aiogram.types import CallbackQuery

from frontend_bot.core.content import Content, Kind
from frontend_bot.core.job import Job
from frontend_bot.core.mode import PageMode, Visit
from frontend_bot.core.phrase import phrase
from frontend_bot.core.record import Record
from frontend_bot.core.screen import Screen
from frontend_bot.services.limits import Urgency
from frontend_bot.telegram.allowance import left_today
from frontend_bot.telegram.ordering import job_id, order
from frontend_bot.telegram.outbox import NotSent
from frontend_bot.telegram.replies import edit, reply, toast
from frontend_bot.telegram.visitor import Counter, Visitor


async def open_page(counter: Counter, visitor: Visitor, page: PageMode) -> None:
    """Show the page's first screen in a new message."""
    await _show(counter, visitor, page, await page.page(_visit(counter, visitor, "")))


async def press_page(counter: Counter, visitor: Visitor, page: PageMode, action: str, query: CallbackQuery) -> None:
    """A button of the page was pressed."""
    screen = await page.page(_visit(counter, visitor, action))
    if screen.record_id:
        await _show_record(counter, visitor, screen.record_id, query)
        return
    fresh = await counter.states.get(visitor.user_id)  # the page may have changed the language
    visitor = replace(visitor, language=fresh.language or visitor.language)
    await toast(counter, visitor, query, screen.notice)
    if query.message:
        message_id = query.message.message_id
        await _show(counter, visitor, page, screen, None if screen.is_apart else message_id)
        if screen.again_of:
            await _order_again(counter, visitor, screen, message_id)


async def _order_again(counter: Counter, visitor: Visitor, screen: Screen, message_id: int) -> None:
    """A finished job's work once more, with other choices. Its id comes from the message with the buttons, so two quick
    presses are one."""
    record = await counter.history.get(visitor.user_id, screen.again_of)
    mode = counter.modes.jobs.get(record.mode) if record else None
    if record is None or mode is None:
        return
    earlier = await counter.jobs.find(record.id)
    contents = earlier.content if earlier else (Content(Kind.AUDIO, file_id=record.source_file_id),)
    # All of it, even where the earlier job only filled the gaps of another one.
    first, *rest = (replace(content, record_id="") for content in contents)
    answered = earlier.message_id if earlier else 0
    choices = {**(earlier.choices if earlier else {}), **screen.choices}
    await order(counter, visitor, mode, first, answered, job_id(visitor, f"{message_id}o"), rest=rest, choices=choices)


async def answer_page(counter: Counter, visitor: Visitor, text: str, message_id: int) -> bool:
    """Give a text to the page that waits for one. False if none does."""
    page_id, _, action = visitor.state.awaiting.partition(" ")
    page = counter.modes.pages.get(page_id)
    if page is None:
        return False
    screen = await page.answer(_visit(counter, visitor, action), text)
    await counter.states.update(visitor.user_id, lambda state: replace(state, awaiting=""))
    await _show(counter, visitor, page, screen, answering=message_id)
    record = await counter.history.get(visitor.user_id, screen.record_id) if screen.record_id else None
    if record:
        await deliver_again(counter, visitor, record)
    return True


async def _show(
    counter: Counter,
    visitor: Visitor,
    page: PageMode,
    screen: Screen,
    message_id: int | None = None,
    answering: int | None = None,
) -> None:
    """In the message with this id, or in a new one. From now on the page waits for a text if the screen says so."""
    if screen.awaits:
        await counter.states.update(
            visitor.user_id, lambda state: replace(state, awaiting=f"{page.id} {screen.awaits}")
        )
    if not screen.lines:
        return
    text = counter.renderer.screen_text(screen, visitor.language)
    keyboard = counter.renderer.screen_keyboard(screen, page.id, visitor.language)
    if message_id is None:
        await reply(counter, visitor, text, keyboard, None if visitor.is_private else answering)
    else:
        await edit(counter, visitor, message_id, text, keyboard)


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
        vocabulary=counter.vocabulary,
        modes=counter.modes.all,
        say=lambda what: counter.renderer.say(what, visitor.language),
        left_today=lambda: left_today(counter.usage, visitor.user_id),
        change=lambda change: counter.states.update(visitor.user_id, change),
    )
