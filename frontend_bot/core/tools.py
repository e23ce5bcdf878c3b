"""What a mode may ask for. Every capability of the bot is on this page."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from frontend_bot.core.content import Content
from frontend_bot.core.phrase import Phrase
from frontend_bot.core.transcript import Transcript

Method = TypeVar("Method", bound=Callable[..., object])


def recorded(method: Method) -> Method:
    """Mark a tool's method as a step: its result is kept with the job and not asked for again after a crash.

    The return type must be plain data (dataclasses, numbers, texts), because the record is JSON.
    """
    method.__recorded__ = True  # type: ignore[attr-defined]
    return method


class Progress(Protocol):
    """Tells the waiting person how far the job is. Never fails, never waits."""

    def __call__(self, fraction: float | None, word: Phrase) -> None:
        """``fraction`` is between 0 and 1, or None where nobody can know; ``word`` says what is being done."""


class Source(Protocol):
    """A user's file, fetched only when somebody needs it, once for each job."""

    @property
    def content(self) -> Content:
        """What Telegram told of it."""

    @property
    def workspace(self) -> Path:
        """The job's scratch folder (mode 0700), removed with the job; anything may be written there."""

    async def path(self) -> Path:
        """The downloaded file. Its name has no extension, so that no program trusts one.

        Raises FileTooBig, FileGone, TelegramUnreachable (frontend_bot.errors).
        """


class Files(Protocol):
    """The files and texts that came with a job."""

    def source(self, content: Content) -> Source:
        """A handle on the file of this content; nothing is downloaded yet."""

    async def text(self, content: Content) -> str:
        """The words of a text content, wherever they lie (in the message, in a record, in a ``.txt`` file)."""


@dataclass(frozen=True, slots=True)
class SpeechWish:
    """How to listen. ``language`` is an ISO 639-1 code or "" for automatic; ``vocabulary`` are names and terms."""

    language: str = ""
    vocabulary: tuple[str, ...] = ()


class SpeechToText(Protocol):
    """Recordings to transcripts."""

    def why_unavailable(self) -> Phrase | None:
        """None if a recording can be transcribed now, else the sentence that says what to configure."""

    @recorded
    async def transcribe(self, source: Source, wish: SpeechWish, progress: Progress) -> Transcript:
        """The whole recording as text.

        Raises a BotError: NotMedia, EmptyFile, DamagedMedia, NoSound, TooLong, EngineRefused, EngineUnavailable...
        """


@dataclass(frozen=True, slots=True)
class Tools:
    """Handed to ``JobMode.run``. A call of a method marked ``recorded`` is a step."""

    files: Files
    progress: Progress
    speech_to_text: SpeechToText
