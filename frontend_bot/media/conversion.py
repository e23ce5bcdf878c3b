"""From a user's file to a file that a provider takes, in the job's scratch folder."""

from dataclasses import dataclass
from pathlib import Path

from aiofiles.os import path as file_facts

from frontend_bot.core.phrase import phrase
from frontend_bot.core.tools import Progress
from frontend_bot.errors import DamagedMedia
from frontend_bot.media import commands
from frontend_bot.media.ogg_opus import read_ogg_opus
from frontend_bot.media.plan import (
    MP3,
    Bounds,
    PassThrough,
    Plan,
    Reencode,
    Remux,
    Shape,
    plan_recording,
    plan_voice_note,
)
from frontend_bot.media.probe import probe
from frontend_bot.media.programs import Limits, Lines, Programs

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


class Conversion:
    """Carries plans out. One object for the whole process: it shares the limit on programs at once."""

    def __init__(self, programs: Programs, bounds: Bounds | None = None) -> None:
        self._programs = programs
        self.bounds = bounds or Bounds()

    async def prepare(self, path: Path, workspace: Path, language: str, progress: Progress) -> Prepared:
        """Look at a downloaded file and bring it into a shape for the provider, by the cheapest way.

        Raises InputError, ProgramMissing or StorageFull; leaves files in ``workspace`` only.
        """
        header = await read_ogg_opus(path)
        plan = plan_voice_note(header, self.bounds) if header is not None else None
        if header is not None and plan is not None:
            return Prepared(path, plan.shape, header.duration, header.size, path)
        progress(None, phrase("progress-converting"))
        found = await probe(path, self._programs)
        return await self._carry_out(
            plan_recording(found, self.bounds, language), path, workspace, found.duration, progress
        )

    async def reencoded(self, prepared: Prepared, shape: Shape, workspace: Path, progress: Progress) -> Prepared:
        """The same recording in another shape (MP3 or WAV), for a server that refused the first one."""
        plan = Reencode(shape, prepared.track, "the provider refused the copy")
        return await self._carry_out(plan, prepared.source, workspace, prepared.duration, progress)

    async def samples(self, path: Path, workspace: Path, language: str, progress: Progress) -> Prepared:
        """Bare samples (16 bit, mono, 16 kHz) for an engine on this machine. Raises as ``prepare`` does."""
        await read_ogg_opus(path)  # refuses what is empty or cut off, which ffmpeg decodes without a word
        progress(None, phrase("progress-converting"))
        found = await probe(path, self._programs)
        plan = plan_recording(found, self.bounds, language)  # refuses what must be refused
        track = 0 if isinstance(plan, PassThrough) else plan.track
        target = workspace / "sound.s16"
        command = commands.samples(path, track, self.bounds, target)
        duration = await self._run(command, found.duration, progress)
        return Prepared(target, SAMPLES, duration, await file_facts.getsize(target), path, track)

    async def _carry_out(self, plan: Plan, path: Path, workspace: Path, claimed: float, progress: Progress) -> Prepared:
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
        """Run ffmpeg and answer the seconds of sound that came out, whatever the header claims."""
        done = _Done(claimed, progress)
        finished = await self._programs.run("ffmpeg", *command, limits=self._limits(), on_output=Lines(done))
        if finished.returncode != 0 or done.seconds == 0:
            raise DamagedMedia(f"ffmpeg ended with {finished.returncode} after {done.seconds:.1f} s of sound")
        if done.seconds > self.bounds.seconds:
            raise self.bounds.too_long()
        return done.seconds

    def _limits(self) -> Limits:
        return Limits(
            wall_seconds=30 + self.bounds.seconds / 20,
            cpu_seconds=20 + int(self.bounds.seconds / 100),
            file_bytes=self.bounds.bytes + 2**20,
        )


class _Done:
    """Reads ``-progress`` lines: how many seconds of sound have come out."""

    def __init__(self, claimed: float, progress: Progress) -> None:
        self.seconds = 0.0
        self._claimed = claimed
        self._progress = progress

    def __call__(self, line: str) -> None:
        name, _, value = line.partition("=")
        if name != "out_time_us" or not value.strip().isdigit():
            return  # "N/A" before the first packet
        self.seconds = int(value) / 1e6
        if self._claimed > 0:
            self._progress(min(1.0, self.seconds / self._claimed), phrase("progress-converting"))
