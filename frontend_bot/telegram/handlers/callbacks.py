"""Presses of inline buttons."""

from dataclasses import replace

from aiogram import Router
from aiogram.types import CallbackQuery, InaccessibleMessage, Message

from frontend_bot.core.content import Content, Kind
from frontend_bot.core.phrase import phrase
from frontend_bot.telegram.callback_data import (
    AgainJob,
    CancelJob,
    Choose,
    ChooseLanguage,
    Differently,
    DoNext,
    DoWith,
    FillGaps,
    Forget,
    Home,
    JoinBatch,
    OpenPage,
    SendFile,
    ShowFormats,
)
from frontend_bot.telegram.handlers.batches import answer_batch
from frontend_bot.telegram.handlers.commands import main_menu, open_mode
from frontend_bot.telegram.handlers.context import Actor, Services
from frontend_bot.telegram.handlers.documents import make_differently, make_next
from frontend_bot.telegram.handlers.formats import send_file, show_formats
from frontend_bot.telegram.handlers.pages import press_page
from frontend_bot.telegram.handlers.replies import edit, remove_buttons, reply, toast
from frontend_bot.telegram.handlers.submit import job_id, job_id_of_press, submit_job
from frontend_bot.telegram.message_content import album_of, content_of
from frontend_bot.telegram.next_steps import as_input


def build_callbacks_router() -> Router:
    """A router can be attached only once, so every dispatcher gets its own."""
    router = Router(name="buttons")
    presses = router.callback_query
    presses.register(home, Home.filter())
    presses.register(turn_page, OpenPage.filter())
    presses.register(do_with_message, DoWith.filter())
    presses.register(do_next, DoNext.filter())
    presses.register(make_differently, Differently.filter())
    presses.register(show_formats, ShowFormats.filter())
    presses.register(send_file, SendFile.filter())
    presses.register(fill_gaps, FillGaps.filter())
    presses.register(answer_batch, JoinBatch.filter())
    presses.register(cancel_job, CancelJob.filter())
    presses.register(again, AgainJob.filter())
    presses.register(choose, Choose.filter())
    presses.register(speak, ChooseLanguage.filter())
    presses.register(forget, Forget.filter())
    presses.register(too_old)
    return router


async def home(query: CallbackQuery, actor: Actor, services: Services) -> None:
    """Close the open mode and take the buttons away."""
    await services.states.update(actor.user_id, lambda state: replace(state, mode=""))
    await toast(services, actor, query)
    await reply(services, actor, phrase("home"), main_menu(services, actor))


async def turn_page(query: CallbackQuery, callback_data: OpenPage, actor: Actor, services: Services) -> None:
    """A button of a page mode, or one of the settings that opens a mode."""
    page = services.modes.pages.get(callback_data.mode)
    if page is None and callback_data.mode in services.modes.jobs:
        await toast(services, actor, query)
        await open_mode(callback_data.mode, actor, services)
        return
    if page is None:
        await too_old(query, actor, services)
        return
    await press_page(services, actor, page, callback_data.action, query)


async def do_with_message(query: CallbackQuery, callback_data: DoWith, actor: Actor, services: Services) -> None:
    """The answer to "What shall I do with this?": the question answers the message that is meant."""
    mode = services.modes.jobs.get(callback_data.mode)
    message = query.message
    original = message.reply_to_message if isinstance(message, Message) else None
    content = content_of(original) if original else None
    if mode is None or original is None or content is None:
        await toast(services, actor, query, phrase("source-gone"))
        return
    await toast(services, actor, query)
    album = album_of(original) if mode.takes_albums else ""
    if album and not await services.albums.has(album, original.message_id):
        album = ""
    id = job_id_of_press(actor, query.id)
    await submit_job(services, actor, mode, content, original.message_id, id, album=album)


async def do_next(query: CallbackQuery, callback_data: DoNext, actor: Actor, services: Services) -> None:
    """Another mode, or the same once more, for a finished result."""
    mode = services.modes.jobs.get(callback_data.mode)
    record = await services.history.get(actor.user_id, callback_data.record)
    if mode is not None and record is not None and mode.needs_transcript:
        await make_next(query, mode, record, actor, services)
        return
    contents = as_input(record, mode) if mode and record else ()
    if mode is None or not contents:
        await toast(services, actor, query, phrase("record-gone"))
        return
    await toast(services, actor, query)
    id = job_id_of_press(actor, query.id)
    await submit_job(services, actor, mode, contents[0], _message_id(query), id, rest=contents[1:])


