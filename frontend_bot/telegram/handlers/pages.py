"""Page modes in the chat: opened as a new message, turned by editing it."""

from dataclasses import replace

from aiogram.types import CallbackQuery, Message

from frontend_bot.core.content import Content, Kind
from frontend_bot.core.mode import PageMode, Visit
from frontend_bot.core.phrase import phrase
from frontend_bot.core.screen import Screen
from frontend_bot.telegram.allowance import left_today
from frontend_bot.telegram.callback_data import OpenPage
from frontend_bot.telegram.handlers.context import Counter, Visitor
from frontend_bot.telegram.handlers.documents import Occasion, make_document
from frontend_bot.telegram.handlers.replies import edit, reply, toast
from frontend_bot.telegram.handlers.submit import job_id, order
from frontend_bot.telegram.redelivery import deliver_again


async def open_page(counter: Counter, visitor: Visitor, page: PageMode) -> None:
    """Show the page's first screen in a new message."""
    await _show(counter, visitor, page, await page.page(_visit(counter, visitor, "")))


async def press_page(counter: Counter, visitor: Visitor, page: PageMode, action: str, query: CallbackQuery) -> None:
    """A button of the page was pressed."""
    screen = await page.page(_visit(counter, visitor, action))
    if screen.record_id:
        await _show_record(counter, visitor, screen.record_id, query)
        return
    if screen.order:
        await make_document(counter, visitor, screen.order, Occasion.of_press(visitor, query))
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


async def answer_page(counter: Counter, visitor: Visitor, text: str, message_id: int, replied: str = "") -> bool:
    """Give a text to the page that waits for one, or to that of ``replied`` ("page action"). False if there is none."""
    page_id, _, action = (visitor.state.awaiting or replied).partition(" ")
    page = counter.modes.pages.get(page_id)
    if page is None:
        return False
    screen = await page.answer(_visit(counter, visitor, action), text)
    await counter.states.update(visitor.user_id, lambda state: replace(state, awaiting=""))
    await _show(counter, visitor, page, screen, answering=message_id)
    if screen.order:
        occasion = Occasion(job_id(visitor, message_id), message_id)
        await make_document(counter, visitor, screen.order, occasion)
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


def _visit(counter: Counter, visitor: Visitor, action: str) -> Visit:
    return Visit(
        user_id=visitor.user_id,
        language=visitor.language,
        action=action,
        state=visitor.state,
        history=counter.history,
        vocabulary=counter.vocabulary,
        modes=counter.modes.all,
        instructions=counter.instructions,
        say=lambda what: counter.renderer.say(what, visitor.language),
        left_today=lambda: left_today(counter.usage, visitor.user_id),
        change=lambda change: counter.states.update(visitor.user_id, change),
    )


def page_replied_to(counter: Counter, message: Message) -> str:
    """Page and action of the button under the message that this one replies to, where its page takes replies; or ""."""
    original = message.reply_to_message
    keyboard = original.reply_markup if original else None
    for button in (button for row in (keyboard.inline_keyboard if keyboard else ()) for button in row):
        if button.callback_data and button.callback_data.startswith(f"{OpenPage.__prefix__}|"):
            press = OpenPage.unpack(button.callback_data)
            page = counter.modes.pages.get(press.mode)
            if page is not None and page.takes_replies:
                return f"{press.mode} {press.action}"
    return ""
