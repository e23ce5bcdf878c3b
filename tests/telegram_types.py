"""Importing this imports aiogram as the bot does: its types wait for their first use. It must come before aiogram."""

from frontend_bot.telegram.deferred_types import import_aiogram

import_aiogram()
