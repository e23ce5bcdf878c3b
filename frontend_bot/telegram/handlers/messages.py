"""Whatever a user sends that is no command: to the mode that takes it, or one helpful sentence."""

from aiogram import Router
from aiogram.enums import ContentType
from aiogram.types import Message

from frontend_bot.core.content import Content, Kind
from frontend_bot.core.phrase import phrase
from frontend_bot.services.storage.pastes import PastePart
from frontend_bot.telegram.handlers.batches import collect
from frontend_bot.telegram.handlers.commands import menu_press
from frontend_bot.telegram.handlers.context import Actor, Services
from frontend_bot.telegram.handlers.pages import answer_page, page_replied_to
from frontend_bot.telegram.handlers.replies import reply
from frontend_bot.telegram.handlers.submit import candidates, job_id, submit_job, takers
from frontend_bot.telegram.message_content import album_of, content_behind, content_of, link_of
from frontend_bot.telegram.output.entities import utf16_length

_HINTS = {Kind.TEXT: "text-hint", Kind.DOCUMENT: "document-hint"}
_SENT_BY_PEOPLE = {
    ContentType.ANIMATION, ContentType.CHECKLIST, ContentType.CONTACT, ContentType.DICE, ContentType.GAME,
    ContentType.LIVE_PHOTO, ContentType.LOCATION, ContentType.PAID_MEDIA, ContentType.POLL, ContentType.RICH_MESSAGE,
    ContentType.STICKER, ContentType.STORY, ContentType.VENUE,
}  # fmt: skip
"""What somebody sends and we cannot work with is answered. All else without content is Telegram's own (somebody joined,
a topic was closed, a gift came, whatever it will think of next) and needs no answer."""
_FULL_MESSAGE = 3000
"""UTF-16 units; clients part a paste at 4096, or at the last line break before that."""


def build_messages_router() -> Router:
    """Takes every message that the menu has left."""
    router = Router(name="inbox")
    router.message.register(receive)
    return router


async def receive(message: Message, actor: Actor, services: Services) -> None:
    """One message of a user."""
    entry = services.renderer.menu_entry(message.text or "")
    if entry:
        await menu_press(entry, message, actor, services)
        return
    replied = page_replied_to(services, message)
    if message.text and await answer_page(services, actor, message.text, message.message_id, replied):
        return
    content = content_of(message)
    if content is None:
        if message.content_type in _SENT_BY_PEOPLE:
            await reply(services, actor, phrase("unsupported"), answering=message.message_id)
        return
    link = "" if _awaits_text(actor, services) else link_of(message)
    if link:
        await _follow(message, link, actor, services)
        return
    if await _is_pasted(message, content, actor, services):
        return
    await _offer(message, content, actor, services)


def _awaits_text(actor: Actor, services: Services) -> bool:
    """Whether the open mode takes texts: then a link is one."""
    opened = services.modes.jobs.get(actor.state.mode)
    return opened is not None and Kind.TEXT in opened.accepts


async def _follow(message: Message, link: str, actor: Actor, services: Services) -> None:
    """A link alone means the recording behind it."""
    content = content_behind(link)
    if content is None:
        await reply(services, actor, phrase("error-link-scheme"), answering=message.message_id)
    elif not services.limits.follows_links:
        await reply(services, actor, phrase("error-links-off"), answering=message.message_id)
    else:
        await _offer(message, content, actor, services)


async def _is_pasted(message: Message, content: Content, actor: Actor, services: Services) -> bool:
    """Whether this is a part of a long text that Telegram has parted; then it is in the job of all its parts."""
    if not content.text:
        return False
    modes = takers(services, actor, content.kind)
    if len(modes) != 1 or not modes[0].joins_pastes:
        return False
    may_begin = utf16_length(content.text) >= _FULL_MESSAGE
    part = PastePart(actor.user_id, actor.chat_id, message.message_id, message.date.timestamp(), content)
    paste = await services.pastes.add(part, may_begin=may_begin)
    if paste is None:
        return False
    id = job_id(actor, paste.first_message)
    await submit_job(services, actor, modes[0], content, paste.first_message, id, album=paste.album)
    return True


async def _offer(message: Message, content: Content, actor: Actor, services: Services) -> None:
    """One mode that is open, or starts unasked: start it. Else: ask. None: say what would be welcome."""
    modes = candidates(services, actor, content)
    if len(modes) == 1 and modes[0].joins_batches and (message.forward_origin or message.media_group_id):
        await collect(message, content, modes[0], actor, services)
        return
    album = album_of(message) if any(mode.takes_albums for mode in modes) else ""
    first = await services.albums.add(actor.user_id, album, message.message_id, content) if album else None
    if first is None:  # no album, or one that was closed without this message
        album, first = "", message.message_id
    if not modes:
        hint = phrase(_HINTS.get(content.kind, "unsupported"))
        await reply(services, actor, hint, answering=message.message_id)
    elif len(modes) > 1 or not (modes[0].starts_unasked or modes[0].id == actor.state.mode):
        if message.message_id != first:
            return  # the offer under the first one means all of them
        keyboard = services.renderer.offer_keyboard(modes, actor.language)
        await reply(services, actor, phrase("what-shall-i-do"), keyboard, message.message_id)
    else:
        await submit_job(services, actor, modes[0], content, first, job_id(actor, first), album=album)
