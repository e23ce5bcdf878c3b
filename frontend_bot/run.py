"""What both programs share: read the settings, set up logs and signals, run the app until somebody stops it."""

import asyncio
import ctypes
import gc
import os
import signal
import sys

import uvloop

from frontend_bot.config import Settings, load_settings
from frontend_bot.errors import SettingsError
from frontend_bot.services.observability.logs import set_up_logs
from frontend_bot.services.translations import TranslationsError
from frontend_bot.telegram.deferred_types import import_aiogram

OWNERS_ONLY = 0o077
"""What this program writes is for its own user: recordings, transcripts, databases."""
_WRONG_SETTINGS = 2
"""Exit code; a service manager should not start again what cannot work."""
_PR_SET_DUMPABLE = 4


def run_program(*, listens: bool) -> int:
    """Run until SIGTERM or SIGINT; returns the exit code. A wrong setting is one sentence on standard error."""
    os.umask(OWNERS_ONLY)
    hide_memory()
    try:
        settings = load_settings()
        set_up_logs(settings.log_level, settings.log_format, settings.secrets())
        uvloop.run(_run(settings, listens=listens))
    except (SettingsError, TranslationsError) as error:
        sys.stderr.write(f"{error}\n")
        return _WRONG_SETTINGS
    return 0


def hide_memory() -> None:
    """Keep other processes of our user out of our memory and our environment, with the token in them.

    ffmpeg reads strangers' files; should one of them take it over, it finds nothing in ``/proc``. Debuggers have to be
    run by root then. Linux only.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


async def _run(settings: Settings, *, listens: bool) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    # What is imported stays, with the little garbage of it: to look through it again and again meanwhile would cost a
    # tenth of the start, and afterwards a full collection would stop the loop for 150 ms.
    gc.disable()
    try:
        import_aiogram(eager_types=settings.eager_telegram_types)
        from frontend_bot.app import App  # takes seconds; a wrong setting is told at once

        app = App(settings, listens=listens)
        gc.freeze()
    finally:
        gc.enable()
    await app.run(stop)
