"""A user's file as ffmpeg should see it: the same in all but a few cases, else a copy that hides nothing."""

import asyncio
import shutil
from pathlib import Path

from aiofiles import os as files

from frontend_bot.media import commands
from frontend_bot.media.ffmpeg import Ffmpeg, no_progress
from frontend_bot.media.joined_files import parts_of, write_parts
from frontend_bot.media.lying_headers import lie_in, write_truth
from frontend_bot.media.plan import MP3, Bounds


async def true_file(path: Path, workspace: Path, ffmpeg: Ffmpeg, bounds: Bounds) -> Path:
    """The file itself, or its copy in ``workspace``: several files in one joined, a lying header set right.

    Raises DamagedMedia, UnreasonableMedia, ProgramMissing, StorageFull.
    """
    target = workspace / f"true-{await files.path.getsize(path)}"
    if await files.path.exists(target):
        return target
    made = target.with_suffix(".part")
    if parts := await asyncio.to_thread(parts_of, path):
        folder = target.with_suffix(".parts")
        each = await asyncio.to_thread(write_parts, path, parts, folder)
        await ffmpeg.run(commands.joined(each, bounds.whole(), MP3, made), bounds.whole(), 0.0, no_progress)
        await asyncio.to_thread(shutil.rmtree, folder)
    elif lie := await asyncio.to_thread(lie_in, path):
        await files.makedirs(workspace, mode=0o700, exist_ok=True)
        await asyncio.to_thread(write_truth, path, lie, made)
    else:
        return path
    await files.replace(made, target)
    return target
