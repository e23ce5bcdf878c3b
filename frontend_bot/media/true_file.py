"""A user's file as ffmpeg should see it: the same in all but a few cases, else a copy that hides nothing."""

import asyncio
import shutil
from pathlib import Path

from aiofiles import os as files

from frontend_bot.errors import DamagedMedia
from frontend_bot.media import commands
from frontend_bot.media.ffmpeg import Ffmpeg, no_progress
from frontend_bot.media.joined_files import parts_of, write_parts
from frontend_bot.media.lying_headers import lie_in, write_truth
from frontend_bot.media.plan import MP3, Bounds


async def true_file(path: Path, workspace: Path, ffmpeg: Ffmpeg, bounds: Bounds) -> Path:
    """The file itself, or its copy in ``workspace``: several files in one joined, a lying header set right.

    Raises UnreasonableMedia, ProgramMissing, StorageFull.
    """
    target = workspace / f"true-{await files.path.getsize(path)}"
    if await files.path.exists(target):
        return target
    made = target.with_suffix(".part")
    if parts := await asyncio.to_thread(parts_of, path):
        try:
            await _join(path, parts, made, ffmpeg, bounds)
        except DamagedMedia:
            return path  # something in it is no recording; what its reader makes of it must do
    elif lie := await asyncio.to_thread(lie_in, path):
        await files.makedirs(workspace, mode=0o700, exist_ok=True)
        await asyncio.to_thread(write_truth, path, lie, made)
    else:
        return path
    await files.replace(made, target)
    return target


async def _join(path: Path, parts: tuple[tuple[int, int], ...], made: Path, ffmpeg: Ffmpeg, bounds: Bounds) -> None:
    folder, whole = made.with_suffix(".parts"), bounds.whole()
    each = await asyncio.to_thread(write_parts, path, parts, folder)
    try:
        await ffmpeg.run(commands.joined(each, whole, MP3, made), whole, 0.0, no_progress)
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
