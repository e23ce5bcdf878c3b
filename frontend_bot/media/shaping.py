"""One track of a short recording in the shape that its plan wants, or in a plainer one where that does not work out."""

from dataclasses import dataclass
from pathlib import Path

from aiofiles.os import path as file_facts

from frontend_bot.core.tools import Progress
from frontend_bot.errors import DamagedMedia
from frontend_bot.media import commands
from frontend_bot.media.clock import without_clock_jumps
from frontend_bot.media.ffmpeg import Ffmpeg
from frontend_bot.media.plan import M4A, MP3, WAV, WEBM, Bounds, PassThrough, Reencode, Remux, Shape
from frontend_bot.media.prepared import Prepared
from frontend_bot.media.probe import AudioTrack, Probe
from frontend_bot.media.programs import Lines
from frontend_bot.media.promised import promised
from frontend_bot.media.scan import Scan, ScanReader

CUT_OFF_FROM = 0.99
"""``-fs`` ends a file just below its limit without an error: one this near to it lacks its end."""
BROADCASTS = {"mpegts", "mpeg"}
"""Containers whose clock may jump."""
_GETS_A_TRUE_HEADER = {MP3, M4A, WAV, WEBM}
"""Shapes in which a copy has a header that is right. FLAC keeps the old one, in Ogg a joined file stays joined."""


class Longer(Exception):
    """Longer than one request takes, whatever the header said."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A user's file that was looked at, and where what is made of it may lie."""

    path: Path
    found: Probe
    workspace: Path
    progress: Progress


class Shaping:
    """Carries plans out. All of them decode the track once: what is booked, and when it is heard, is what came out."""

    def __init__(self, ffmpeg: Ffmpeg, bounds: Bounds) -> None:
        self._ffmpeg, self._bounds = ffmpeg, bounds

    async def carry_out(self, plan: PassThrough | Remux | Reencode, opened: Opened, track: AudioTrack) -> Prepared:
        """The track ready to be sent.

        Raises Longer, TooLong (more bytes than one request takes, however small), DamagedMedia, UnreasonableMedia,
        ProgramMissing, StorageFull.
        """
        match plan:
            case PassThrough(shape):
                prepared = await self._as_it_is(shape, opened, track)
            case Remux(shape):
                prepared = await self._copied(shape, opened, track)
            case Reencode(shape):
                return await self.encoded(shape, opened, track)
        return prepared or await self.encoded(MP3, opened, track)

    async def encoded(self, shape: Shape, opened: Opened, track: AudioTrack) -> Prepared:
        """Decoded and written small. Raises as ``carry_out``."""
        target = _target(opened, track, shape)
        command = commands.encode_and_scan(opened.path, track, self._bounds, shape, target)
        scan = await self._scan(command, opened, track)
        if scan.length > self._bounds.seconds:
            raise Longer
        if await file_facts.getsize(target) >= self._bounds.bytes * CUT_OFF_FROM:
            raise self._bounds.too_long()
        return await self._prepared(target, shape, opened, track, scan)

    async def _as_it_is(self, shape: Shape, opened: Opened, track: AudioTrack) -> Prepared | None:
        """The file itself; a copy if its header lies, since servers believe headers. None if it must be encoded."""
        scan = await self._scan(commands.scan(opened.path, track, self._bounds, is_exact=True), opened, track)
        self._refuse_longer(scan)
        if scan.is_bent:
            return None
        if not _bears_out(opened.found, scan):
            return await self._copied(shape, opened, track) if shape in _GETS_A_TRUE_HEADER else None
        return await self._prepared(opened.path, shape, opened, track, scan)

    async def _copied(self, shape: Shape, opened: Opened, track: AudioTrack) -> Prepared | None:
        """The track in a file of its own. None if it must be encoded: no such copy can be made, or it has gaps."""
        target = _target(opened, track, shape)
        command = commands.copy_and_scan(opened.path, track, self._bounds, shape, target, is_exact=True)
        try:
            scan = await self._scan(command, opened, track)
        except DamagedMedia:
            return None
        self._refuse_longer(scan)
        if scan.is_bent or await file_facts.getsize(target) >= self._bounds.bytes * CUT_OFF_FROM:
            return None
        return await self._prepared(target, shape, opened, track, scan)

    def _refuse_longer(self, scan: Scan) -> None:
        # A copy that is cut off is so at a moment of the recording.
        if scan.timeline.end(scan.seconds) > self._bounds.seconds:
            raise Longer

    async def _scan(self, command: tuple[str, ...], opened: Opened, track: AudioTrack) -> Scan:
        return await scanned(self._ffmpeg, command, self._bounds, opened, track)

    async def _prepared(self, path: Path, shape: Shape, opened: Opened, track: AudioTrack, scan: Scan) -> Prepared:
        return Prepared(
            path,
            shape,
            duration=scan.seconds,
            size=await file_facts.getsize(path),
            source=opened.path,
            track=track,
            timeline=scan.timeline,
            is_quiet=scan.is_quiet,
            promised=await promised(opened.path, opened.found, track, scan),
        )


async def scanned(ffmpeg: Ffmpeg, command: tuple[str, ...], bounds: Bounds, opened: Opened, track: AudioTrack) -> Scan:
    """Run a command that scans, and sum up what it tells.

    Raises Longer, DamagedMedia, UnreasonableMedia, ProgramMissing, StorageFull.
    """
    reader, found = ScanReader(), opened.found
    ended = await ffmpeg.run(command, bounds, found.duration, opened.progress, Lines(reader))
    scan = reader.scan(ended, found.silent_start, track.begins)
    if scan.is_unfinished:
        raise Longer
    if found.formats & BROADCASTS:
        return await without_clock_jumps(ffmpeg, opened.path, bounds.whole(), scan)
    return scan


def _target(opened: Opened, track: AudioTrack, shape: Shape) -> Path:
    number = f"-{track.number}" if track.number else ""
    return opened.workspace / f"sound{number}.{shape.extension}"


def _bears_out(found: Probe, scan: Scan) -> bool:
    """Whether about as much came out as the header claims, where it claims anything."""
    missing = abs(found.duration - scan.timeline.end(scan.seconds))
    return not found.duration or missing <= max(0.5, 0.02 * found.duration)
