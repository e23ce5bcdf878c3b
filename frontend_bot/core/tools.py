"""What a mode may ask for. Every capability of the bot is on this page."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

from frontend_bot.core.budget import Budget, Spending
from frontend_bot.core.content import Content
from frontend_bot.core.extract import Extract
from frontend_bot.core.languages import Languages
from frontend_bot.core.minutes import Minutes
from frontend_bot.core.phrase import Phrase
from frontend_bot.core.protocol import ProtocolFields
from frontend_bot.core.question import ModelAnswer, Question
from frontend_bot.core.recording import Begun, LongRecording, RecognizedChunk, Voice
from frontend_bot.core.speech import SpokenPart, VoiceNote, VoiceOptions
from frontend_bot.core.transcript import Transcript

Method = TypeVar("Method", bound=Callable[..., object])


def recorded(method: Method) -> Method:
    """Mark a tool's method as a step: its result is kept with the job and not asked for again after a crash.

    The return type must be plain data (dataclasses, numbers, texts), because the record is JSON.
    """
    return recorded_as(method.__name__)(method)


def recorded_as(step: str) -> Callable[[Method], Method]:
    """As ``recorded``, under a name of its own: a method that was renamed keeps the name that recorded jobs know."""

    def mark(method: Method) -> Method:
        method.__recorded_as__ = step  # type: ignore[attr-defined]
        return method

    return mark


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
        """A scratch folder for this file alone (mode 0700), removed with the job; anything may be written there."""

    @property
    def budget(self) -> Budget:
        """What may be spent on it: an engine reserves before it pays."""

    async def path(self) -> Path:
        """The downloaded file. Its name has no extension, so that no program trusts one.

        Raises FileTooBig, FileGone, TelegramUnreachable, LinkError (frontend_bot.errors).
        """

    async def drop(self) -> None:
        """Empty the workspace: the file has done its work. ``path`` would fetch it again."""


class Files(Protocol):
    """The files and texts that came with a job."""

    def source(self, content: Content) -> Source:
        """A handle on the file of this content; nothing is downloaded yet."""

    async def text(self, content: Content) -> str:
        """The words of a text content, wherever they lie (in the message, in a record, in a file).

        Raises FileGone, and what frontend_bot.core.document.TextReader raises.
        """

    async def folder(self) -> Path:
        """The job's scratch folder, made if it is not there. Raises StorageFull."""

    @recorded
    async def transcript(self, content: Content) -> Transcript | None:
        """What is known of the words: the transcript in the record that ``content`` names, or a text as a transcript.

        None if that record is gone or has none. Raises what ``text`` raises.
        """

    @recorded
    async def minutes(self, content: Content, language: str) -> Minutes | None:
        """The minutes that were drawn from this transcript earlier, whatever for, None if there are none.

        ``language`` is the choice they were made with. Parts may be missing in them (``not_covered``).
        """


@dataclass(frozen=True, slots=True)
class TranscriptionOptions:
    """How to listen. ``language`` is an ISO 639-1 code or "" for automatic; ``vocabulary`` are names and terms;
    ``voices`` are speakers whom the engine should call by their labels, where it ``knows_voices``."""

    language: str = ""
    vocabulary: tuple[str, ...] = ()
    voices: tuple[Voice, ...] = ()


WHOLE = "recording"
"""The piece that a recording is which goes in one request."""


def chunk_piece(number: int) -> str:
    """The piece that a chunk is."""
    return f"chunk {number}"


