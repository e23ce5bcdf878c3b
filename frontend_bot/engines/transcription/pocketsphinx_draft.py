"""The draft engine: English only, read speech in a quiet room, no punctuation. For trying things out without a key.

On real voice notes (echo, noise, spontaneous speech) half or more of the words are wrong, so nobody gets it unasked,
and its transcripts say what they are.
"""

import importlib.util
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from frontend_bot.core.budget import Spending
from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.recording import Begun
from frontend_bot.core.tools import WHOLE, Progress, Source, SpeechToText, TranscriptionOptions
from frontend_bot.core.transcript import Segment, Transcript
from frontend_bot.errors import EngineUnavailable, ProgramMissing
from frontend_bot.media.conversion import Conversion
from frontend_bot.media.prepared import Prepared
from frontend_bot.media.programs import Limits, Lines, Programs

PROCESS = Path(__file__).with_name("pocketsphinx_process.py")
CPU_PER_SECOND = 1.5
"""Seconds of work for a second of sound: 0.15 when all is well, 0.65 measured in noise."""


class PocketsphinxDraft(SpeechToText):
    """Runs pocketsphinx in a process of its own, one at a time for each core; whole recordings only."""

    name, model = "pocketsphinx", "en-us"

    def __init__(self, *, conversion: Conversion, programs: Programs) -> None:
        self._conversion = conversion
        self._programs = programs

    def why_unavailable(self) -> Phrase | None:
        """None where pocketsphinx is installed."""
        if importlib.util.find_spec("pocketsphinx") is None:
            return phrase("engine-transcription-missing")
        return None

    async def begin(self, source: Source, options: TranscriptionOptions, progress: Progress) -> Begun:
        """The words that were heard, whatever language they were in.

        Raises InputError, MinutesSpent, ProgramMissing, StorageFull, EngineUnavailable.
        """
        if self.why_unavailable() is not None:
            raise ProgramMissing("pocketsphinx is not installed", program="pocketsphinx")
        progress(None, phrase("progress-downloading"))
        path = await source.path()
        sound = await self._conversion.samples(path, source.workspace, options.language, progress)
        if sound.is_silent:
            return Begun(self._transcript(sound, ()))
        await source.budget.reserve({WHOLE: Spending(sound.duration)})
        progress(0.0, phrase("progress-transcribing"))
        collected = _CollectedWords(sound.duration, progress)
        # -I: the recogniser sees neither our environment nor a module that somebody put into the working folder.
        command = (sys.executable, "-I", PROCESS, sound.path)
        finished = await self._programs.run(*command, limits=_limits(sound.duration), on_output=Lines(collected))
        if finished.returncode != 0:
            raise EngineUnavailable(f"pocketsphinx ended with {finished.returncode}")
        await source.budget.settle(WHOLE, Spending(sound.duration))
        return Begun(self._transcript(sound, collected.segments))

    def _transcript(self, sound: Prepared, heard: Sequence[Segment]) -> Transcript:
        return Transcript(
            text=" ".join(segment.text for segment in heard),
            engine=self.name,
            model=self.model,
            language="en",
            duration=sound.timeline.end(sound.duration),
            segments=tuple(sound.timeline.placed(segment) for segment in heard),
            is_draft=True,
            promised=sound.promised,
        )


def _limits(duration: float) -> Limits:
    seconds = 30 + int(duration * CPU_PER_SECOND)
    return Limits(wall_seconds=seconds * 4, cpu_seconds=seconds, memory_bytes=280 * 2**20)


class _CollectedWords:
    """Collects what the process prints."""

    def __init__(self, duration: float, progress: Progress) -> None:
        self.segments: list[Segment] = []
        self._duration = duration
        self._progress = progress

    def __call__(self, line: str) -> None:
        told = json.loads(line)
        if "text" in told:
            end = min(told["end"], self._duration)
            self.segments.append(Segment(min(told["start"], end), end, told["text"]))
        else:
            fraction = min(1.0, told["done"] / self._duration) if self._duration else None
            self._progress(fraction, phrase("progress-transcribing"))
