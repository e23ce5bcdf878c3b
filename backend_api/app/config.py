"""Every setting of the photo service. Nothing else here reads the environment.

The names are the field names in upper case (``PHOTO_ENGINE``), read from the environment or from ``.env``.
"""

import ipaddress
import os
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from backend_api.app.errors import WrongSetting


class Settings(BaseSettings):
    """Settings of ``backend_api``; each field's description stands beside it in ``.env.example``."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True, frozen=True)

    backend_host: str = Field("127.0.0.1", description="Where the photo service listens.")
    backend_port: int = Field(8000, ge=1, le=65535, description="Port where the photo service listens.")
    backend_api_key: SecretStr = Field(
        SecretStr(""), description="Key that callers must send as Authorization: Bearer; empty: none is asked for."
    )
    storage_dir: Path = Field(
        Path("storage"), description="Photos in work and, by default, the SQLite file of the jobs."
    )
    database_url: SecretStr = Field(
        SecretStr(""), description="Empty: SQLite in STORAGE_DIR. postgresql://user:password@host/name at scale."
    )

    photo_engine: Literal["auto", "docker", "onnx", "classical"] = Field(
        "auto", description="auto: the first of docker, onnx, classical that works. Or one of them by name."
    )
    photo_processes: int = Field(
        default_factory=lambda: min(os.cpu_count() or 1, 8),
        ge=1,
        le=64,
        description="Pictures decoded or enhanced at once.",
    )
    photo_queue_size: int = Field(
        100, ge=1, le=10000, description="Photos accepted at once; one more is answered with 429."
    )
    photo_keep_seconds: int = Field(3600, ge=1, description="How long a result can be fetched, in seconds.")
    photo_max_bytes: int = Field(
        20_000_000, ge=1000, description="Largest upload, in bytes (Telegram hands out 20 MB)."
    )
    photo_max_megapixels: float = Field(40, gt=0, le=200, description="Largest picture accepted, in megapixels.")
    photo_max_output_megapixels: float = Field(
        32, gt=0, le=400, description="Largest result, in megapixels; a scale beyond it is reduced."
    )

    docker_bin: str = Field("docker", description="Program that runs containers: docker or podman, or its path.")
    gfpgan_docker_image: str = Field("soulteary/docker-gfpgan:v1.4.0", description="Image with GFPGAN installed.")
    gfpgan_script_path: str = Field(
        "/app/inference_gfpgan.py",
        description="Script inside the container; ours is mounted there, with GFPGAN's options.",
    )
    gfpgan_own_script: bool = Field(
        False, description="true: the image brings its own script at GFPGAN_SCRIPT_PATH, and ours is not mounted."
    )
    gfpgan_weights_dir: Path | None = Field(
        None, description="Folder on this machine with the model files, mounted read-only; empty: the image holds them."
    )
    gfpgan_model: str = Field(
        "1.4", pattern=r"^[A-Za-z0-9.]+$", description="GFPGAN's model: 1.2, 1.3, 1.4, RestoreFormer."
    )
    gfpgan_gpu: str = Field("", pattern=r"^[A-Za-z0-9=,.:-]*$", description="Empty: no GPU. all, or what --gpus takes.")
    gfpgan_batch_size: int = Field(
        8, ge=1, le=100, description="Photos in one container run: they load the model once."
    )
    gfpgan_batch_window: float = Field(
        0.3, ge=0, le=60, description="Seconds that a run waits for more photos to join."
    )
    gfpgan_containers: int = Field(1, ge=1, le=32, description="Containers at once; each loads the model for itself.")
    gfpgan_cpus: float = Field(
        default_factory=lambda: float(os.cpu_count() or 1), gt=0, description="Processors of one container."
    )
    gfpgan_memory_mb: int = Field(
        0, ge=0, description="Memory of one container in MiB; 0: reckoned from the photos' size."
    )
    gfpgan_start_timeout: float = Field(120, gt=0, description="Seconds for a container to start and load the model.")
    gfpgan_photo_timeout: float = Field(180, gt=0, description="Seconds for each photo in a container run.")
    gfpgan_host_storage_dir: str = Field(
        "", description="STORAGE_DIR as the Docker host calls it, if this service itself runs in a container."
    )

    gfpgan_onnx_file: Path | None = Field(None, description="GFPGAN as an ONNX file, for the engine onnx.")
    face_detector_file: Path | None = Field(
        None, description="YuNet as an ONNX file, finds faces for the engine onnx; empty: OpenCV's own cascade."
    )

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="How much is logged.")
    log_format: Literal["console", "json"] = Field("console", description="console for people, json for machines.")

    @property
    def is_public(self) -> bool:
        """Whether others than programs of this machine can reach the service."""
        try:
            return not ipaddress.ip_address(self.backend_host).is_loopback
        except ValueError:
            return self.backend_host != "localhost"

    @field_validator("gfpgan_script_path")
    @classmethod
    def _script_is_absolute(cls, value: str) -> str:
        if not value.startswith("/") or ":" in value or value.endswith("/"):
            raise ValueError("must be the full path of a file inside the container, such as /app/inference_gfpgan.py")
        return value

    @field_validator("gfpgan_docker_image", "docker_bin")
    @classmethod
    def _is_no_option(cls, value: str) -> str:
        if value.startswith("-") or any(character.isspace() for character in value):
            raise ValueError("must not start with a dash or hold spaces")
        return value

    @field_validator("gfpgan_weights_dir", "gfpgan_onnx_file", "face_detector_file")
    @classmethod
    def _path_exists(cls, value: Path | None) -> Path | None:
        if value is not None and not value.exists():
            raise ValueError("there is no such file or folder")
        return value

    @field_validator("database_url")
    @classmethod
    def _database_is_known(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not value.get_secret_value().startswith(
            ("postgresql://", "postgres://", "sqlite:")
        ):
            raise ValueError("must start with postgresql://")
        return value


def load_settings() -> Settings:
    """Read the settings.

    Raises WrongSetting with one sentence that names the setting and what to write there, never its value.
    """
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "?"
        field = Settings.model_fields.get(name)
        reason = first["msg"].removeprefix("Value error, ")
        said = f"{name.upper()} is wrong: {reason[:1].lower()}{reason[1:]}. {field.description if field else ''}"
        raise WrongSetting(f"{said} Set it in the environment or in .env.") from None
    except (SettingsError, UnicodeDecodeError) as error:
        raise WrongSetting(f"The settings cannot be read from .env: {type(error).__name__}. Check that file.") from None
    if settings.is_public and not settings.backend_api_key.get_secret_value():
        raise WrongSetting(
            f"BACKEND_API_KEY is missing, and BACKEND_HOST={settings.backend_host} lets others in: set a long random "
            "key here and for the bot, or listen on 127.0.0.1."
        )
    return settings


def process_environment() -> dict[str, str]:
    """What our own worker processes need of the environment; never the key or the database's address."""
    names = ("PATH", "PYTHONPATH", "VIRTUAL_ENV", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "SYSTEMROOT")
    return {name: value for name, value in os.environ.items() if name in names}


def container_environment() -> dict[str, str]:
    """What the docker or podman program needs of the environment: its own settings, but not ours."""
    ours = {name.upper() for name in Settings.model_fields}
    return {name: value for name, value in os.environ.items() if name.upper() not in ours | _SECRETS}


_SECRETS = frozenset({"TELEGRAM_TOKEN", "OPENAI_API_KEY", "WEBHOOK_SECRET", "REDIS_URL"})
