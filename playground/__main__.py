"""``python -m playground``: the local Telegram in the browser, with the bot and the photo service behind it."""

import asyncio
import sys

from playground.config import SettingsError, load_settings


def main() -> None:
    """Run until Ctrl+C; a wrong setting or a taken port ends it with one sentence."""
    try:
        settings = load_settings()
        from playground.demo import PortTaken, run_demo  # takes seconds: not before the settings are right
    except SettingsError as error:
        sys.exit(str(error))
    try:
        asyncio.run(run_demo(settings))
    except PortTaken as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
