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
    Response,
    SendChatAction,
    SendDocument,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    SendVoice,
)
from aiogram.types import BotCommand, Update
from pydantic import BaseModel

from frontend_bot.core.languages import FALLBACK
from frontend_bot.core.phrase import Phrase
from frontend_bot.services.translations import Translations
from frontend_bot.telegram.output.entities import beginning
from frontend_bot.telegram.updates.parsing import GetRawUpdates

log = structlog.get_logger()

_CONNECTIONS = 100
_TIMEOUT = 60.0
"""Seconds for one call; a long poll gets its own time on top."""
_COMMAND_LIMIT, _DESCRIPTION_LIMIT, _SHORT_DESCRIPTION_LIMIT = 256, 512, 120
"""UTF-16 units that Telegram takes."""


_METHODS = (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageReplyMarkup,
    EditMessageText,
    GetFile,
    GetMe,
    GetRawUpdates,
    SendChatAction,
    SendDocument,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    SendVoice,
)
"""What is called while people wait."""
# pydantic holds these generic classes weakly and would build them again, milliseconds each, for nearly every answer.
_PINNED = [Response[method.__returning__] for method in _METHODS]  # type: ignore[name-defined]


def build_bot(token: str, api_url: str, *, is_local: bool) -> Bot:
    """A bot without a default parse mode: foreign text must arrive exactly, so nothing is parsed unless asked for.

    What takes long to build is ready when this returns: at its first use it would hold the loop for up to 0.1 s.
    """
    models: tuple[type[BaseModel], ...] = (*_METHODS, Update)
    for model in models:
        model.model_rebuild()
    server = TelegramAPIServer.from_base(api_url, is_local=is_local)
    return Bot(token, session=AiohttpSession(api=server, limit=_CONNECTIONS, timeout=_TIMEOUT))


async def introduce(bot: Bot, translations: Translations, commands: Sequence[str]) -> None:
    """Tell Telegram the commands and the bot's description in each language (English for all others)."""
    # Telegram's codes have two letters: of "pt" and "pt-br" the former comes last, and stays.
    for language in reversed(translations.languages.codes):
        code = None if language == FALLBACK else language.partition("-")[0]
        try:
            await _introduce_in(bot, translations, commands, language, code)
        except AiogramError as error:
            log.warning("commands are not registered at telegram", language=language, error=type(error).__name__)


async def _introduce_in(
    bot: Bot, translations: Translations, commands: Sequence[str], language: str, code: str | None
) -> None:
    def say(id: str, limit: int) -> str:
        return beginning(translations.say(Phrase(id), language), limit)

    listed = [BotCommand(command=name, description=say(f"command-{name}", _COMMAND_LIMIT)) for name in commands]
    await bot.set_my_commands(listed, language_code=code)
    await bot.set_my_description(say("bot-description", _DESCRIPTION_LIMIT), language_code=code)
    short = say("bot-short-description", _SHORT_DESCRIPTION_LIMIT)
    await bot.set_my_short_description(short, language_code=code)
