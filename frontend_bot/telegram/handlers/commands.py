"""Commands and the main menu."""

from dataclasses import replace

from aiogram import F, Router
from aiogram.filters import Command, CommandStart
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Message

from frontend_bot.core.mode import JobMode, PageMode
from frontend_bot.core.phrase import phrase
from frontend_bot.telegram.allowance import left_today
from frontend_bot.telegram.callback_data import Forget, Language
from frontend_bot.telegram.handlers.context import Counter, Visitor
from frontend_bot.telegram.handlers.pages import open_page
from frontend_bot.telegram.handlers.replies import Keyboard, reply
from frontend_bot.telegram.handlers.stats import show_stats
from frontend_bot.telegram.handlers.submit import job_id, order
from frontend_bot.telegram.message_content import content_of

COMMANDS = ("start", "help", "history", "settings", "language", "cancel", "forget")


def build_menu_router() -> Router:
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


async def start(message: Message, visitor: Visitor, counter: Counter) -> None:
    """Greet, close whatever was open, show the menu."""
    await counter.states.update(visitor.user_id, lambda state: replace(state, mode=""))
    await reply(counter, visitor, phrase("start"), main_menu(counter, visitor))


async def help_page(message: Message, visitor: Visitor, counter: Counter) -> None:
    """What can be sent, what comes back."""
    megabytes = (counter.limits.file_bytes or 2_000 << 20) >> 20
    what = phrase("help", megabytes=megabytes, minutes=counter.limits.minutes)
    lines = [what, *await left_today(counter.usage, visitor.user_id)]
    text = "\n\n".join(counter.renderer.say(line, visitor.language) for line in lines)
    await reply(counter, visitor, text, main_menu(counter, visitor))


async def language_question(message: Message, visitor: Visitor, counter: Counter) -> None:
    """Russian or English?"""
    buttons = [
        InlineKeyboardButton(
            text=counter.renderer.say(phrase(f"language-{code}"), visitor.language),
            callback_data=Language(code=code).pack(),
        )
        for code in ("ru", "en")
    ]
    await reply(counter, visitor, phrase("language-question"), InlineKeyboardMarkup(inline_keyboard=[buttons]))


async def cancel(message: Message, visitor: Visitor, counter: Counter) -> None:
    """End this user's work and close the open mode."""
    await counter.states.update(visitor.user_id, lambda state: replace(state, mode=""))
    cancelled = [job for job in await counter.jobs.unfinished(visitor.user_id) if await counter.jobs.cancel(job)]
    what = phrase("cancel-several", count=len(cancelled)) if cancelled else phrase("cancel-nothing")
    await reply(counter, visitor, what, main_menu(counter, visitor))


async def forget_question(message: Message, visitor: Visitor, counter: Counter) -> None:
    """Ask before everything is erased."""
    row = [
        InlineKeyboardButton(
            text=counter.renderer.say(phrase(f"button-forget-{answer}"), visitor.language),
            callback_data=Forget(sure=answer == "yes").pack(),
        )
        for answer in ("yes", "no")
    ]
    await reply(counter, visitor, phrase("forget-question"), InlineKeyboardMarkup(inline_keyboard=[row]))


async def stats(message: Message, visitor: Visitor, counter: Counter) -> None:
    """For admins: what is going on. Nobody else learns that the command exists."""
    if not visitor.is_admin:
        await unknown_command(message, visitor, counter)
        return
    await show_stats(counter, visitor)


async def transcribe_replied(message: Message, visitor: Visitor, counter: Counter) -> None:
    """The way to have a recording transcribed in a group: answer it with this command."""
    original = message.reply_to_message
    content = content_of(original) if original else None
    mode = counter.modes.jobs.get("transcribe_audio")
    if original is None or content is None or mode is None or content.kind not in mode.accepts:
        await reply(counter, visitor, phrase("group-hint"), answering=message.message_id)
        return
    await order(counter, visitor, mode, content, original.message_id, job_id(visitor, message.message_id))


async def open_by_command(message: Message, visitor: Visitor, counter: Counter) -> None:
    """Commands that are named like the page they open."""
    name = (message.text or "").lstrip("/").partition(" ")[0].partition("@")[0]
    await open_mode(name, visitor, counter)


async def unknown_command(message: Message, visitor: Visitor, counter: Counter) -> None:
    """One helpful sentence; in a group silence, the command may be for another bot."""
    if visitor.is_private:
        await reply(counter, visitor, phrase("unknown-command"), main_menu(counter, visitor))


async def menu_press(entry: str, message: Message, visitor: Visitor, counter: Counter) -> None:
    """A button of the reply keyboard arrives as its label."""
    if entry == "help":
        await help_page(message, visitor, counter)
    elif entry == "home":
        await counter.states.update(visitor.user_id, lambda state: replace(state, mode=""))
        await reply(counter, visitor, phrase("home"), main_menu(counter, visitor))
    else:
        await open_mode(entry, visitor, counter)


async def open_mode(mode_id: str, visitor: Visitor, counter: Counter) -> None:
    """A page is shown; a job mode waits for its content, with its options under the prompt."""
    mode = counter.modes.by_id[mode_id]
    if isinstance(mode, PageMode):
        await open_page(counter, visitor, mode)
        return
    state = await counter.states.update(visitor.user_id, lambda state: replace(state, mode=mode_id))
    why = counter.why_unavailable(mode) if isinstance(mode, JobMode) else None
    current = {option.id: mode.choice(state, option.id) for option in mode.options}
    keyboard = counter.renderer.prompt_keyboard(mode, current, visitor.language)
    await reply(counter, visitor, why or phrase(f"mode-{mode_id}-prompt"), keyboard)


def main_menu(counter: Counter, visitor: Visitor) -> Keyboard:
    """The reply keyboard; groups do not get one, it would cover everybody's."""
    return counter.renderer.menu(visitor.language) if visitor.is_private else None
