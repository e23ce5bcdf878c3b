"""Commands and the main menu."""

from dataclasses import replace

from aiogram import F, Router
from aiogram.filters import Command, CommandStart
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Message

from frontend_bot.core.mode import JobMode, PageMode
from frontend_bot.core.phrase import phrase
from frontend_bot.telegram.callback_data import Forget
from frontend_bot.telegram.handlers.context import Actor, Services, left_today
from frontend_bot.telegram.handlers.pages import open_page
from frontend_bot.telegram.handlers.replies import Keyboard, reply
from frontend_bot.telegram.handlers.stats import show_stats
from frontend_bot.telegram.handlers.submit import job_id, submit_job
from frontend_bot.telegram.message_content import content_of

COMMANDS = ("start", "help", "history", "settings", "language", "cancel", "forget")


def build_commands_router() -> Router:
    """A router can be attached only once, so every dispatcher gets its own."""
    router = Router(name="menu")
    router.message.register(start, CommandStart())
    router.message.register(help_page, Command("help"))
    router.message.register(language_question, Command("language"))
    router.message.register(cancel, Command("cancel"))
    router.message.register(forget_question, Command("forget"))
    router.message.register(stats, Command("stats"))
    router.message.register(transcribe_replied, Command("transcribe"))
    router.message.register(open_by_command, Command("history", "settings"))
    router.message.register(unknown_command, F.text.startswith("/"))
    return router


async def start(message: Message, actor: Actor, services: Services) -> None:
    """Greet, close whatever was open, show the menu."""
    await services.states.update(actor.user_id, lambda state: replace(state, mode=""))
    await reply(services, actor, phrase("start"), main_menu(services, actor))


async def help_page(message: Message, actor: Actor, services: Services) -> None:
    """What can be sent, what comes back."""
    megabytes = (services.limits.file_bytes or 2_000 << 20) >> 20
    what = phrase("help", megabytes=megabytes, minutes=services.limits.minutes)
    lines = [what, *await left_today(services.usage, actor.user_id)]
    text = "\n\n".join(services.renderer.say(line, actor.language) for line in lines)
    await reply(services, actor, text, main_menu(services, actor))


async def language_question(message: Message, actor: Actor, services: Services) -> None:
    """Which of the languages that are there?"""
    await reply(services, actor, phrase("language-question"), services.renderer.languages_keyboard())


async def cancel(message: Message, actor: Actor, services: Services) -> None:
    """End this user's work and close the open mode."""
    await services.states.update(actor.user_id, lambda state: replace(state, mode=""))
    cancelled = [job for job in await services.jobs.unfinished(actor.user_id) if await services.jobs.cancel(job)]
    what = phrase("cancel-several", count=len(cancelled)) if cancelled else phrase("cancel-nothing")
    await reply(services, actor, what, main_menu(services, actor))


async def forget_question(message: Message, actor: Actor, services: Services) -> None:
    """Ask before everything is erased."""
    row = [
        InlineKeyboardButton(
            text=services.renderer.say(phrase(f"button-forget-{answer}"), actor.language),
            callback_data=Forget(sure=answer == "yes").pack(),
        )
        for answer in ("yes", "no")
    ]
    await reply(services, actor, phrase("forget-question"), InlineKeyboardMarkup(inline_keyboard=[row]))


async def stats(message: Message, actor: Actor, services: Services) -> None:
    """For admins: what is going on. Nobody else learns that the command exists."""
    if not actor.is_admin:
        await unknown_command(message, actor, services)
        return
    await show_stats(services, actor)


async def transcribe_replied(message: Message, actor: Actor, services: Services) -> None:
    """The way to have a recording transcribed in a group: answer it with this command."""
    original = message.reply_to_message
    content = content_of(original) if original else None
    mode = services.modes.jobs.get("transcribe_audio")
    if original is None or content is None or mode is None or content.kind not in mode.accepts:
        await reply(services, actor, phrase("group-hint"), answering=message.message_id)
        return
    await submit_job(services, actor, mode, content, original.message_id, job_id(actor, message.message_id))


async def open_by_command(message: Message, actor: Actor, services: Services) -> None:
    """Commands that are named like the page they open."""
    name = (message.text or "").lstrip("/").partition(" ")[0].partition("@")[0]
    await open_mode(name, actor, services)


async def unknown_command(message: Message, actor: Actor, services: Services) -> None:
    """One helpful sentence; in a group silence, the command may be for another bot."""
    if actor.is_private:
        await reply(services, actor, phrase("unknown-command"), main_menu(services, actor))


async def menu_press(entry: str, message: Message, actor: Actor, services: Services) -> None:
    """A button of the reply keyboard arrives as its label."""
    if entry == "help":
        await help_page(message, actor, services)
    elif entry == "home":
        await services.states.update(actor.user_id, lambda state: replace(state, mode=""))
        await reply(services, actor, phrase("home"), main_menu(services, actor))
    else:
        await open_mode(entry, actor, services)


async def open_mode(mode_id: str, actor: Actor, services: Services) -> None:
    """A page is shown; a job mode waits for its content, with its options under the prompt."""
    mode = services.modes.by_id[mode_id]
    if isinstance(mode, PageMode):
        await open_page(services, actor, mode)
        return
    state = await services.states.update(actor.user_id, lambda state: replace(state, mode=mode_id))
    why = services.why_unavailable(mode) if isinstance(mode, JobMode) else None
    current = {option.id: mode.choice(state, option.id) for option in mode.options}
    keyboard = services.renderer.prompt_keyboard(mode, current, actor.language)
    await reply(services, actor, why or phrase(f"mode-{mode_id}-prompt"), keyboard)


def main_menu(services: Services, actor: Actor) -> Keyboard:
    """The reply keyboard; groups do not get one, it would cover everybody's."""
    return services.renderer.menu(actor.language) if actor.is_private else None
