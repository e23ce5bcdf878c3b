"""Page modes in the chat: opened as a new message, turned by editing it."""

from dataclasses import replace

from aiogram.types import CallbackQuery, Message

from frontend_bot.core.action import Action, OldButton, parse_action
from frontend_bot.core.content import Content, Kind
from frontend_bot.core.mode import PageMode, Visit
from frontend_bot.core.phrase import phrase
from frontend_bot.core.screen import Screen
from frontend_bot.telegram.callback_data import OpenPage
from frontend_bot.telegram.handlers.context import Actor, Services, left_today, zone_of
from frontend_bot.telegram.handlers.documents import Trigger, make_document
from frontend_bot.telegram.handlers.replies import deliver_again, edit, reply, toast
from frontend_bot.telegram.handlers.submit import job_id, submit_job


async def open_page(services: Services, actor: Actor, page: PageMode) -> None:
    """Show the page's first screen in a new message."""
    await _show(services, actor, page, await page.page(_visit(services, actor, Action())))


async def press_page(services: Services, actor: Actor, page: PageMode, action: str, query: CallbackQuery) -> None:
    """A button of the page was pressed."""
    called = parse_action(action, page.actions) if action else Action()
    try:
        screen = await page.page(_visit(services, actor, called)) if called else None
    except OldButton:
        screen = None
    if screen is None:
        await toast(services, actor, query, phrase("button-old"))
        return
    if screen.record_id:
        await _show_record(services, actor, screen.record_id, query)
        return
    if screen.request:
        await make_document(services, actor, screen.request, Trigger.of_press(actor, query))
        return
    fresh = await services.states.get(actor.user_id)  # the page may have changed the language
    if fresh.language in services.translations.languages.codes:
        actor = replace(actor, language=fresh.language)
    await toast(services, actor, query, screen.notice)
    if query.message:
        message_id = query.message.message_id
        await _show(services, actor, page, screen, None if screen.is_apart else message_id)
        if screen.again_of:
            await _submit_again(services, actor, screen, message_id)


async def _submit_again(services: Services, actor: Actor, screen: Screen, message_id: int) -> None:
    """A finished job's work once more, with other choices. Its id comes from the message with the buttons, so two quick
    presses are one."""
    record = await services.history.get(actor.user_id, screen.again_of)
    mode = services.modes.jobs.get(record.mode) if record else None
    if record is None or mode is None:
        return
    earlier = await services.jobs.find(record.id)
    contents = earlier.content if earlier else (Content(Kind.AUDIO, file_id=record.source_file_id),)
    # All of it, even where the earlier job only filled the gaps of another one.
    first, *rest = (replace(content, record_id="") for content in contents)
    answered = earlier.message_id if earlier else 0
    choices = {**(earlier.choices if earlier else {}), **screen.choices}
    await submit_job(
        services, actor, mode, first, answered, job_id(actor, f"{message_id}o"), rest=rest, choices=choices
    )


async def answer_page(services: Services, actor: Actor, text: str, message_id: int, replied: str = "") -> bool:
    """Give a text to the page that waits for one, or to that of ``replied`` ("page action"). False if there is none."""
    page_id, _, action = (actor.state.awaiting or replied).partition(" ")
    page = services.modes.pages.get(page_id)
    called = parse_action(action, page.actions) if page else None
    if page is None or called is None:
        return False
    try:
        screen = await page.answer(_visit(services, actor, called), text)
    except OldButton:
        return False
    await services.states.update(actor.user_id, lambda state: replace(state, awaiting=""))
    await _show(services, actor, page, screen, answering=message_id)
    if screen.request:
        trigger = Trigger(job_id(actor, message_id), message_id)
        await make_document(services, actor, screen.request, trigger)
    record = await services.history.get(actor.user_id, screen.record_id) if screen.record_id else None
    if record:
        await deliver_again(services, actor, record)
    return True


async def _show(
    services: Services,
    actor: Actor,
    page: PageMode,
    screen: Screen,
    message_id: int | None = None,
    answering: int | None = None,
) -> None:
    """In the message with this id, or in a new one. From now on the page waits for a text if the screen says so."""
    if screen.awaits:
        await services.states.update(actor.user_id, lambda state: replace(state, awaiting=f"{page.id} {screen.awaits}"))
    if not screen.lines:
        return
    text = services.renderer.screen_text(screen, actor.language)
    keyboard = services.renderer.screen_keyboard(screen, page.id, actor.language)
    if message_id is None:
        await reply(services, actor, text, keyboard, None if actor.is_private else answering)
    else:
        await edit(services, actor, message_id, text, keyboard)


async def _show_record(services: Services, actor: Actor, record_id: str, query: CallbackQuery) -> None:
    record = await services.history.get(actor.user_id, record_id)
    if record is None:
        await toast(services, actor, query, phrase("record-gone"))
        return
    await toast(services, actor, query)
    await deliver_again(services, actor, record)


def _visit(services: Services, actor: Actor, action: Action) -> Visit:
    return Visit(
        user_id=actor.user_id,
        language=actor.language,
        languages=services.translations.languages,
        action=action,
        state=actor.state,
        zone=zone_of(actor, services),
        history=services.history,
        vocabulary=services.vocabulary,
        modes=services.modes.all,
        instructions=services.instructions,
        say=lambda what: services.renderer.say(what, actor.language),
        left_today=lambda: left_today(services.usage, actor.user_id),
        change=lambda change: services.states.update(actor.user_id, change),
    )


def page_replied_to(services: Services, message: Message) -> str:
    """Page and action of the button under the message that this one replies to, where its page takes replies; or ""."""
    original = message.reply_to_message
    keyboard = original.reply_markup if original else None
    for button in (button for row in (keyboard.inline_keyboard if keyboard else ()) for button in row):
        if button.callback_data and button.callback_data.startswith(f"{OpenPage.__prefix__}|"):
            press = OpenPage.unpack(button.callback_data)
            page = services.modes.pages.get(press.mode)
            if page is not None and page.takes_replies and parse_action(press.action, page.actions):
                return f"{press.mode} {press.action}"
    return ""