class SpeechToText(Protocol):
    """Recordings to transcripts. ``name`` and ``model`` say who does it; a mode calls ``transcribe``."""

    name: str
    model: str
    knows_voices: bool = False
    """Whether it tells who speaks, and recognises ``TranscriptionOptions.voices``."""

    def why_unavailable(self) -> Phrase | None:
        """None if a recording can be transcribed now, else the sentence that says what to configure."""

    @recorded
    async def begin(self, source: Source, options: TranscriptionOptions, progress: Progress) -> Begun:
        """Look at the recording. A short one is transcribed at once, in this one step; a long one is planned.

        A short one is reserved and settled here, by its measured duration; see ``afford`` for a long one.
        Raises a BotError: NotMedia, EmptyFile, DamagedMedia, NoSound, TooLong, MinutesSpent, EngineRefused...
        """

    @recorded
    async def afford(self, source: Source, recording: LongRecording, wanted: Sequence[int]) -> None:
        """Reserve what these chunks will cost, before the first of them is sent; ``recognize`` settles each.

        A step, so that a job which was refused stays refused. Raises MinutesSpent, StoreUnavailable.
        """
        await source.budget.reserve({chunk_piece(n): Spending(recording.sound_seconds(n)) for n in wanted})

    @recorded_as("hear")
    async def recognize(
        self, source: Source, options: TranscriptionOptions, recording: LongRecording, number: int
    ) -> RecognizedChunk:
        """Transcribe one chunk of a long recording, fetching and cutting it again where it is not at hand.

        Waits for its turn: all chunks may be asked for at once. Raises a BotError. An engine that never plans leaves
        this as it is.
        """
        raise AssertionError("this engine plans no chunks")

    async def close(self) -> None:
        """Give back what it holds: connections, programs. May be called more than once."""
        return  # without a body it would be abstract


class LanguageModel(Protocol):
    """Texts from texts. ``name`` and ``model`` say who writes; ``part_characters`` is how much of a transcript one
    question may hold, ``at_once`` how many questions one job may ask at the same time."""

    name: str
    model: str
    part_characters: int
    at_once: int

    def why_unavailable(self) -> Phrase | None:
        """None if a question can be asked now, else the sentence that says what to configure."""

    @recorded
    async def afford(self, questions: Mapping[int, Question]) -> None:
        """Reserve what these questions, by their numbers, will cost together, before the first of them is asked.

        Raises TokensSpent, StoreUnavailable. An engine leaves this as it is: it knows nothing of limits.
        """
        return  # without a body it would be abstract

    @recorded
    async def ask(self, question: Question, number: int) -> ModelAnswer:
        """One answer. ``number`` tells the questions of one job apart, and must be the same each time the job runs.

        Raises LanguageModelMissing, LanguageModelRefused (TextTooLong:
        ask with less), LanguageModelKeyRefused, LanguageModelUnavailable, TokensSpent.
        """

    async def close(self) -> None:
        """Give back what it holds: connections, programs. May be called more than once."""
        return  # without a body it would be abstract


@dataclass(frozen=True, slots=True)
class PhotoOptions:
    """How to enhance. ``scale`` 1 to 4, or 0 to choose by the picture's size; ``format`` is auto, jpg or png."""

    scale: int = 0
    only_center_face: bool = False
    format: str = "auto"


@dataclass(frozen=True, slots=True)
class EnhancedPhoto:
    """What was made of a photo, as plain data; the pictures themselves are fetched with ``PhotoEnhancer.pictures``.

    ``reference`` finds them again at the engine, from any machine, as long as the engine keeps them. ``engine`` is
    docker or onnx (GFPGAN) or classical; ``faces`` is None where the engine does not tell. ``skipped`` are the engines
    that were to do it and could not. Sizes are in pixels, ``size`` in bytes.
    """

    reference: str
    engine: str
    faces: int | None
    width: int
    height: int
    scale: int
    asked_scale: int
    extension: str
    size: int
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pictures:
    """Scratch files: the result in full quality, and before and after in one small JPEG.

    ``photo`` tells of these very files: what had to be made again may come from another engine.
    """

    photo: EnhancedPhoto
    result: Path
    preview: Path


