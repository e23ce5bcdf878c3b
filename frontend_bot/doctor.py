"""What works here and what is missing, one sentence each: ``python -m frontend_bot.doctor``.

Exit code 1 if something is missing that the bot cannot do its work without.
"""

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import aiohttp
from pydantic import SecretStr, ValidationError

from frontend_bot.config import Settings, load_settings
from frontend_bot.engines.transcription.faster_whisper import NEEDED_FILES
from frontend_bot.errors import SettingsError
from frontend_bot.wiring import speech_engine_name

ROOT = Path(__file__).parent.parent
_SECONDS = 5.0
_OLD_DAYS = 60
_LITTLE_ROOM = 1_000_000_000
_READS = "reads texts aloud"
_SAMPLES = "speaks the sample recordings of the playground"


@dataclass(frozen=True, slots=True)
class Check:
    """One sentence. ``works`` is None for what is missing and may be missing."""

    works: bool | None
    sentence: str


async def examine() -> AsyncIterator[Check]:
    """Look at everything, in the order in which an operator needs it."""
    settings, finding = _settings()
    yield finding
    yield _program("ffmpeg", "converts recordings", is_needed=True)
    yield _program("ffprobe", "looks into recordings", is_needed=True)
    yield _program("flite", _SAMPLES, is_needed=False)
    if settings is None:
        yield _program("espeak-ng", _READS, is_needed=False)
        return
    if finding.works:
        yield await _telegram(settings)
    yield await _transcription(settings)
    yield _links(settings)
    yield await _speech(settings)
    yield await asyncio.to_thread(_storage, settings.storage_dir)
    if url := settings.redis_url.get_secret_value():
        yield await _redis(url)
    if url := settings.database_url.get_secret_value():
        yield await _database(url)
    yield await _photo_service(settings.backend_api_url)


def _settings() -> tuple[Settings | None, Check]:
    """The settings. Where only the token is wrong, the rest can be looked at all the same."""
    try:
        return load_settings(), Check(True, "The settings are right, and TELEGRAM_TOKEN is set.")
    except SettingsError as error:
        finding = Check(False, str(error))
    try:
        return Settings(telegram_token=SecretStr("0:looked-at-without-a-token")), finding
    except ValidationError:
        return None, finding


def _program(name: str, purpose: str, *, is_needed: bool) -> Check:
    if shutil.which(name):
        return Check(True, f"{name} is installed ({purpose}).")
    package = "ffmpeg" if name == "ffprobe" else name
    sentence = f"{name} is missing ({purpose}): sudo apt-get install -y {package}."
    return Check(False if is_needed else None, sentence)


async def _telegram(settings: Settings) -> Check:
    token = settings.telegram_token.get_secret_value()
    status = await _status(f"{settings.telegram_api_url}/bot{token}/getMe")
    if status == 200:
        return Check(True, f"Telegram at {settings.telegram_api_url} knows the bot.")
    if status in (401, 404):
        return Check(False, "TELEGRAM_TOKEN is refused by Telegram: copy it again from @BotFather.")
    return Check(False, f"Telegram at {settings.telegram_api_url} does not answer: check the network.")


async def _transcription(settings: Settings) -> Check:
    key = settings.openai_api_key.get_secret_value()
    is_other_server = settings.openai_base_url != Settings.model_fields["openai_base_url"].default
    if settings.transcription_engine == "pocketsphinx":
        return Check(None, "Recordings are transcribed by the trial engine pocketsphinx: English drafts only.")
    if settings.transcription_engine == "faster_whisper":
        return await asyncio.to_thread(_local_whisper, settings)
    if not (key or is_other_server):
        return Check(False, "No transcription is configured: set OPENAI_API_KEY, or OPENAI_BASE_URL of your server.")
    status = await _status(f"{settings.openai_base_url}/models", {"Authorization": f"Bearer {key}"})
    if status in (401, 403):
        return Check(False, f"OPENAI_API_KEY is refused by {settings.openai_base_url}.")
    if status is None:
        return Check(False, f"The transcription server {settings.openai_base_url} does not answer.")
    return Check(True, f"The transcription server {settings.openai_base_url} answers.")


def _links(settings: Settings) -> Check:
    """yt-dlp is named after its day, and sites change: an old one is the usual reason when links stop working."""
    if not settings.links_enabled:
        return Check(None, "Links are not followed: LINKS_ENABLED=true switches them on.")
    try:
        found = version("yt-dlp")
        age = (date.today() - date(*map(int, found.split(".")[:3]))).days  # noqa: DTZ011 a day more or less is nothing
    except PackageNotFoundError:
        return Check(False, "LINKS_ENABLED is set, and yt-dlp is missing: pip install yt-dlp.")
    except (TypeError, ValueError):
        age = 0
    if age > _OLD_DAYS:
        return Check(None, f"Links are followed by yt-dlp {found}, {age} days old: pip install -U yt-dlp.")
    return Check(True, f"Links are followed by yt-dlp {found}.")


