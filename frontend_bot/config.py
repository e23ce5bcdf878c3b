"""Every setting of the bot and the worker. Nothing else reads the environment.

The names are the field names in upper case (``TELEGRAM_TOKEN``), read from the environment or from ``.env``.
"""

from copy import copy
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from frontend_bot.errors import SettingsError

UserIds = Annotated[frozenset[int], NoDecode]


class Settings(BaseSettings):
    """Settings of ``frontend_bot``; each field's description stands beside it in ``.env.example``."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True, frozen=True)

    telegram_token: SecretStr = Field(description="The bot's token, from @BotFather. Required.")
    telegram_api_url: str = Field(
        "https://api.telegram.org",
        description="Base of the Bot API server; files are at {base}/file/bot{token}/{path}.",
    )
    telegram_api_local: bool = Field(
        False, description="true for a Bot API server of your own, run with --local (2 GB files)."
    )
    webhook_url: str = Field("", description="Public https address for a webhook; empty means long polling.")
    webhook_secret: SecretStr = Field(
        SecretStr(""), description="Secret that Telegram sends with every webhook call; empty: derived from the token."
    )
    webhook_host: str = Field("127.0.0.1", description="Where the webhook listens.")
    webhook_port: int = Field(8080, ge=1, le=65535, description="Where the webhook listens.")

    openai_api_key: SecretStr = Field(
        SecretStr(""), description="Key of the provider of transcription and language model."
    )
    openai_base_url: str = Field("https://api.openai.com/v1", description="Any OpenAI-compatible server.")
    transcription_engine: Literal["auto", "openai", "faster_whisper", "pocketsphinx"] = Field(
        "auto",
        description="auto: openai when a key or another server is set. faster_whisper: on this machine, with "
        "LOCAL_MODEL. pocketsphinx: English drafts, for trying out.",
    )
    transcription_model: str = Field("gpt-transcribe", description="Model name at the provider.")
    transcription_fields: str = Field(
        "",
        description="Form fields of its own that a compatible server wants, as name=value&name=value: diarize=true.",
    )
    text_model: str = Field("gpt-5-mini", description="Language model at the provider, for summaries and minutes.")
    text_base_url: str = Field("", description="Its OpenAI-compatible server; empty: OPENAI_BASE_URL.")
    text_api_key: SecretStr = Field(
        SecretStr(""),
        description="Key of the language model, where it is not OPENAI_API_KEY; a TEXT_BASE_URL never gets that one.",
    )
    text_part_characters: int = Field(
        16_000,
        ge=2000,
        le=1_000_000,
        description="Characters of a transcript in one question to the language model; less for a small context.",
    )
    text_concurrency: int = Field(
        4, ge=1, le=64, description="Questions of one job that are at the language model at once."
    )

    local_model: str = Field(
        "",
        description="Model of the engine faster_whisper: a folder in CTranslate2's format, or a name at Hugging Face. "
        "The engine itself comes with .venv/bin/pip install '.[local]'.",
    )
    local_device: Literal["auto", "cpu", "cuda"] = Field("auto", description="Where that model runs.")
    local_compute_type: str = Field("default", description="Its arithmetic: int8 for processors, float16 for GPUs...")
    local_threads: int = Field(0, ge=0, le=256, description="Processors for that model; 0: four.")
    local_download: bool = Field(False, description="true lets a named model be downloaded from Hugging Face.")
    local_idle_seconds: float = Field(
        600.0, ge=1, description="After so many seconds without a recording the model's memory is freed."
    )
    speech_engine: Literal["auto", "espeak", "openai", "piper"] = Field(
        "auto",
        description="What reads texts aloud. auto: openai when SPEECH_MODEL is set, piper when PIPER_VOICE is, else "
        "the program espeak-ng.",
    )
    speech_model: str = Field("", description="Speech model at the provider, for the engine openai.")
    speech_voice: str = Field(
        "nova,onyx", description="Names of a female and a male voice of that model, separated by a comma; or of one."
    )
    speech_base_url: str = Field(
        "", description="Server of that model; empty: OPENAI_BASE_URL with OPENAI_API_KEY. Kokoro, speaches, LocalAI..."
    )
    speech_api_key: SecretStr = Field(SecretStr(""), description="Key of SPEECH_BASE_URL; empty: none.")
    piper_voice: str = Field(
        "",
        description="Voices of the engine piper: .onnx files with their .json beside them, separated by commas. A name "
        "begins with its language, as in ru_RU-irina-medium.onnx.",
    )
    piper_bin: str = Field("piper", description="The program of the engine piper: its name or path.")
    protocol_template: Path | None = Field(
        None,
        description="A Word document with the placeholders of docs/protocol-template.md, for everybody's protocols; "
        "empty: the built-in one.",
    )

    storage_dir: Path = Field(Path("storage"), description="Scratch files and, by default, the SQLite files.")
    database_url: SecretStr = Field(
        SecretStr(""), description="Empty: SQLite in STORAGE_DIR. postgresql://user:password@host/name at scale."
    )
    redis_url: SecretStr = Field(
        SecretStr(""),
        description="Empty: state in memory. redis://host:6379/0: state and limits shared by all processes.",
    )

    worker: Literal["embedded", "separate"] = Field(
        "embedded",
        description="embedded: the bot works itself. separate: python -m frontend_bot.worker does, any number of them.",
    )
    worker_concurrency: int = Field(32, ge=2, le=1000, description="Jobs at once in one worker process.")
    user_concurrency: int = Field(4, ge=1, le=1000, description="Jobs at once of one user over all workers.")
    user_jobs: int = Field(
        300, ge=1, description="Jobs of one user that run or wait; more are refused until some of them are done."
    )

    chunk_seconds: float = Field(
        590.0,
        ge=30,
        le=1400,
        description="Longest piece of a recording in one request, in seconds; less for a server that takes less.",
    )
    chunk_concurrency: int = Field(
        4, ge=1, le=64, description="Pieces of one long recording that are at the transcription provider at once."
    )

    backend_api_url: str = Field("http://127.0.0.1:8000", description="Where the bot finds the photo backend.")
    backend_api_key: SecretStr = Field(SecretStr(""), description="Key shared with the photo backend; empty: none.")

    links_enabled: bool = Field(
        False,
        description="true: a link sent as a message is downloaded with yt-dlp, from public addresses only.",
    )
    links_max_megabytes: int = Field(500, ge=1, le=10_000, description="Largest recording fetched by a link.")

    max_duration: int = Field(14400, ge=1, description="Longest recording accepted, in seconds.")
    allowed_users: UserIds = Field(frozenset(), description="Telegram ids, separated by commas; empty: everybody.")
    admin_users: UserIds = Field(frozenset(), description="Telegram ids of the operators, separated by commas.")

    daily_minutes_user: float = Field(
        0.0, ge=0, description="Minutes of recordings that each user may have transcribed in a day; 0: no limit."
    )
    daily_minutes_guest: float | None = Field(
        None,
        ge=0,
        description="The same for each guest: whom neither ALLOWED_USERS nor ADMIN_USERS names. Empty: as for users.",
    )
    daily_minutes_total: float = Field(0.0, ge=0, description="The same for all together; 0: no limit.")
    daily_tokens_user: int = Field(
        0, ge=0, description="Tokens of the language model, read and written, for each user in a day; 0: no limit."
    )
    daily_tokens_guest: int | None = Field(None, ge=0, description="The same for each guest. Empty: as for users.")
    daily_tokens_total: int = Field(0, ge=0, description="The same for all together; 0: no limit.")
    quota_timezone: str = Field(
        "UTC", description="Where the day begins at midnight, for limits and /stats: Europe/Moscow, Asia/Almaty..."
    )
    timezone: str = Field(
        "UTC",
        description="The time zone of the people who chose none in the settings, for the times that they read: "
        "Europe/Moscow, Asia/Almaty...",
    )
    price_per_minute: float = Field(
        0.0045,
        ge=0,
        description="Dollars for a minute of transcription, for the estimate in /stats. The default is OpenAI's price "
        "of gpt-transcribe; 0 for a server of your own.",
    )
    price_per_million_tokens_in: float = Field(
        0.25, ge=0, description="Dollars for a million tokens that the language model reads; as of gpt-5-mini."
    )
    price_per_million_tokens_out: float = Field(
        2.0, ge=0, description="Dollars for a million tokens that the language model writes; as of gpt-5-mini."
    )

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="How much is logged.")
    log_format: Literal["console", "json"] = Field("console", description="console for people, json for machines.")
    metrics_port: int | None = Field(
        None, ge=1, le=65535, description="Port of /metrics, /healthz and /readyz on 127.0.0.1; empty: off."
    )
    eager_telegram_types: bool = Field(
        False,
        description="true: all types of the Bot API are built at the start, as aiogram does it by itself; slower by "
        "seconds and larger by 100 MB. A way out, should a new aiogram not bear it otherwise.",
    )

    def secrets(self) -> list[str]:
        """The values that must never stand in a log: those of every field of the type SecretStr."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return [value.get_secret_value() for value in values if isinstance(value, SecretStr)]

    @field_validator("allowed_users", "admin_users", mode="before")
    @classmethod
    def _split_ids(cls, value: object) -> object:
        if isinstance(value, str):
            return frozenset(int(part) for part in value.replace(";", ",").split(",") if part.strip())
        return value

    @field_validator("telegram_token")
    @classmethod
    def _token_has_its_form(cls, value: SecretStr) -> SecretStr:
        number, _, rest = value.get_secret_value().partition(":")
        if not number.isdigit() or len(rest) < 3 or not rest.replace("_", "").replace("-", "").isalnum():
            raise ValueError("not a bot token (digits, a colon, letters)")
        return value

    @field_validator("telegram_api_url", "openai_base_url", "text_base_url", "backend_api_url")
    @classmethod
    def _url_has_a_scheme(cls, value: str, told: ValidationInfo) -> str:
        if not value and told.field_name == "text_base_url":
            return value
        if not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")

    @field_validator("quota_timezone", "timezone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError("no time zone that this machine knows") from None
        return value

    @field_validator("speech_base_url")
    @classmethod
    def _speech_url_has_a_scheme(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")

    @field_validator("protocol_template")
    @classmethod
    def _template_is_there(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_file():
            raise ValueError("there is no such file")
        return value

    @field_validator("redis_url")
    @classmethod
    def _redis_is_meant(cls, value: SecretStr) -> SecretStr:
        url = value.get_secret_value()
        if url and not url.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must start with redis://, rediss:// or unix://")
        return value


def _as_in_settings(name: str) -> Any:
    return copy(Settings.model_fields[name])


class DatabaseSettings(BaseSettings):
    """Where the data lies: all that a program beside the bot needs. Nothing else that is missing or wrong matters."""

    model_config = Settings.model_config

    storage_dir: Path = _as_in_settings("storage_dir")
    database_url: SecretStr = _as_in_settings("database_url")


AnySettings = TypeVar("AnySettings", Settings, DatabaseSettings)


def load_settings() -> Settings:
    """Read the settings.

    Raises SettingsError with one sentence that names the setting and what to write there, never its value.
    """
    return _load(Settings)


def load_database_settings() -> DatabaseSettings:
    """Read where the data lies, and nothing else. Raises SettingsError as ``load_settings`` does."""
    return _load(DatabaseSettings)


def _load(kind: type[AnySettings]) -> AnySettings:
    try:
        return kind()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]).upper() if first["loc"] else "?"
        description = Settings.model_fields[name.lower()].description if name.lower() in Settings.model_fields else ""
        problem = "is missing" if first["type"] == "missing" else f"is wrong: {_reason(first['msg'])}"
        raise SettingsError(f"{name} {problem}. {description} Set it in the environment or in .env.") from None


def _reason(message: str) -> str:
    return message.removeprefix("Value error, ")[:1].lower() + message.removeprefix("Value error, ")[1:]
