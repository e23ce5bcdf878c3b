"""How long a file says it is, where clearly less is in it: a download that broke off, a recorder whose battery died."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

from frontend_bot.media.cut_off import asf_promise, avi_promise, caf_promise, is_mp3_cut_off
from frontend_bot.media.lying_headers import read_wav
from frontend_bot.media.plan import is_believable
from frontend_bot.media.probe import AudioTrack, Probe
from frontend_bot.media.scan import Scan

_MISSING_SHARE = 0.05
_MISSING_SECONDS = 2.0
_TELL_EACH_TRACK = {"mov", "flac", "aiff", "w64", "au", "wv"}
"""Containers that count each track; others know the length of the whole video only, or guess it from the bytes."""
_TELL_THE_WHOLE = {"matroska", "flv"}
"""Of these a video's sound may well be shorter than its picture."""


async def promised(path: Path, found: Probe, track: AudioTrack, scan: Scan) -> float:
    """When the recording should end by its header, in seconds, if it clearly ends before; else 0."""
    ended = scan.timeline.end(scan.seconds)
    late = ended - scan.length
    claimed = await asyncio.to_thread(_claimed, path, found, track, late, is_cut_off=scan.is_cut_off)
    missing = claimed - ended
    is_cut_off = missing > _MISSING_SECONDS and missing > _MISSING_SHARE * claimed
    return claimed if is_cut_off and is_believable(claimed, found.size) else 0.0


def _claimed(path: Path, found: Probe, track: AudioTrack, late: float, *, is_cut_off: bool) -> float:
    """``late`` is when the sound begins."""
    if found.formats & _TELL_EACH_TRACK:
        return track.claimed + late if track.claimed else 0.0
    for name, read in _HEADERS.items():
        if name in found.formats:
            return read(path, found.duration)
    is_alone = not found.has_video and len(found.audio) == 1
    return found.duration if found.formats & _TELL_THE_WHOLE and (is_cut_off or is_alone) else 0.0


def _wav_promise(path: Path, _: float) -> float:
    sizes = read_wav(path)
    return sizes.promised if sizes else 0.0


_HEADERS: Mapping[str, Callable[[Path, float], float]] = {
    "wav": _wav_promise,
    "mp3": lambda path, claimed: claimed if is_mp3_cut_off(path) else 0.0,
    "caf": caf_promise,
    "asf": lambda path, _: asf_promise(path),
    "avi": lambda path, _: avi_promise(path),
}
"""Containers of which ffprobe tells a length that is cut down to the bytes at hand, or guessed from them."""
