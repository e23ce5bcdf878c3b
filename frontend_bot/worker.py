"""A worker alone: ``python -m frontend_bot.worker``, any number, on any machine."""

import sys

from frontend_bot.run import run_program

if __name__ == "__main__":
    # A worker that the bot or another worker has started, for jobs that were at work when their process died.
    is_alone = sys.argv[1:2] == ["--alone"]
    sys.exit(run_program(listens=False, alone=sys.argv[2] if is_alone else ""))
