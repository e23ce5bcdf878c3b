"""ffmpeg runs that tell how far they are, and how much sound really came out."""

from pathlib import Path

from frontend_bot.core.phrase import phrase
from frontend_bot.core.tools import Progress
from frontend_bot.errors import DamagedMedia
from frontend_bot.media.plan import Bounds
from frontend_bot.media.probe import Probe, probe
from frontend_bot.media.programs import Limits, Lines, Programs, Reader


class Ffmpeg:
    """Shares the limit on programs at once."""

    def __init__(self, programs: Programs) -> None:
        self._programs = programs

    async def run(
        self,
        command: tuple[str, ...],
        bounds: Bounds,
        claimed: float,
        progress: Progress,
        on_errors: Reader | None = None,
    ) -> float:
        """Run and return what the clock shows when the sound has ended, in seconds, whatever the header ``claimed``.

        Raises DamagedMedia where nothing came out, UnreasonableMedia, ProgramMissing, StorageFull.
        """
        done = _Done(claimed, progress)
        finished = await self._programs.run(
            "ffmpeg", *command, limits=_limits(bounds), on_output=Lines(done), on_errors=on_errors
        )
        if finished.returncode != 0 or done.seconds == 0:
            raise DamagedMedia(f"ffmpeg ended with {finished.returncode} after {done.seconds:.1f} s of sound")
        return done.seconds

    async def look(self, path: Path) -> Probe:
        """What is in a file. Raises EmptyFile, NotMedia, DamagedMedia, UnreasonableMedia, ProgramMissing."""
        return await probe(path, self._programs)

    async def read_errors(self, command: tuple[str, ...], bounds: Bounds, on_errors: Reader) -> None:
        """Run for what it tells on the standard error alone. A failure tells nothing and is no error."""
        await self._programs.run(
            "ffmpeg", *command, limits=_limits(bounds), on_output=lambda piece: None, on_errors=on_errors
        )


def no_progress(fraction: float | None, word: object) -> None:
    """For work that nobody watches."""


def _limits(bounds: Bounds) -> Limits:
    return Limits(
        wall_seconds=30 + bounds.seconds / 20,
        cpu_seconds=20 + int(bounds.seconds / 100),
        file_bytes=bounds.bytes + 2**20,
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
