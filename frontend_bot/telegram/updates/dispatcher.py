"""Every update comes in here: who may enter, which handler, and what happens when one breaks."""

import asyncio
from collections import OrderedDict
from dataclasses import replace
from time import monotonic
from uuid import uuid4

import structlog
from aiogram import Bot, Dispatcher
from aiogram.types import CallbackQuery, Chat, Message, Update, User

from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.errors import BotError, StateUnavailable, StoreUnavailable
from frontend_bot.telegram.handlers.callbacks import build_callbacks_router
from frontend_bot.telegram.handlers.commands import build_commands_router
from frontend_bot.telegram.handlers.context import Actor, Services, actor_of
from frontend_bot.telegram.handlers.messages import build_messages_router
from frontend_bot.telegram.handlers.replies import reply, toast

log = structlog.get_logger()

_STRANGER_SECONDS = 600.0
"""A stranger gets the sentence once in this time, not at every message."""
_STRANGERS_REMEMBERED = 10_000
_LONGEST_PAUSE = 10.0
_UPDATES_REMEMBERED = 10_000
"""Telegram may send an update twice; one that this process has handled is not answered again."""


class UpdateDispatcher:
    """Handles one update for good: answered, or its job durable, or nobody to answer."""

    def __init__(self, bot: Bot, services: Services) -> None:
        self._bot, self._services = bot, services
        self._dispatcher = Dispatcher(disable_fsm=True)
        self._dispatcher.include_routers(build_commands_router(), build_messages_router(), build_callbacks_router())
        self._strangers: OrderedDict[int, float] = OrderedDict()
        self._handled: OrderedDict[int, None] = OrderedDict()

    async def handle(self, update: Update) -> None:
        """Try until our own stores take it: an update that is not durable must not be acknowledged."""
        pause = 0.2
        while update.update_id not in self._handled:
            try:
                await self._handle_once(update)
            except (StateUnavailable, StoreUnavailable) as error:
                log.warning("a store is away, the update waits", error=type(error).__name__, again_in=pause)
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                self._remember(update.update_id)

    def _remember(self, update_id: int) -> None:
        self._handled[update_id] = None
        if len(self._handled) > _UPDATES_REMEMBERED:
            self._handled.popitem(last=False)

    async def _handle_once(self, update: Update) -> None:
        event: Message | CallbackQuery | None = update.message or update.callback_query
        chat = _chat_of(event)
        if event is None or chat is None or event.from_user is None or event.from_user.is_bot:
            return
        if isinstance(event, Message) and chat.type != "private" and not self._is_meant(event):
            return
        actor = await actor_of(event.from_user, chat, self._services)
        if not self._services.limits.welcomes(actor.user_id):
            await self._turn_away(event, actor)
            return
        await self._feed(update, event, await self._without_question(event, actor))
        await self._services.flood.pay(actor.user_id)

    async def _feed(self, update: Update, event: Message | CallbackQuery, actor: Actor) -> None:
        """To the handler that takes it; what breaks there becomes a sentence."""
        if isinstance(event, CallbackQuery) and not _is_plain(event.data or ""):
            await toast(self._services, actor, event, phrase("button-old"))
            return
        try:
            await self._dispatcher.feed_update(self._bot, update, actor=actor, services=self._services)
        except (StateUnavailable, StoreUnavailable):
            raise
        except BotError as error:
            await self._apologise(event, actor, Phrase(error.sentence, error.variables))
        except Exception:  # the other broad handler: one broken handler must not stop the intake
            incident = uuid4().hex[:8]
            log.exception("update not handled", update=update.update_id, incident=incident)
            await self._apologise(event, actor, phrase("error-unexpected", incident=incident))

    async def _without_question(self, event: Message | CallbackQuery, actor: Actor) -> Actor:
        """A press or a command instead of the text that a page waits for: the page waits no longer."""
        text = event.text or "" if isinstance(event, Message) else "/"
        if not actor.state.awaiting or not (text.startswith("/") or self._services.renderer.menu_entry(text)):
            return actor
        state = await self._services.states.update(actor.user_id, lambda state: replace(state, awaiting=""))
        return replace(actor, state=state)

    def _is_meant(self, message: Message) -> bool:
        """In groups the bot answers only to a command or a reply to it."""
        if (message.text or "").startswith("/"):
            return True
        original = message.reply_to_message
        return bool(original and original.from_user and original.from_user.id == self._bot.id)

    async def _turn_away(self, event: Message | CallbackQuery, actor: Actor) -> None:
        now = monotonic()
        last = self._strangers.get(actor.user_id)
        if not actor.is_private or (last is not None and now - last < _STRANGER_SECONDS):
            return
        self._strangers[actor.user_id] = now
        self._strangers.move_to_end(actor.user_id)
        if len(self._strangers) > _STRANGERS_REMEMBERED:
            self._strangers.popitem(last=False)
        await reply(self._services, actor, phrase("access-stranger", user=str(actor.user_id)))

    async def _apologise(self, event: Message | CallbackQuery, actor: Actor, sentence: Phrase) -> None:
        if isinstance(event, CallbackQuery):
            await toast(self._services, actor, event)
        await reply(self._services, actor, sentence)


def _is_plain(data: str) -> bool:
    """Whether a button of ours could say this: a client may send any bytes, and databases take no zeros."""
    return bool(data) and not any(ord(letter) < 0x20 or 0xD800 <= ord(letter) < 0xE000 for letter in data)


def _chat_of(event: Message | CallbackQuery | None) -> Chat | None:
    if isinstance(event, CallbackQuery):
        return event.message.chat if event.message else _private_chat(event.from_user)
    return event.chat if event else None


def _private_chat(user: User) -> Chat:
    """A press on a message too old to be shown comes without it; the person's own chat has their id."""
    return Chat(id=user.id, type="private")
