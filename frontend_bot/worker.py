"""A worker alone: ``python -m frontend_bot.worker``, any number, on any machine."""

import sys

from frontend_bot.run import run_program

if __name__ == "__main__":
    sys.exit(run_program(listens=False))
