"""Whether the clock of a broadcast jumps, or its sound stops: both look the same to whoever listens only."""

from pathlib import Path

from frontend_bot.errors import DamagedMedia
from frontend_bot.media import commands
from frontend_bot.media.ffmpeg import Ffmpeg, no_progress
from frontend_bot.media.plan import Bounds
from frontend_bot.media.scan import Scan

JUMP_FROM = 600.0
"""Seconds. Shorter stretches without sound are those of bad reception, and of packets that were lost; a clock that is
set anew is set to anything within 26 hours."""


async def without_clock_jumps(ffmpeg: Ffmpeg, path: Path, bounds: Bounds, scan: Scan) -> Scan:
    """The scan of a broadcast (mpegts, mpeg) as its player's clock has it.

    Where the picture's clock jumps far, together with that of the sound, nothing is missing in between. Without a
    picture nobody could see so long a gap.
    """
    straight = scan.without_gaps_from(JUMP_FROM)
    if not straight.has_clock_jumps:
        return scan
    jumping = await _picture_seconds(ffmpeg, path, bounds, is_believed=True)
    steady = await _picture_seconds(ffmpeg, path, bounds, is_believed=False)
    return straight if jumping - steady >= JUMP_FROM or not jumping else scan


async def _picture_seconds(ffmpeg: Ffmpeg, path: Path, bounds: Bounds, *, is_believed: bool) -> float:
    try:
        return await ffmpeg.run(commands.picture_clock(path, is_believed=is_believed), bounds, 0.0, no_progress)
    except DamagedMedia:
        return 0.0
