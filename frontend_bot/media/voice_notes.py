"""Sounds that we made ourselves, joined to one voice note as Telegram wants it."""

from collections.abc import Sequence
from pathlib import Path

from aiofiles.os import path as file_facts

from frontend_bot.core.speech import VoiceNote
from frontend_bot.core.tools import Progress
from frontend_bot.media import commands
from frontend_bot.media.ffmpeg import Ffmpeg
from frontend_bot.media.plan import Bounds

_BOUNDS = Bounds(seconds=3600.0, bytes=45_000_000)
"""An hour of speech; Telegram takes voice notes of 50 MB."""


async def join(sounds: Sequence[Path], target: Path, seconds: float, ffmpeg: Ffmpeg, progress: Progress) -> VoiceNote:
    """One after the other into ``target``; ``seconds`` is a guess at their length, for the progress.

    Raises DamagedMedia where there is no sound in them, UnreasonableMedia, ProgramMissing, StorageFull.
    """
    duration = await ffmpeg.run(commands.voice_note(sounds, _BOUNDS, target), _BOUNDS, seconds, progress)
    return VoiceNote(target, duration, await file_facts.getsize(target))
