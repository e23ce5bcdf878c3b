"""How long a file says it is, where clearly less is in it: a download that broke off, a recorder whose battery died."""

import asyncio
from pathlib import Path

from frontend_bot.media.lying_headers import is_mp3_cut_off, read_wav
from frontend_bot.media.plan import is_believable
from frontend_bot.media.probe import AudioTrack, Probe
from frontend_bot.media.scan import Scan

_MISSING_SHARE = 0.05
_MISSING_SECONDS = 2.0
_TELL_EACH_TRACK = {"mov", "flac", "aiff", "caf", "w64", "au"}
"""Containers that count each track; others know the length of the whole video only, or guess it from the bytes."""


async def promised(path: Path, found: Probe, track: AudioTrack, scan: Scan) -> float:
    """Seconds that the header promises, if clearly fewer came out; else 0."""
    claimed = await asyncio.to_thread(_claimed, path, found, track, scan)
    missing = claimed - scan.length
    is_cut_off = missing > _MISSING_SECONDS and missing > _MISSING_SHARE * claimed
    return claimed if is_cut_off and is_believable(claimed, found.size) else 0.0


def _claimed(path: Path, found: Probe, track: AudioTrack, scan: Scan) -> float:
    if found.formats & _TELL_EACH_TRACK:
        return track.claimed
    if "wav" in found.formats:
        sizes = read_wav(path)
        return sizes.promised if sizes else 0.0
    if "mp3" in found.formats:
        return found.duration if is_mp3_cut_off(path) else 0.0
    if "matroska" in found.formats and (scan.is_cut_off or not found.has_video):
        return found.duration
    return 0.0
