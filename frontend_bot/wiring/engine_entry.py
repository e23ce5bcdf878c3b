"""One entry for each engine: what the settings call it, what it needs, how it is built, whether it is paid.

The app builds from the entries, the doctor examines by them: an engine that is entered is known to both.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from frontend_bot.config import Settings
from frontend_bot.errors import SettingsError
from frontend_bot.wiring.check import Check

Tool_co = TypeVar("Tool_co", covariant=True)
Material_contra = TypeVar("Material_contra", contravariant=True)
"""What an engine is built with: the programs that it may start, or what prepares recordings for it."""

AUTO = "auto"
OPENAI_URL = "https://api.openai.com/v1"


@dataclass(frozen=True, slots=True)
class Missing:
    """A setting that an engine cannot work without. ``remedy`` says what to write there."""

    setting: str
    remedy: str = "set it in .env"


@dataclass(frozen=True, slots=True)
class EngineEntry(Generic[Tool_co, Material_contra]):
    """One engine as the settings may choose it."""

    name: str
    """Its word in the setting."""
    missing: Callable[[Settings], Missing | None]
    """What the settings must say for it and do not; None where they say all."""
    build: Callable[[Settings, Material_contra], Tool_co]
    examine: Callable[[Settings], Awaitable[Check]]
    """Whether it would work here, for the doctor."""
    is_paid: bool
    """Whether it costs money, by the prices in the settings."""
    is_automatic: bool = True
    """Whether ``auto`` takes it where nothing is missing."""


Entry = TypeVar("Entry", bound=EngineEntry[object, Any])


def choose(entries: Sequence[Entry], chosen: str, setting: str, settings: Settings) -> Entry | None:
    """The entry that the settings name or, with ``auto``, the first that they describe; None if they describe none.

    ``setting`` names the setting in which it was ``chosen``. Raises SettingsError for one that is chosen and lacks
    something.
    """
    if chosen == AUTO:
        return next((entry for entry in entries if entry.is_automatic and entry.missing(settings) is None), None)
    entry = next(entry for entry in entries if entry.name == chosen)
    if missing := entry.missing(settings):
        raise SettingsError(f"{missing.setting} is missing, and {setting}={chosen} needs it: {missing.remedy}.")
    return entry


def has_provider(settings: Settings) -> bool:
    """Whether there is a key for OpenAI, or another server."""
    return bool(settings.openai_api_key.get_secret_value()) or settings.openai_base_url != OPENAI_URL
