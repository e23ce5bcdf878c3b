"""What works here and what is missing, one sentence each: ``python -m frontend_bot.doctor``.

Exit code 1 if something is missing that the bot cannot do its work without.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from pydantic import SecretStr, ValidationError

from frontend_bot.config import Settings, load_settings
from frontend_bot.errors import SettingsError
from frontend_bot.wiring.check import Check, check_program, http_status
from frontend_bot.wiring.language_model import examine_language_model
from frontend_bot.wiring.links import examine_links
from frontend_bot.wiring.speech import READS_ALOUD, examine_speech
from frontend_bot.wiring.storage import examine_database, examine_folder, examine_redis
from frontend_bot.wiring.transcription import examine_transcription

ROOT = Path(__file__).parent.parent
_SAMPLES = "speaks the sample recordings of the playground"


async def examine() -> AsyncIterator[Check]:
    """Look at everything, in the order in which an operator needs it."""
    settings, check = _settings()
    yield check
    yield check_program("ffmpeg", "converts recordings", is_needed=True)
    yield check_program("ffprobe", "looks into recordings", is_needed=True)
    yield check_program("flite", _SAMPLES, is_needed=False)
    if settings is None:
        yield check_program("espeak-ng", READS_ALOUD, is_needed=False)
        return
    if check.works:
        yield await _telegram(settings)
    yield await _chosen(examine_transcription, settings)
    yield await _chosen(examine_language_model, settings)
    yield examine_links(settings)
    yield await _chosen(examine_speech, settings)
    yield await asyncio.to_thread(examine_folder, settings.storage_dir)
    if url := settings.redis_url.get_secret_value():
        yield await examine_redis(url)
    if url := settings.database_url.get_secret_value():
        yield await examine_database(url)
    yield await _photo_service(settings.backend_api_url)


def _settings() -> tuple[Settings | None, Check]:
    """The settings. Where only the token is wrong, the rest can be looked at all the same."""
    try:
        return load_settings(), Check(True, "The settings are right, and TELEGRAM_TOKEN is set.")
    except SettingsError as error:
        check = Check(False, str(error))
    try:
        return Settings(telegram_token=SecretStr("0:looked-at-without-a-token")), check
    except ValidationError:
        return None, check


async def _chosen(examine: Callable[[Settings], Awaitable[Check]], settings: Settings) -> Check:
    """What is said of an engine, also where it is chosen and lacks a setting."""
    try:
        return await examine(settings)
    except SettingsError as error:
        return Check(False, str(error))


async def _telegram(settings: Settings) -> Check:
    token = settings.telegram_token.get_secret_value()
    status = await http_status(f"{settings.telegram_api_url}/bot{token}/getMe")
    if status == 200:
        return Check(True, f"Telegram at {settings.telegram_api_url} knows the bot.")
    if status in (401, 404):
        return Check(False, "TELEGRAM_TOKEN is refused by Telegram: copy it again from @BotFather.")
    return Check(False, f"Telegram at {settings.telegram_api_url} does not answer: check the network.")


async def _photo_service(url: str) -> Check:
    status = await http_status(f"{url}/readyz")
    if status is None:
        return Check(None, f"The photo service at {url} does not answer: start python -m backend_api.app.main.")
    if status != 200:
        return Check(None, f"The photo service at {url} answers, but has no working engine.")
    return Check(True, f"The photo service at {url} is ready.")


async def _photo_doctor() -> None:
    """The photo service has a doctor of its own; it is another program, so it is run, not imported."""
    if not (ROOT / "backend_api/app/doctor.py").is_file():
        return
    sys.stdout.write("\nPhotos:\n")
    sys.stdout.flush()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "backend_api.app.doctor", stdin=asyncio.subprocess.DEVNULL
    )
    try:
        await asyncio.wait_for(process.wait(), 150)
    except TimeoutError:
        process.kill()
        sys.stdout.write("The photo service's own look took too long.\n")


async def _report() -> int:
    signs = {True: "ok     ", False: "MISSING", None: "-      "}
    all_work = True
    async for finding in examine():
        all_work = all_work and finding.works is not False
        sys.stdout.write(f"{signs[finding.works]} {finding.sentence}\n")
        sys.stdout.flush()
    await _photo_doctor()
    return os.EX_OK if all_work else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(_report()))
