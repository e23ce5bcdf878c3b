"""Print ``.env.example``: every setting of the three programs once, with its default, from the settings classes.

``make env`` writes the file; a test compares it with this.
"""

import sys
import textwrap
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from backend_api.app.config import Settings as BackendSettings
from frontend_bot.config import Settings as BotSettings
from playground.config import PlaygroundSettings

WIDTH = 100
HEAD = """\
# Settings of the bot, its workers, the photo service and the playground.
# Copy this file to .env and change what you need; only TELEGRAM_TOKEN must be set. Real environment variables win over
# it. A value that is left empty counts as not set. Written by `make env` from the settings classes.
"""
SECTIONS: tuple[tuple[str, type[BaseSettings]], ...] = (
    ("The bot and its workers", BotSettings),
    (
        "The photo service (STORAGE_DIR, DATABASE_URL, BACKEND_API_KEY and LOG_* above are its settings too)",
        BackendSettings,
    ),
    ("The playground (it also reads the transcription settings above)", PlaygroundSettings),
)


def main() -> None:
    """Print the file."""
    told: set[str] = set()
    parts = [HEAD.rstrip() + "\n"]
    for title, settings in SECTIONS:
        fresh = {name: field for name, field in settings.model_fields.items() if name not in told}
        told.update(fresh)
        parts.append(f"# --- {title} ---\n")
        parts += [entry(name, field) for name, field in fresh.items()]
    sys.stdout.write("\n".join(parts))


def entry(name: str, field: FieldInfo) -> str:
    """One setting: what it is, and a line that can be edited."""
    comment = field.description or ""
    if field.default_factory is not None:
        comment += " Empty: as this machine has processors."
    lines = textwrap.wrap(comment, WIDTH, initial_indent="# ", subsequent_indent="# ", break_long_words=False)
    return "\n".join([*lines, f"{name.upper()}={default_of(field)}\n"])


def default_of(field: FieldInfo) -> str:
    """The default as it is written in the file; empty for none, for secrets and for what the machine decides."""
    if field.is_required() or field.default_factory is not None or field.default is None:
        return ""
    value = field.default
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(str, sorted(value))) if isinstance(value, frozenset) else str(value)


if __name__ == "__main__":
    main()
