"""The bot: ``python -m frontend_bot.main``. Settings, then the app, then until a signal."""

import sys

from frontend_bot.run import run_program

if __name__ == "__main__":
    sys.exit(run_program(listens=True))
