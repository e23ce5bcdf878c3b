"""From a user's file to a file that a provider takes, in the job's scratch folder."""

from dataclasses import dataclass
from pathlib import Path

from aiofiles.os import makedirs
from aiofiles.os import path as file_facts

from frontend_bot.core.phrase import phrase
from frontend_bot.core.tools import Progress
from frontend_bot.media import commands
from frontend_bot.media.cuts import LoudnessReader
from frontend_bot.media.ffmpeg import Ffmpeg
from frontend_bot.media.ogg_opus import read_ogg_opus
from frontend_bot.media.plan import (
    MP3,
    Bounds,
    Cut,
    PassThrough,
    Reencode,
    Remux,
    Shape,
    plan_cuts,
    plan_recording,
    plan_voice_note,
)
from frontend_bot.media.probe import Probe, probe
from frontend_bot.media.programs import Lines, Programs

SAMPLES = Shape("s16", "audio/L16", "s16le")
"""What engines on this machine are fed; never sent anywhere."""
CUT_OFF_FROM = 0.99
"""``-fs`` ends a file just below its limit without an error: one this near to it lacks its end."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file ready to be sent. ``file_name`` is what the provider is told; ``duration`` is measured, in seconds;
    ``size`` is in bytes; ``source`` and ``track`` say what it was made of."""

    path: Path
    shape: Shape
    duration: float
    size: int
    source: Path
    track: int = 0

    @property
    def file_name(self) -> str:
        """Providers go by the extension, and refuse Telegram's own ``.oga``."""
        return f"voice.{self.shape.extension}"


class NeedsCutting(Exception):
    """The recording is longer than one request; ``plan`` says how it is cut, ``claimed`` how long its header says it
    is, in seconds (0: do not believe it)."""

    def __init__(self, plan: Cut, claimed: float) -> None:
        super().__init__()
        self.plan, self.claimed = plan, claimed


class Conversion:
    """Carries plans out. One object for the whole process: it shares the limit on programs at once."""

    def __init__(self, programs: Programs, bounds: Bounds | None = None) -> None:
        self._programs = programs
        self.ffmpeg = Ffmpeg(programs)
        self.bounds = bounds or Bounds()

    async def prepare(self, path: Path, workspace: Path, language: str, progress: Progress) -> Prepared:
        """Look at a downloaded file and bring it into a shape for the provider, by the cheapest way.

        Raises InputError, ProgramMissing or StorageFull, and NeedsCutting if one request cannot carry it (where the
        bounds allow that at all); leaves files in ``workspace`` only.
        """
        header = await read_ogg_opus(path)
        plan = plan_voice_note(header, self.bounds) if header is not None else None
        if header is not None and plan is not None:
            return Prepared(path, plan.shape, header.duration, header.size, path)
        progress(None, phrase("progress-converting"))
        found = await probe(path, self._programs)
        return await self._of_found(found, path, workspace, language, progress)

    async def _of_found(self, found: Probe, path: Path, workspace: Path, language: str, progress: Progress) -> Prepared:
        plan = plan_recording(found, self.bounds, language)
        if isinstance(plan, Cut):
            raise NeedsCutting(plan, found.duration)
        try:
            return await self._carry_out(plan, path, workspace, found.duration, progress)
        except _Longer:
            if not self.bounds.cuts:
                raise self.bounds.too_long() from None
            raise NeedsCutting(plan_cuts(found, self.bounds, self.bounds.seconds, language), 0.0) from None

    async def reencoded(self, prepared: Prepared, shape: Shape, workspace: Path, progress: Progress) -> Prepared:
        """The same recording in another shape (MP3 or WAV), for a server that refused the first one."""
        plan = Reencode(shape, prepared.track, "the provider refused the copy")
        await makedirs(workspace, mode=0o700, exist_ok=True)
        try:
            return await self._carry_out(plan, prepared.source, workspace, prepared.duration, progress)
        except _Longer:
            raise self.bounds.too_long() from None

    async def is_steady(self, prepared: Prepared) -> bool:
        """Whether the sound is equally loud all the time. False where nothing can be told."""
        loudness = LoudnessReader()
        command = commands.loudness(prepared.path, prepared.track, 0.0, prepared.duration + 1)
        await self.ffmpeg.read_errors(command, self.bounds, Lines(loudness))
        return loudness.is_steady

    async def samples(self, path: Path, workspace: Path, language: str, progress: Progress) -> Prepared:
        """Bare samples (16 bit, mono, 16 kHz) for an engine on this machine. Raises as ``prepare`` does."""
        await read_ogg_opus(path)  # refuses what is empty or cut off, which ffmpeg decodes without a word
        progress(None, phrase("progress-converting"))
        found = await probe(path, self._programs)
        plan = plan_recording(found, self.bounds, language)  # refuses what must be refused
        track = 0 if isinstance(plan, PassThrough) else plan.track
        target = workspace / "sound.s16"
        command = commands.samples(path, track, self.bounds, target)
        try:
            duration = await self._run(command, found.duration, progress)
        except _Longer:
            raise self.bounds.too_long() from None
        return Prepared(target, SAMPLES, duration, await file_facts.getsize(target), path, track)

    async def _carry_out(
        self, plan: PassThrough | Remux | Reencode, path: Path, workspace: Path, claimed: float, progress: Progress
    ) -> Prepared:
        if isinstance(plan, PassThrough):
            # Nothing is written: the file is read through once, because its header may claim any duration.
            duration = await self._run(commands.measure(path, 0, self.bounds), claimed, progress)
            return Prepared(path, plan.shape, duration, await file_facts.getsize(path), path)
        target = workspace / f"sound.{plan.shape.extension}"
        make = commands.copy if isinstance(plan, Remux) else commands.encode
        duration = await self._run(make(path, plan.track, self.bounds, plan.shape, target), claimed, progress)
        size = await file_facts.getsize(target)
        if size < self.bounds.bytes * CUT_OFF_FROM:
            return Prepared(target, plan.shape, duration, size, path, plan.track)
        if isinstance(plan, Remux):
            again = Reencode(MP3, plan.track, "too many bytes")
            return await self._carry_out(again, path, workspace, claimed, progress)
        raise self.bounds.too_long()

    async def _run(self, command: tuple[str, ...], claimed: float, progress: Progress) -> float:
        """Run ffmpeg and answer the seconds of sound that came out. Raises _Longer for more than one request takes."""
        seconds = await self.ffmpeg.run(command, self.bounds, claimed, progress)
        if seconds > self.bounds.seconds:
            raise _Longer
        return seconds


class _Longer(Exception):
    """Longer than its header said."""
