"""What the settings choose: engines, databases, where state and limits lie. Part of the composition root."""

import os
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from frontend_bot.config import DatabaseSettings, Settings
from frontend_bot.core.document import FileFormat, FormatGroup, in_thread
from frontend_bot.engines.language_model.openai import OpenAILanguageModel
from frontend_bot.engines.links.links import Links
from frontend_bot.engines.not_configured import NoLanguageModel, NoTranscription
from frontend_bot.engines.speech.espeak import Espeak
from frontend_bot.engines.speech.openai import OpenAISpeech
from frontend_bot.engines.speech.piper import Piper
from frontend_bot.engines.transcription.faster_whisper import LONGEST_AT_ONCE, FasterWhisper, LocalModel
from frontend_bot.engines.transcription.openai import OpenAITranscription
from frontend_bot.engines.transcription.pocketsphinx_draft import PocketsphinxDraft
from frontend_bot.errors import SettingsError
from frontend_bot.file_formats.markdown import write_md
from frontend_bot.file_formats.subtitles import write_srt, write_vtt
from frontend_bot.file_formats.text import write_txt
from frontend_bot.file_formats.transcript_json import write_json
from frontend_bot.file_formats.word import WordWriting
from frontend_bot.media.conversion import Conversion
from frontend_bot.media.plan import Bounds
from frontend_bot.media.programs import Programs
from frontend_bot.services.rate_limit.limiter import MemorySendLimiter, SendLimiter
from frontend_bot.services.state_manager import MemoryStateManager, StateManager
from frontend_bot.services.task_keeper import TaskKeeper
from frontend_bot.services.translations import Translations
from frontend_bot.services.usage.quota import MINUTE, DayLimits, Prices, Quota

_OPENAI = "https://api.openai.com/v1"


def storage_folder(settings: Settings) -> Path:
    """STORAGE_DIR as an absolute path, made if it is not there. Raises SettingsError if it cannot be."""
    storage = settings.storage_dir.resolve()
    try:
        storage.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"STORAGE_DIR cannot be used ({error.strerror}). Name a folder that this program may write to."
        ) from None
    return storage


def bounds_for(settings: Settings) -> Bounds:
    """Long recordings go in pieces; only the draft engine takes no more than fits into one."""
    longest = float(settings.max_duration)
    in_one_request = min(settings.chunk_seconds, longest)
    engine = engine_name(settings)
    if engine == "faster_whisper":
        in_one_request = min(in_one_request, LONGEST_AT_ONCE)
    return Bounds(in_one_request, longest=0.0 if engine in ("", "pocketsphinx") else longest)


def choose_speech_to_text(
    settings: Settings, programs: Programs, bounds: Bounds
) -> OpenAITranscription | FasterWhisper | PocketsphinxDraft | NoTranscription:
    """The engine that the settings name, or the stand-in that says how to configure one. Raises SettingsError."""
    match engine_name(settings):
        case "openai":
            return OpenAITranscription(
                base_url=settings.openai_base_url,
                key=settings.openai_api_key.get_secret_value(),
                model=settings.transcription_model,
                fields=tuple(parse_qsl(settings.transcription_fields)),
                conversion=Conversion(programs, bounds),
                chunks_at_once=settings.chunk_concurrency,
            )
        case "faster_whisper":
            return FasterWhisper(
                LocalModel(
                    settings.local_model,
                    device=settings.local_device,
                    compute_type=settings.local_compute_type,
                    threads=settings.local_threads,
                    may_download=settings.local_download,
                    idle_seconds=settings.local_idle_seconds,
                ),
                Conversion(programs, bounds),
            )
        case "pocketsphinx":
            # Its recogniser runs for minutes: with slots of its own it does not keep ffmpeg from working.
            return PocketsphinxDraft(
                conversion=Conversion(programs, bounds), programs=Programs(max(1, (os.cpu_count() or 2) - 1))
            )
        case _:
            return NoTranscription()


def choose_links(settings: Settings, bounds: Bounds) -> Links | None:
    """Who follows links; None where they are switched off."""
    if not settings.links_enabled:
        return None
    return Links(seconds=bounds.most_seconds, megabytes=settings.links_max_megabytes)


def choose_language_model(settings: Settings) -> OpenAILanguageModel | NoLanguageModel:
    """The provider's, where there is a provider, or the stand-in that says how to configure one."""
    base_url = settings.text_base_url or settings.openai_base_url
    key = settings.text_api_key.get_secret_value()
    if not settings.text_base_url:
        key = key or settings.openai_api_key.get_secret_value()
    if not key and base_url == _OPENAI:
        return NoLanguageModel()
    return OpenAILanguageModel(
        base_url=base_url,
        key=key,
        model=settings.text_model,
        part_characters=settings.text_part_characters,
        at_once=settings.text_concurrency,
    )


def engine_name(settings: Settings) -> str:
    """The engine in use, "" if none is configured. Raises SettingsError for one that is chosen but cannot work."""
    has_provider = bool(settings.openai_api_key.get_secret_value()) or settings.openai_base_url != _OPENAI
    match settings.transcription_engine:
        case "auto":
            return "openai" if has_provider else ""
        case "openai" if not has_provider:
            raise SettingsError("OPENAI_API_KEY is missing, and TRANSCRIPTION_ENGINE=openai needs it: set it in .env.")
        case "faster_whisper" if not settings.local_model:
            raise SettingsError(
                "LOCAL_MODEL is missing, and TRANSCRIPTION_ENGINE=faster_whisper needs it: set it to a model's folder."
            )
        case chosen:
            return chosen