def _local_whisper(settings: Settings) -> Check:
    """The package, the model's files, the device; each as far as it can be seen without loading the model."""
    if not settings.local_model:
        return Check(False, "LOCAL_MODEL is missing, and TRANSCRIPTION_ENGINE=faster_whisper needs it.")
    if find_spec("faster_whisper") is None:
        return Check(False, "faster-whisper is missing: .venv/bin/pip install '.[local]'.")
    folder = Path(settings.local_model)
    if folder.is_dir():
        missing = [names[0] for names in NEEDED_FILES if not any((folder / name).is_file() for name in names)]
        if missing:
            return Check(False, f"LOCAL_MODEL {folder} lacks {', '.join(missing)}: download the model again.")
    elif not settings.local_download:
        sentence = f"LOCAL_MODEL {folder} is no folder: it must have been downloaded before (LOCAL_DOWNLOAD is off)."
        return Check(None, sentence)
    import ctranslate2

    graphics_cards = ctranslate2.get_cuda_device_count()
    if settings.local_device == "cuda" and not graphics_cards:
        return Check(False, "LOCAL_DEVICE=cuda, and no graphics card with CUDA is found: set it to cpu or auto.")
    device = "cpu" if settings.local_device == "cpu" or not graphics_cards else "cuda"
    return Check(True, f"Recordings are transcribed here by faster-whisper with {folder.name} on {device}.")


async def _speech(settings: Settings) -> Check:
    try:
        engine = speech_engine_name(settings)
    except SettingsError as error:
        return Check(False, str(error))
    if engine == "piper":
        return _piper(settings)
    if engine == "espeak":
        return _program("espeak-ng", _READS, is_needed=False)
    url = settings.speech_base_url or settings.openai_base_url
    key = settings.speech_api_key if settings.speech_base_url else settings.openai_api_key
    status = await _status(f"{url}/models", {"Authorization": f"Bearer {key.get_secret_value()}"})
    if status in (401, 403):
        name = "SPEECH_API_KEY" if settings.speech_base_url else "OPENAI_API_KEY"
        return Check(False, f"{name} is refused by the speech server {url}.")
    if status is None:
        return Check(False, f"The speech server {url} does not answer.")
    return Check(True, f"The speech server {url} answers; it is asked for {settings.speech_model}.")


def _piper(settings: Settings) -> Check:
    if shutil.which(settings.piper_bin) is None:
        return Check(False, f"The program {settings.piper_bin} is missing: install piper or set PIPER_BIN to its path.")
    for voice in settings.piper_voice.split(","):
        for file in (Path(voice.strip()), Path(f"{voice.strip()}.json")):
            if not file.is_file():
                return Check(False, f"PIPER_VOICE names {file}, and there is no such file.")
    return Check(True, "piper and its voices are at their place.")


def _storage(folder: Path) -> Check:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            free = shutil.disk_usage(folder).free
    except OSError as error:
        return Check(False, f"STORAGE_DIR {folder} cannot be written ({error.strerror}): choose another folder.")
    if free < _LITTLE_ROOM:
        return Check(False, f"STORAGE_DIR {folder} has less than 1 GB left: make room.")
    return Check(True, f"STORAGE_DIR {folder} can be written, {free // 10**9} GB are free.")


async def _redis(url: str) -> Check:
    from redis.asyncio import Redis
    from redis.exceptions import RedisError

    try:
        client = Redis.from_url(url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS)
        async with client:
            await client.ping()
    except (RedisError, OSError, ValueError) as error:
        return Check(False, f"REDIS_URL does not answer ({type(error).__name__}): start Redis or correct the address.")
    return Check(True, "Redis answers.")


async def _database(url: str) -> Check:
    if url.startswith("sqlite"):
        return Check(True, "DATABASE_URL is a SQLite file.")
    import psycopg

    try:
        connection = await psycopg.AsyncConnection.connect(url, connect_timeout=int(_SECONDS))
        await connection.close()
    except psycopg.Error as error:
        sentence = f"DATABASE_URL does not answer ({type(error).__name__}): start PostgreSQL or correct the address."
        return Check(False, sentence)
    return Check(True, "PostgreSQL answers.")


async def _photo_service(url: str) -> Check:
    status = await _status(f"{url}/readyz")
    if status is None:
        return Check(None, f"The photo service at {url} does not answer: start python -m backend_api.app.main.")
    if status != 200:
        return Check(None, f"The photo service at {url} answers, but has no working engine.")
    return Check(True, f"The photo service at {url} is ready.")


async def _status(url: str, headers: dict[str, str] | None = None) -> int | None:
    """What a server answers to a GET; None if it does not answer. The address may hold a secret and is not logged."""
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url, headers=headers) as response:
            return response.status
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return None


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
