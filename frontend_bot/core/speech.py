"""A text spoken: how it is to be spoken, one part of it, and the voice note it becomes. Plain data."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class VoiceOptions:
    """How to speak. ``language`` is an ISO 639-1 code, ``voice`` is female or male, ``speed`` 1.0 is ordinary."""

    language: str
    voice: str = "female"
    speed: float = 1.0


@dataclass(frozen=True, slots=True)
class SpokenPart:
    """One part of a text, spoken. Its sound is a scratch file; ``sound`` holds it too, in base64, where making it again
    would cost money."""

    sound: str = ""


@dataclass(frozen=True, slots=True)
class VoiceNote:
    """A scratch file that Telegram plays as a voice note; ``duration`` in seconds, ``size`` in bytes."""

    path: Path
    duration: float
    size: int