def formats_for(programs: Programs) -> tuple[FileFormat, ...]:
    """What results are offered as; the first is what a text too long for a message arrives in."""
    return (
        FileFormat("txt", in_thread(write_txt)),
        FileFormat("md", in_thread(write_md)),
        FileFormat("docx", WordWriting(programs).write),
        FileFormat("json", in_thread(write_json)),
        FileFormat("srt", in_thread(write_srt), FormatGroup.SUBTITLES),
        FileFormat("vtt", in_thread(write_vtt), FormatGroup.SUBTITLES),
    )


def choose_text_to_speech(settings: Settings, programs: Programs) -> Espeak | OpenAISpeech | Piper:
    """The engine that the settings name or, with auto, that they describe. Raises SettingsError."""
    match speech_engine_name(settings):
        case "openai":
            names = [name.strip() for name in settings.speech_voice.split(",")]
            is_elsewhere = bool(settings.speech_base_url)
            return OpenAISpeech(
                programs,
                base_url=settings.speech_base_url or settings.openai_base_url,
                key=(settings.speech_api_key if is_elsewhere else settings.openai_api_key).get_secret_value(),
                model=settings.speech_model,
                voices=(names[0], names[-1]),
                at_once=settings.chunk_concurrency,
            )
        case "piper":
            voices = [Path(voice.strip()) for voice in settings.piper_voice.split(",")]
            return Piper(programs, settings.piper_bin, voices)
        case _:
            return Espeak(programs)


def speech_engine_name(settings: Settings) -> str:
    """The engine that reads aloud. Raises SettingsError for one that is chosen but not described."""
    chosen = settings.speech_engine
    if chosen == "auto":
        return "openai" if settings.speech_model else "piper" if settings.piper_voice else "espeak"
    if chosen == "openai" and not settings.speech_model:
        raise SettingsError("SPEECH_MODEL is missing, and SPEECH_ENGINE=openai needs it: set it in .env.")
    if chosen == "piper" and not settings.piper_voice:
        raise SettingsError("PIPER_VOICE is missing, and SPEECH_ENGINE=piper needs it: set it in .env.")
    return chosen


def translations_for(texts: Iterable[tuple[str, str]], needed: Iterable[str]) -> Translations:
    """All sentences with the modes' own, checked. Raises TranslationsError."""
    translations = Translations()
    for language, source in texts:
        translations.add(language, source)
    translations.check(needed)
    return translations


def history_url(settings: Settings | DatabaseSettings, storage: Path) -> str:
    """Where history, albums, status messages and heartbeats lie."""
    return settings.database_url.get_secret_value() or f"sqlite:///{storage / 'history.sqlite'}"


def jobs_url(settings: Settings | DatabaseSettings, storage: Path) -> str:
    """With PostgreSQL one database holds both; with SQLite two files, so that two writers never wait for each other."""
    url = settings.database_url.get_secret_value()
    if url.startswith("sqlite"):
        return f"{url}.jobs"
    return url or f"sqlite:///{storage / 'jobs.sqlite'}"


def quota_for(settings: Settings) -> Quota:
    """The limits of a day. Members are the users whom the settings name; see docs/decisions/0013-quota.md."""
    minutes, tokens = settings.daily_minutes_user, settings.daily_tokens_user
    guest_minutes = minutes if settings.daily_minutes_guest is None else settings.daily_minutes_guest
    guest_tokens = tokens if settings.daily_tokens_guest is None else settings.daily_tokens_guest
    audio = (round(limit * MINUTE) for limit in (minutes, guest_minutes, settings.daily_minutes_total))
    return Quota(
        audio=DayLimits(*audio),
        tokens=DayLimits(tokens, guest_tokens, settings.daily_tokens_total),
        members=settings.allowed_users | settings.admin_users,
        zone=ZoneInfo(settings.quota_timezone),
    )


def prices_for(settings: Settings) -> Prices:
    """What the provider takes; sound that an engine on this machine hears costs nothing."""
    return Prices(
        minute=settings.price_per_minute if engine_name(settings) == "openai" else 0.0,
        million_in=settings.price_per_million_tokens_in,
        million_out=settings.price_per_million_tokens_out,
    )


def choose_state_manager(settings: Settings) -> StateManager:
    """Redis if there is one, else memory."""
    url = settings.redis_url.get_secret_value()
    if not url:
        return MemoryStateManager()
    from frontend_bot.services.state_redis import RedisStateManager

    return RedisStateManager(url)


def choose_limiter(settings: Settings, keeper: TaskKeeper) -> SendLimiter:
    """One rate for all processes through Redis, else for this one."""
    url = settings.redis_url.get_secret_value()
    if not url:
        return MemorySendLimiter()
    from frontend_bot.services.rate_limit.redis_limiter import RedisSendLimiter

    return RedisSendLimiter(url, keeper)