async def fill_gaps(query: CallbackQuery, callback_data: FillGaps, actor: Actor, services: Services) -> None:
    """🔁 under a transcript with gaps: the same recording again, of which the worker does only what is missing."""
    record = await services.history.get(actor.user_id, callback_data.record)
    mode = services.modes.jobs.get(record.mode) if record else None
    earlier = await services.jobs.find(record.id) if record else None
    if mode is None or record is None or not (earlier or record.source_file_id):
        await toast(services, actor, query, phrase("record-gone"))
        return
    await toast(services, actor, query)
    contents = earlier.content if earlier else (Content(Kind.AUDIO, file_id=record.source_file_id),)
    content = replace(contents[0], record_id=record.id)
    answered = earlier.message_id if earlier else 0
    # The id comes from the message with the button, so two quick presses are one.
    id = job_id(actor, f"{_message_id(query)}g")
    choices = earlier.choices if earlier else None
    await submit_job(services, actor, mode, content, answered, id, rest=contents[1:], choices=choices)


async def cancel_job(query: CallbackQuery, callback_data: CancelJob, actor: Actor, services: Services) -> None:
    """✖️ under a status message, which becomes the answer."""
    id = callback_data.job
    if not _is_own(id, actor):
        await toast(services, actor, query, phrase("button-old"))
        return
    await services.statuses.release(id)
    cancelled = await services.jobs.cancel(id)
    await toast(services, actor, query, None if cancelled else phrase("cancel-too-late"))
    what = phrase("cancel-done" if cancelled else "cancel-too-late")
    keyboard = services.renderer.again_keyboard(id, actor.language) if cancelled else None
    await edit(services, actor, _message_id(query), services.renderer.say(what, actor.language), keyboard)


async def again(query: CallbackQuery, callback_data: AgainJob, actor: Actor, services: Services) -> None:
    """🔁: the same work as a new job. Its id comes from this message, so two quick presses are one."""
    job = await services.jobs.find(callback_data.job) if _is_own(callback_data.job, actor) else None
    mode = services.modes.jobs.get(job.mode) if job else None
    if job is None or mode is None:
        await toast(services, actor, query, phrase("source-gone"))
        return
    await toast(services, actor, query)
    id = job_id(actor, f"{_message_id(query)}a")
    first, *rest = job.content
    await submit_job(services, actor, mode, first, job.message_id, id, rest=rest, album=job.album, choices=job.choices)
    await remove_buttons(services, actor, _message_id(query))


async def choose(query: CallbackQuery, callback_data: Choose, actor: Actor, services: Services) -> None:
    """An option of a mode, under its prompt."""
    mode = services.modes.by_id.get(callback_data.mode)
    option = next((o for o in mode.options if o.id == callback_data.option), None) if mode else None
    if mode is None or option is None or callback_data.value not in option.values:
        await too_old(query, actor, services)
        return
    state = await services.states.update(
        actor.user_id, lambda state: state.with_choice(mode.id, option.id, callback_data.value)
    )
    await toast(services, actor, query, phrase("settings-saved"))
    current = {option.id: mode.choice(state, option.id) for option in mode.options}
    text = services.renderer.say(phrase(f"mode-{mode.id}-prompt"), actor.language)
    keyboard = services.renderer.prompt_keyboard(mode, current, actor.language)
    await edit(services, actor, _message_id(query), text, keyboard)


async def speak(query: CallbackQuery, callback_data: ChooseLanguage, actor: Actor, services: Services) -> None:
    """Another language, with a menu in it."""
    code = services.translations.nearest(callback_data.code)
    await services.states.update(actor.user_id, lambda state: replace(state, language=code))
    spoken = replace(actor, language=code)
    await toast(services, spoken, query)
    await reply(services, spoken, phrase("language-changed"), main_menu(services, spoken))


async def forget(query: CallbackQuery, callback_data: Forget, actor: Actor, services: Services) -> None:
    """Erase everything, or nothing. Either way the question goes."""
    if callback_data.sure:
        await services.jobs.erase(actor.user_id)
        await services.history.erase(actor.user_id)
        await services.albums.erase(actor.user_id)
        await services.templates.erase(actor.user_id)
        await services.ledger.erase(actor.user_id)
        await services.vocabulary.clear(actor.user_id)
        await services.instructions.erase(actor.user_id)
        await services.flood.erase(actor.user_id)
        await services.states.forget(actor.user_id)
    await toast(services, actor, query)
    what = phrase("forget-done" if callback_data.sure else "forget-kept")
    await edit(services, actor, _message_id(query), services.renderer.say(what, actor.language), None)


async def too_old(query: CallbackQuery, actor: Actor, services: Services) -> None:
    """A button of an earlier version."""
    await toast(services, actor, query, phrase("button-old"))


def _is_own(id: str, actor: Actor) -> bool:
    return id.startswith(f"{actor.user_id}:")


def _message_id(query: CallbackQuery) -> int:
    message: Message | InaccessibleMessage | None = query.message
    return message.message_id if message else 0
