"""Which engine reads texts aloud."""

import shutil
from pathlib import Path

from frontend_bot.config import Settings
from frontend_bot.core.tools import TextToSpeech
from frontend_bot.engines.speech.espeak import PROGRAM, Espeak
from frontend_bot.engines.speech.openai import OpenAISpeech
from frontend_bot.engines.speech.piper import Piper
from frontend_bot.media.programs import Programs
from frontend_bot.wiring.check import Check, check_program, check_server
from frontend_bot.wiring.engine_entry import EngineEntry, Missing, choose

READS_ALOUD = "reads texts aloud"


def speech_entry(settings: Settings) -> EngineEntry[TextToSpeech, Programs]:
    """The engine that reads aloud. Raises SettingsError for one that is chosen and not described."""
    entry = choose(ENTRIES, settings.speech_engine, "SPEECH_ENGINE", settings)
    assert entry is not None, "espeak needs no setting"
    return entry


def build_text_to_speech(settings: Settings, programs: Programs) -> TextToSpeech:
    """The engine that the settings name or, with auto, that they describe. Raises SettingsError."""
    return speech_entry(settings).build(settings, programs)


async def examine_speech(settings: Settings) -> Check:
    """For the doctor. Raises SettingsError as ``speech_entry``."""
    return await speech_entry(settings).examine(settings)


def _server(settings: Settings) -> tuple[str, str, str]:
    """Address, key, and the name of the key's setting: a server of its own never gets OPENAI_API_KEY."""
    if settings.speech_base_url:
        return settings.speech_base_url, settings.speech_api_key.get_secret_value(), "SPEECH_API_KEY"
    return settings.openai_base_url, settings.openai_api_key.get_secret_value(), "OPENAI_API_KEY"


def _openai(settings: Settings, programs: Programs) -> OpenAISpeech:
    names = [name.strip() for name in settings.speech_voice.split(",")]
    url, key, _ = _server(settings)
    return OpenAISpeech(
        programs,
        base_url=url,
        key=key,
        model=settings.speech_model,
        voices=(names[0], names[-1]),
        at_once=settings.chunk_concurrency,
    )


async def _examine_openai(settings: Settings) -> Check:
    more = f"; it is asked for {settings.speech_model}"
    return await check_server("The speech server", *_server(settings), more)


def _voices(settings: Settings) -> list[Path]:
    return [Path(voice.strip()) for voice in settings.piper_voice.split(",")]


async def _examine_piper(settings: Settings) -> Check:
    if shutil.which(settings.piper_bin) is None:
        return Check(False, f"The program {settings.piper_bin} is missing: install piper or set PIPER_BIN to its path.")
    for voice in _voices(settings):
        for file in (voice, Path(f"{voice}.json")):
            if not file.is_file():
                return Check(False, f"PIPER_VOICE names {file}, and there is no such file.")
    return Check(True, "piper and its voices are at their place.")


async def _examine_espeak(_settings: Settings) -> Check:
    return check_program(PROGRAM, READS_ALOUD, is_needed=False)


ENTRIES: tuple[EngineEntry[TextToSpeech, Programs], ...] = (
    EngineEntry(
        name="openai",
        missing=lambda settings: None if settings.speech_model else Missing("SPEECH_MODEL"),
        build=_openai,
        examine=_examine_openai,
        is_paid=True,
    ),
    EngineEntry(
        name="piper",
        missing=lambda settings: None if settings.piper_voice else Missing("PIPER_VOICE"),
        build=lambda settings, programs: Piper(programs, settings.piper_bin, _voices(settings)),
        examine=_examine_piper,
        is_paid=False,
    ),
    EngineEntry(
        name="espeak",
        missing=lambda _settings: None,
        build=lambda _settings, programs: Espeak(programs),
        examine=_examine_espeak,
        is_paid=False,
    ),
)
"""In the order in which ``auto`` asks."""
