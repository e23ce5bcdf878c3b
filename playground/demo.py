"""The demonstration: the emulator, the bot and the photo service, all set up for each other."""

import asyncio
import errno
import gc
import os
import shutil
import signal
import socket
from pathlib import Path

from playground.config import NOT_FOR_DEMO, PlaygroundSettings, settings_for_bot
from playground.programs import Program, keep_running
from playground.samples import make_samples
from playground.server import Playground
from playground.world import new_token

ROOT = Path(__file__).resolve().parent.parent
DEMO = Path(".demo").absolute()
ADMIN = 1001

_DRAFT_ENGINE = {
    "level": "warning",
    "text_ru": "Ключ OPENAI_API_KEY не задан: речь распознаёт черновой движок. Он понимает только английский и часто "
    "ошибается. Записи-примеры над строкой ввода говорят по-английски. С ключом в .env качество будет настоящим.",
    "text_en": "OPENAI_API_KEY is not set: a draft engine recognises speech. It understands English only and is often "
    "wrong. The sample recordings are in English. With a key in .env you get the real quality.",
}


class PortTaken(Exception):
    """The address is in use, as one sentence for the person at the terminal."""


async def run_demo(settings: PlaygroundSettings) -> None:
    """Run everything until SIGINT or SIGTERM; PortTaken when something else listens there."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    telegram = Playground(host=settings.playground_host, port=settings.playground_port, token=new_token())
    try:
        await telegram.__aenter__()
    except OSError as error:
        raise PortTaken(_why_not(settings, error)) from None
    try:
        await asyncio.to_thread(_forget, storage_of(telegram))
        await _run_behind(telegram, settings, stop)
    finally:
        await telegram.__aexit__(None, None, None)


def _why_not(settings: PlaygroundSettings, error: OSError) -> str:
    where = f"{settings.playground_host}:{settings.playground_port}"
    if error.errno == errno.EADDRINUSE:
        return f"The address {where} is taken: stop what listens there, or set PLAYGROUND_PORT to another port."
    reason = error.strerror or "unknown"
    return (
        f"Cannot listen at {where} ({reason}): set PLAYGROUND_HOST and PLAYGROUND_PORT to an address of this machine."
    )


async def _run_behind(telegram: Playground, settings: PlaygroundSettings, stop: asyncio.Event) -> None:
    if settings.needs_draft_engine:
        telegram.world.notices.append(_DRAFT_ENGINE)
    keepers = [asyncio.create_task(keep_running(program)) for program in demo_programs(telegram, settings)]
    try:
        made = await make_samples(DEMO / "samples")
        telegram.world.samples_folder, telegram.world.samples = DEMO / "samples", made.samples
        telegram.world.notices += made.notices
        gc.collect()
        gc.freeze()
        print(f"\nThe playground is ready: open {telegram.base_url} in a browser. Ctrl+C ends it.\n", flush=True)
        await stop.wait()
    finally:
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)


def demo_programs(telegram: Playground, settings: PlaygroundSettings) -> list[Program]:
    """The bot and, where it is there, the photo service, with settings that make them meet."""
    inherited = {name: value for name, value in os.environ.items() if name not in NOT_FOR_DEMO}
    base = settings_for_bot() | inherited | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    bot = base | {
        "TELEGRAM_API_URL": telegram.base_url,
        "TELEGRAM_TOKEN": telegram.token,
        "STORAGE_DIR": str(storage_of(telegram)),
        "ADMIN_USERS": str(ADMIN),
    }
    if settings.needs_draft_engine:
        bot["TRANSCRIPTION_ENGINE"] = "pocketsphinx"
    programs = []
    if (ROOT / "backend_api/app/main.py").is_file():
        port = _free_port()
        bot["BACKEND_API_URL"] = f"http://127.0.0.1:{port}"
        photos = base | {
            "BACKEND_HOST": "127.0.0.1",
            "BACKEND_PORT": str(port),
            "STORAGE_DIR": str(storage_of(telegram)),
        }
        programs.append(Program("The photo service", "backend_api.app.main", photos, DEMO))
    return [Program("The bot", "frontend_bot.main", bot, DEMO), *programs]


def storage_of(telegram: Playground) -> Path:
    """Where the bot of this playground keeps its things; two playgrounds on two ports do not meet."""
    return DEMO / "storage" / str(telegram.port)


def _forget(storage: Path) -> None:
    """A new playground knows no messages and no files of the last one, so the bot must not remember them either."""
    shutil.rmtree(storage, ignore_errors=True)
    storage.mkdir(parents=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
