"""``python -m playground``: the local Telegram in the browser, with the bot and the photo service behind it."""

import asyncio
import sys

from playground.config import SettingsError, load_settings
from playground.demo import PortTaken, run_demo


def main() -> None:
    """Run until Ctrl+C; a wrong setting or a taken port ends it with one sentence."""
    try:
        asyncio.run(run_demo(load_settings()))
    except (SettingsError, PortTaken) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
