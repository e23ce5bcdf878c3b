"""The bot's connection: api.telegram.org, a Bot API server of one's own, or the playground."""

from collections.abc import Sequence

import structlog
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageReplyMarkup,
    EditMessageText,
    GetFile,
    GetMe,
    GetUpdates,
    Response,
    SendChatAction,
    SendDocument,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    SendVoice,
)
from aiogram.types import BotCommand, Update

from frontend_bot.core.phrase import phrase
from frontend_bot.services.translations import LANGUAGES, Translations

log = structlog.get_logger()

_CONNECTIONS = 100
_TIMEOUT = 60.0
"""Seconds for one call; a long poll gets its own time on top."""


_METHODS = (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageReplyMarkup,
    EditMessageText,
    GetFile,
    GetMe,
    GetUpdates,
    SendChatAction,
    SendDocument,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    SendVoice,
)
"""What is called while people wait."""
# pydantic holds these generic classes weakly and would build them anew, milliseconds each, for nearly every answer.
_PINNED = [Response[method.__returning__] for method in _METHODS]  # type: ignore[name-defined]


def build_bot(token: str, api_url: str, *, is_local: bool) -> Bot:
    """A bot without a default parse mode: foreign text must arrive exactly, so nothing is parsed unless asked for.

    The models of the calls are ready when this returns: built at their first use, they would hold the loop by 0.1 s.
    """
    for model in (*_METHODS, *_PINNED, Update):
        model.model_rebuild()
    server = TelegramAPIServer.from_base(api_url, is_local=is_local)
    return Bot(token, session=AiohttpSession(api=server, limit=_CONNECTIONS, timeout=_TIMEOUT))


async def introduce(bot: Bot, translations: Translations, commands: Sequence[str]) -> None:
    """Tell Telegram the commands and the bot's description in each language (English for all others)."""
    try:
        for language in LANGUAGES:
            code = None if language == "en" else language
            listed = [
                BotCommand(command=name, description=translations.say(phrase(f"command-{name}"), language))
                for name in commands
            ]
            await bot.set_my_commands(listed, language_code=code)
            await bot.set_my_description(translations.say(phrase("bot-description"), language), language_code=code)
            short = translations.say(phrase("bot-short-description"), language)
            await bot.set_my_short_description(short, language_code=code)
    except AiogramError as error:
        log.warning("commands are not registered at telegram", error=type(error).__name__)
