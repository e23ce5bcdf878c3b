"""Which engine transcribes. A new one is one entry here (CONTRIBUTING.md, "Add a transcription service")."""

import asyncio
import os
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl

from frontend_bot.config import Settings
from frontend_bot.core.tools import SpeechToText
from frontend_bot.engines.not_configured import NoTranscription
from frontend_bot.engines.transcription.faster_whisper import LONGEST_AT_ONCE, NEEDED_FILES, FasterWhisper, LocalModel
from frontend_bot.engines.transcription.openai import OpenAITranscription
from frontend_bot.engines.transcription.pocketsphinx_draft import PocketsphinxDraft
from frontend_bot.media.conversion import Conversion
from frontend_bot.media.plan import Bounds
from frontend_bot.media.programs import Programs
from frontend_bot.wiring.check import Check, check_server
from frontend_bot.wiring.engine_entry import EngineEntry, Missing, choose, has_provider


@dataclass(frozen=True, slots=True)
class TranscriptionEntry(EngineEntry[SpeechToText, Conversion]):
    """One transcription engine."""

    longest_at_once: float = float("inf")
    """Seconds of a recording that it takes in one request, where that is less than CHUNK_SECONDS."""
    takes_chunks: bool = True
    """Whether a longer recording goes to it in chunks; False: it takes none."""


def transcription_entry(settings: Settings) -> TranscriptionEntry | None:
    """The engine in use, None if none is configured. Raises SettingsError for one that is chosen and cannot work."""
    return choose(ENTRIES, settings.transcription_engine, "TRANSCRIPTION_ENGINE", settings)


def bounds_for(settings: Settings, entry: TranscriptionEntry | None) -> Bounds:
    """How much goes in one request and how long a recording may be."""
    longest = float(settings.max_duration)
    at_once = min(settings.chunk_seconds, longest, entry.longest_at_once if entry else longest)
    return Bounds(at_once, longest=longest if entry and entry.takes_chunks else 0.0)


def build_speech_to_text(settings: Settings, entry: TranscriptionEntry | None, programs: Programs) -> SpeechToText:
    """The engine, or the stand-in that says how to configure one."""
    if entry is None:
        return NoTranscription()
    return entry.build(settings, Conversion(programs, bounds_for(settings, entry)))


async def examine_transcription(settings: Settings) -> Check:
    """For the doctor. Raises SettingsError as ``transcription_entry``."""
    entry = transcription_entry(settings)
    if entry is None:
        return Check(False, "No transcription is configured: set OPENAI_API_KEY, or OPENAI_BASE_URL of your server.")
    return await entry.examine(settings)


# --- OpenAI, and every server that speaks its protocol ---


def _openai(settings: Settings, conversion: Conversion) -> OpenAITranscription:
    return OpenAITranscription(
        base_url=settings.openai_base_url,
        key=settings.openai_api_key.get_secret_value(),
        model=settings.transcription_model,
        fields=tuple(parse_qsl(settings.transcription_fields)),
        conversion=conversion,
        chunks_at_once=settings.chunk_concurrency,
    )


async def _examine_openai(settings: Settings) -> Check:
    key = settings.openai_api_key.get_secret_value()
    return await check_server("The transcription server", settings.openai_base_url, key, "OPENAI_API_KEY")


OPENAI = TranscriptionEntry(
    name="openai",
    missing=lambda settings: None if has_provider(settings) else Missing("OPENAI_API_KEY"),
    build=_openai,
    examine=_examine_openai,
    is_paid=True,
)


# --- faster-whisper, on this machine ---


def _faster_whisper(settings: Settings, conversion: Conversion) -> FasterWhisper:
    model = LocalModel(
        settings.local_model,
        device=settings.local_device,
        compute_type=settings.local_compute_type,
        threads=settings.local_threads,
        may_download=settings.local_download,
        idle_seconds=settings.local_idle_seconds,
    )
    return FasterWhisper(model, conversion)


def _local_model(settings: Settings) -> Check:
    """The package, the model's files, the device; each as far as it can be seen without loading the model."""
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


async def _examine_faster_whisper(settings: Settings) -> Check:
    return await asyncio.to_thread(_local_model, settings)


FASTER_WHISPER = TranscriptionEntry(
    name="faster_whisper",
    missing=lambda settings: None if settings.local_model else Missing("LOCAL_MODEL", "set it to a model's folder"),
    build=_faster_whisper,
    examine=_examine_faster_whisper,
    is_paid=False,
    is_automatic=False,
    longest_at_once=LONGEST_AT_ONCE,
)


# --- pocketsphinx, for trying out ---


def _pocketsphinx(_settings: Settings, conversion: Conversion) -> PocketsphinxDraft:
    # Its recogniser runs for minutes: with slots of its own it does not keep ffmpeg from working.
    return PocketsphinxDraft(conversion=conversion, programs=Programs(max(1, (os.cpu_count() or 2) - 1)))


async def _examine_pocketsphinx(_settings: Settings) -> Check:
    return Check(None, "Recordings are transcribed by the trial engine pocketsphinx: English drafts only.")


POCKETSPHINX = TranscriptionEntry(
    name="pocketsphinx",
    missing=lambda _settings: None,
    build=_pocketsphinx,
    examine=_examine_pocketsphinx,
    is_paid=False,
    is_automatic=False,
    takes_chunks=False,
)

ENTRIES = (OPENAI, FASTER_WHISPER, POCKETSPHINX)
"""In the order in which ``auto`` asks."""
