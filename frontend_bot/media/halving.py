"""A recording that was too much at once, as two: cut at the longest silence near its middle."""

from pathlib import Path

from aiofiles import os as files

from frontend_bot.media import commands
from frontend_bot.media.cuts import LoudnessReader, longest_silence
from frontend_bot.media.ffmpeg import Ffmpeg, no_progress
from frontend_bot.media.plan import MP3, Bounds
from frontend_bot.media.prepared import Prepared
from frontend_bot.media.programs import Lines
from frontend_bot.media.scan import Scan, ScanReader

MIDDLE = (0.3, 0.7)
"""Shares of the duration between which the cut lies."""


async def sounding_seconds(ffmpeg: Ffmpeg, bounds: Bounds, prepared: Prepared) -> float:
    """How long something sounds in it. Raises DamagedMedia, UnreasonableMedia, ProgramMissing."""
    silences = (await _scanned(ffmpeg, bounds, prepared)).silences
    return max(0.0, prepared.duration - sum(end - start for start, end in silences))


async def halves(ffmpeg: Ffmpeg, bounds: Bounds, prepared: Prepared, folder: Path) -> tuple[Prepared, Prepared]:
    """Both parts as small mp3 files in ``folder``, nothing between them lost. Raises as ``sounding_seconds`` does."""
    await files.makedirs(folder, mode=0o700, exist_ok=True)
    moment = await _middle(ffmpeg, bounds, prepared)
    first = await _part(ffmpeg, bounds, prepared, 0.0, moment, folder / "first.mp3")
    # The end is open: a header may tell less than there is.
    second = await _part(ffmpeg, bounds, prepared, moment, prepared.duration + 1, folder / "second.mp3")
    return first, second


async def _scanned(ffmpeg: Ffmpeg, bounds: Bounds, prepared: Prepared) -> Scan:
    reader = ScanReader()
    command = commands.scan(prepared.path, prepared.own_track, bounds)
    return reader.scan(await ffmpeg.run(command, bounds, 0.0, no_progress, Lines(reader)))


async def _middle(ffmpeg: Ffmpeg, bounds: Bounds, prepared: Prepared) -> float:
    start, end = (share * prepared.duration for share in MIDDLE)
    moment = longest_silence((await _scanned(ffmpeg, bounds, prepared)).silences, start, end)
    if moment is not None:
        return moment
    loudness = LoudnessReader()
    command = commands.loudness(prepared.path, prepared.own_track, start, end)
    await ffmpeg.read_errors(command, bounds, Lines(loudness))
    quietest = loudness.quietest(start)
    return prepared.duration / 2 if quietest is None else min(max(quietest, start), end)


async def _part(ffmpeg: Ffmpeg, bounds: Bounds, prepared: Prepared, start: float, end: float, target: Path) -> Prepared:
    command = commands.part(prepared.path, prepared.own_track, bounds, MP3, start, end, target)
    seconds = await ffmpeg.run(command, bounds, 0.0, no_progress)
    return Prepared(target, MP3, min(seconds, end - start), await files.path.getsize(target), target)