class PhotoEnhancer(Protocol):
    """Photos to better photos."""

    def why_unavailable(self) -> Phrase | None:
        """None if a photo can be sent to the engine now, else the sentence that says what to configure."""

    @recorded
    async def enhance(self, source: Source, options: PhotoOptions, progress: Progress) -> EnhancedPhoto:
        """Enhance one photo.

        Raises a BotError: NotAPicture, DamagedPicture, PictureTooLarge, PhotoNotEnhanced, PhotoServiceDown...
        """

    async def pictures(
        self, source: Source, photo: EnhancedPhoto, options: PhotoOptions, progress: Progress
    ) -> Pictures:
        """The files of an enhanced photo: as ``enhance`` left them, else fetched again, else made again."""

    async def close(self) -> None:
        """Give back what it holds: connections, programs. May be called more than once."""
        return  # without a body it would be abstract


class TextToSpeech(Protocol):
    """Texts to voice notes. ``name`` says who does it; a mode calls ``speak``."""

    name: str
    longest_part: int
    """Characters that are spoken in one call of ``say``."""

    def why_unavailable(self) -> Phrase | None:
        """None if a text can be spoken now, else the sentence that says what to install or to configure."""

    @recorded
    async def say(self, text: str, options: VoiceOptions, folder: Path, number: int) -> SpokenPart:
        """Speak one part of a text into a scratch file. Waits for its turn.

        Raises a BotError: ProgramMissing, SpeechRefused, SpeechKeyRefused, SpeechUnavailable, LanguageNotSpoken...
        """

    async def voice_note(
        self, parts: Sequence[tuple[str, SpokenPart]], options: VoiceOptions, folder: Path, progress: Progress
    ) -> VoiceNote:
        """All parts, each with its text, joined: the files that ``say`` left, else from the record or made again."""

    async def close(self) -> None:
        """Give back what it holds: connections, programs. May be called more than once."""
        return  # without a body it would be abstract


class Protocols(Protocol):
    """Protocols of meetings in Word: filled templates. A person may have one of their own."""

    @recorded
    async def take_template(self, source: Source) -> tuple[str, ...]:
        """Check a template and keep it as this person's own; returns the names of the fields that it uses.

        Raises NoTemplate, TemplateBroken, TemplateWithoutFields, TemplateTooHeavy, and what ``Source.path`` raises.
        """

    async def sample(self) -> Path:
        """A scratch file: our template, in the language of the job's person, to be changed and sent back."""

    async def write(self, fields: ProtocolFields, *, own: bool) -> Path:
        """A scratch file: the person's own template filled in, if ``own`` and there is one; else the operator's.

        Raises TemplateBroken, TemplateTooHeavy, TemplateGone, OperatorTemplateBroken, and what a download raises.
        """


class Say(Protocol):
    """Puts phrases into words, for words of ours inside a result."""

    def __call__(self, what: Phrase, language: str = "") -> str:
        """In the language of ours nearest to this one; without one in that of the job's person."""


def _by_id(what: Phrase, language: str = "") -> str:
    return what.id


async def _no_terms() -> tuple[str, ...]:
    return ()


async def _nothing_found(transcript: Transcript) -> Extract:
    return Extract()


@dataclass(frozen=True, slots=True)
class Tools:
    """Handed to ``JobMode.run``. A call of a method marked ``recorded`` is a step."""

    files: Files
    progress: Progress
    speech_to_text: SpeechToText
    photo_enhancer: PhotoEnhancer
    language_model: LanguageModel
    text_to_speech: TextToSpeech
    protocols: Protocols
    say: Say = _by_id
    vocabulary: Callable[[], Awaitable[tuple[str, ...]]] = _no_terms
    """The person's names and terms as they are now; no step, for no other step depends on them."""
    extract: Callable[[Transcript], Awaitable[Extract]] = _nothing_found
    """Key sentences and possible tasks of a transcript; no step, for it costs a second and nothing else."""
    languages: Languages = field(default_factory=Languages)
    """All that the bot speaks."""
