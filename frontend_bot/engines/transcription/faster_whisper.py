"""Transcription on this machine by faster-whisper: no key, no server, a model that the operator puts into a folder."""

import importlib.util
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.tools import Progress, TranscriptionOptions
from frontend_bot.core.transcript import Segment
from frontend_bot.engines.transcription.confidence import Scores, read_scores
from frontend_bot.engines.transcription.engine import TranscriptionEngine
from frontend_bot.engines.transcription.recognizer import Recognition
from frontend_bot.engines.transcription.server_times import LATEST_START
from frontend_bot.engines.transcription.spoken_languages import language_code
from frontend_bot.errors import EngineUnavailable
from frontend_bot.media.conversion import Conversion
from frontend_bot.media.plan import WAV
from frontend_bot.media.prepared import Prepared
from frontend_bot.media.resident_program import ProgramEnded, ResidentProgram, Told

log = structlog.get_logger(__name__)

PROCESS = Path(__file__).with_name("faster_whisper_process.py")
NEEDED_FILES: Sequence[tuple[str, ...]] = (
    ("model.bin",),
    ("config.json",),
    ("tokenizer.json",),
    ("vocabulary.json", "vocabulary.txt"),
)
"""What a model's folder holds, one of each; without its tokenizer the library would look for one in the net."""
LONGEST_AT_ONCE = 590.0
"""Seconds; as bare samples 19 MB."""
SECONDS_TO_LOAD = 180.0
SECONDS_A_SECOND = 20.0
"""Time for a second of sound at the most: the largest model on two cores takes some two."""
AGAIN = 0.4
"""Temperature of the second reading."""
HOTWORDS = 800
"""Characters; half of what the model reads beforehand."""


@dataclass(frozen=True, slots=True)
class LocalModel:
    """``name`` is a folder, or a model's name at Hugging Face. ``device`` and ``compute_type`` are CTranslate2's words.

    ``idle_seconds`` without a recording end the process and free its memory.
    """

    name: str
    device: str = "auto"
    compute_type: str = "default"
    threads: int = 0
    may_download: bool = False
    idle_seconds: float = 600.0

    def command(self) -> tuple[str | Path, ...]:
        """How the program is started: it sees neither our environment nor, unless allowed, the net."""
        offline = () if self.may_download else ("HF_HUB_OFFLINE=1",)
        download = "may-download" if self.may_download else "offline"
        options = (self.name, self.device, self.compute_type, str(self.threads), download)
        return ("/usr/bin/env", *offline, sys.executable, "-I", PROCESS, *options)


class FasterWhisper(TranscriptionEngine):
    """One model, one recording or chunk at a time: more would only slow each other down."""

    name = "faster_whisper"

    def __init__(self, model: LocalModel, conversion: Conversion) -> None:
        super().__init__(WhisperRecognizer(model, conversion), conversion, chunks_at_once=1)
        self.model = Path(model.name).name

    def why_unavailable(self) -> Phrase | None:
        """None where the package is installed."""
        return None if importlib.util.find_spec("faster_whisper") else phrase("engine-transcription-missing")


class WhisperRecognizer:
    """Feeds the program with WAV files of our ffmpeg's making: its own decoder never sees a user's file."""

    def __init__(self, model: LocalModel, conversion: Conversion) -> None:
        self.model = Path(model.name).name
        self._conversion = conversion
        self.program = ResidentProgram(*model.command(), idle_seconds=model.idle_seconds)

    async def close(self) -> None:
        """End the program."""
        await self.program.close()

    async def recognize(
        self,
        prepared: Prepared,
        workspace: Path,
        options: TranscriptionOptions,
        progress: Progress,
        *,
        is_again: bool = False,
    ) -> Recognition:
        """What is said. Raises EngineUnavailable, and what a conversion raises."""
        sound = await self._conversion.reencoded(prepared, WAV, workspace, progress)
        question = {
            "path": str(sound.path),
            "language": options.language,
            "hotwords": "" if is_again else ", ".join(options.vocabulary)[:HOTWORDS],
            "temperature": AGAIN if is_again else 0.0,
        }
        progress(None, phrase("progress-transcribing"))
        collected = _CollectedSegments(sound.duration, progress)
        try:
            await self.program.ask(question, collected, SECONDS_TO_LOAD + SECONDS_A_SECOND * sound.duration)
        except (TimeoutError, ProgramEnded) as error:
            raise EngineUnavailable(f"faster-whisper: {type(error).__name__} {error}") from error
        if collected.error:
            raise EngineUnavailable(f"faster-whisper: {collected.error}")
        return collected.recognition()


@dataclass
class _CollectedSegments:
    """Collects the lines of an answer; called with each, it says whether that was the last."""

    duration: float
    progress: Progress
    segments: list[Segment] = field(default_factory=list)
    scores: list[Scores] = field(default_factory=list)
    language: str = ""
    error: str = ""

    def __call__(self, told: Told) -> bool:
        segment = told.get("segment")
        if segment is None:
            self.language, self.error = language_code(str(told.get("language", ""))), str(told.get("error", ""))
            return True
        text = str(segment["text"]).strip()
        end = min(float(segment["end"]), self.duration)
        if text:
            start = min(float(segment["start"]), end, max(0.0, self.duration - LATEST_START))
            self.segments.append(Segment(start, end, text))
            self.scores.append(read_scores(segment))
        self.progress(min(1.0, end / self.duration), phrase("progress-transcribing"))
        return False

    def recognition(self) -> Recognition:
        """All of it, in the shape of a server's answer: the same doubts apply."""
        text = " ".join(segment.text for segment in self.segments)
        return Recognition(text, self.language, tuple(self.segments), tuple(self.scores))
