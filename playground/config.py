"""The playground's settings, from the environment or ``.env``; and what of ``.env`` the demonstration hands on."""

from pathlib import Path

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

ENV_FILE = Path(".env")

NOT_FOR_DEMO = frozenset({
    "TELEGRAM_TOKEN", "TELEGRAM_API_URL", "TELEGRAM_API_LOCAL", "WEBHOOK_URL", "WEBHOOK_SECRET", "WEBHOOK_HOST",
    "WEBHOOK_PORT", "DATABASE_URL", "REDIS_URL", "STORAGE_DIR", "WORKER", "ALLOWED_USERS", "ADMIN_USERS",
    "METRICS_PORT", "BACKEND_API_URL", "BACKEND_API_KEY", "BACKEND_HOST", "BACKEND_PORT", "LOG_FORMAT",
})  # fmt: skip
"""Settings of a real installation: a demonstration must not write into its database or answer its users."""


_OPENAI = "https://api.openai.com/v1"
"""The bot's own default, as a copied ``.env.example`` holds it: naming it configures nothing."""


class PlaygroundSettings(BaseSettings):
    """Where the playground listens, and what it must know to choose the bot's engine."""

    model_config = SettingsConfigDict(env_file=ENV_FILE, extra="ignore", env_ignore_empty=True, frozen=True)

    playground_host: str = Field("127.0.0.1", description="Where the playground listens.")
    playground_port: int = Field(8081, ge=1, le=65535, description="A port between 1 and 65535.")
    openai_api_key: SecretStr = Field(SecretStr(""), description="Key of the transcription provider.")
    openai_base_url: str = Field("", description="Any OpenAI-compatible server.")
    transcription_engine: str = Field("auto", description="The bot's engine; auto: by what is configured.")

    @property
    def needs_draft_engine(self) -> bool:
        """Nothing that could transcribe is configured."""
        is_chosen = self.transcription_engine != "auto"
        has_server = self.openai_base_url.rstrip("/") not in ("", _OPENAI)
        return not (is_chosen or self.openai_api_key.get_secret_value() or has_server)


class SettingsError(Exception):
    """A wrong setting, as one sentence for the person at the terminal."""


def load_settings() -> PlaygroundSettings:
    """Read the settings.

    Raises SettingsError with one sentence that names the setting and what to write there, never its value.
    """
    try:
        return PlaygroundSettings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0])
        field = PlaygroundSettings.model_fields.get(name.lower())
        hint = f"{field.description} " if field else ""
        reason = first["msg"][:1].lower() + first["msg"][1:]
        raise SettingsError(f"{name.upper()} is wrong: {reason}. {hint}Set it in the environment or in .env.") from None


def settings_for_bot() -> dict[str, str]:
    """What ``.env`` says about engines, models and limits; nothing about the real installation."""
    return {name: value for name, value in dotenv_values(ENV_FILE).items() if value and name not in NOT_FOR_DEMO}
