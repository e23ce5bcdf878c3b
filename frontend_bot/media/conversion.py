"""From a user's file to a file that a provider takes, in the job's scratch folder."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from aiofiles.os import makedirs

from frontend_bot.core.phrase import phrase
from frontend_bot.core.tools import Progress
from frontend_bot.errors import DamagedMedia
from frontend_bot.media import commands
from frontend_bot.media.cuts import LoudnessReader
from frontend_bot.media.ffmpeg import Ffmpeg, no_progress
from frontend_bot.media.ogg_opus import read_ogg_opus
from frontend_bot.media.plan import (
    Bounds,
    Cut,
    Reencode,
    Shape,
    is_believable,
    plan_cuts,
    plan_recording,
    plan_voice_note,
    tracks_to_try,
)
from frontend_bot.media.prepared import Prepared
from frontend_bot.media.probe import AudioTrack, Probe
from frontend_bot.media.programs import Lines, Programs
from frontend_bot.media.shaping import Longer, Opened, Shaping
from frontend_bot.media.true_file import true_file

SAMPLES = Shape("s16", "audio/L16", "s16le")
"""What engines on this machine are fed; never sent anywhere."""


class NeedsCutting(Exception):
    """The recording is longer than one request.

    ``path`` and ``found`` are what was looked at; ``plans`` say how it is cut, one for each track, the likeliest first;
    ``claimed`` is how long its header says it is, in seconds (0: do not believe it).
    """

    def __init__(self, path: Path, found: Probe, plans: Sequence[Cut], claimed: float) -> None:
        super().__init__()
        self.path, self.found, self.plans, self.claimed = path, found, plans, claimed


class Conversion:
    """Carries plans out. One object for the whole process: it shares the limit on programs at once."""

    def __init__(self, programs: Programs, bounds: Bounds | None = None) -> None:
        self.ffmpeg = Ffmpeg(programs)
        self.bounds = bounds or Bounds()
        self._shaping = Shaping(self.ffmpeg, self.bounds)

    async def prepare(
        self, path: Path, workspace: Path, language: str, progress: Progress, passed: Collection[int] = ()
    ) -> Prepared:
        """Look at a downloaded file and bring it into a shape for the provider, by the cheapest way.

        ``passed`` are numbers of tracks that are not to be tried (again); some other is left. Raises InputError,
        ProgramMissing or StorageFull, and NeedsCutting if one request cannot carry it (where the bounds allow that at
        all); leaves files in ``workspace`` only.
        """
        header = await read_ogg_opus(path)
        plan = plan_voice_note(header, self.bounds) if header is not None else None
        if header is not None and plan is not None:
            return Prepared(path, plan.shape, header.duration, header.size, path)
        return await self._best_track(path, workspace, language, progress, passed=passed)

    async def samples(self, path: Path, workspace: Path, language: str, progress: Progress) -> Prepared:
        """Bare samples (16 bit, mono, 16 kHz) for an engine on this machine. Raises as ``prepare`` does."""
        await read_ogg_opus(path)  # refuses what is empty or cut off, which ffmpeg decodes without a word
        return await self._best_track(path, workspace, language, progress, SAMPLES)

    async def reencoded(self, prepared: Prepared, shape: Shape, workspace: Path, progress: Progress) -> Prepared:
        """The same recording in another shape (MP3 or WAV), for a server that refused the first one."""
        await makedirs(workspace, mode=0o700, exist_ok=True)
        source = Probe(frozenset(), prepared.duration, prepared.size, (prepared.track,))
        try:
            made = await self._shaping.encoded(
                shape, Opened(prepared.source, source, workspace, progress), prepared.track
            )
        except Longer:
            raise self.bounds.too_long() from None
        return replace(prepared, path=made.path, shape=shape, duration=made.duration, size=made.size)

    async def is_steady(self, prepared: Prepared) -> bool:
        """Whether the sound is equally loud all the time. False where nothing can be told."""
        return (await self._loudness(prepared)).is_steady

    async def true_file(self, path: Path, workspace: Path) -> Path:
        """The file as it is to be read. Raises DamagedMedia, UnreasonableMedia, ProgramMissing, StorageFull."""
        return await true_file(path, workspace, self.ffmpeg, self.bounds)

    async def _best_track(
        self,
        path: Path,
        workspace: Path,
        language: str,
        progress: Progress,
        shape: Shape | None = None,
        passed: Collection[int] = (),
    ) -> Prepared:
        """The first track in which something sounds; where there is none, the first with more than digital silence,
        else the first. One that is broken is passed."""
        progress(None, phrase("progress-converting"))
        path = await self.true_file(path, workspace)
        found = await self.ffmpeg.look(path)
        tracks = [track for track in tracks_to_try(found, language) if track.number not in passed]
        found = await self._borne_out(path, found, tracks[0])
        opened = Opened(path, found, workspace, progress)
        quiet: list[Prepared] = []
        refusal: DamagedMedia | None = None
        for number, track in enumerate(tracks):
            try:
                prepared = await self._of_track(opened, track, tracks[number:], shape)
            except DamagedMedia as error:
                refusal = refusal or error
                continue
            if not prepared.is_quiet:
                return replace(prepared, has_more_tracks=number + 1 < len(tracks))
            quiet.append(prepared)
        if not quiet:
            raise refusal or DamagedMedia("no track in it")
        return await self._loudest(quiet)

    async def _loudest(self, quiet: Sequence[Prepared]) -> Prepared:
        for prepared in quiet:
            if not (await self._loudness(prepared)).is_silent:
                return prepared
        return replace(quiet[0], is_silent=True)

    async def _of_track(
        self, opened: Opened, track: AudioTrack, tracks: Sequence[AudioTrack], shape: Shape | None
    ) -> Prepared:
        found, claimed = opened.found, 0.0
        plan = Reencode(shape, track, "samples") if shape else plan_recording(found, self.bounds, track)
        if isinstance(plan, Cut):
            claimed = found.duration
        else:
            try:
                return await self._shaping.carry_out(plan, opened, track)
            except Longer:
                if not self.bounds.cuts:
                    raise self.bounds.too_long() from None
        plans = [plan_cuts(found, self.bounds, claimed or self.bounds.seconds, one) for one in tracks]
        raise NeedsCutting(opened.path, found, plans, claimed)

    async def _borne_out(self, path: Path, found: Probe, track: AudioTrack) -> Probe:
        """Nobody is refused for what a header claims: the file is read through first, as it is where none claims
        anything. Raises TooLong."""
        is_modest = 0 < found.duration <= self.bounds.most_seconds
        if is_modest or not is_believable(found.duration, found.size):
            return found
        whole = self.bounds.whole()
        try:
            seconds = await self.ffmpeg.run(commands.measure(path, track, whole), whole, 0.0, no_progress)
        except DamagedMedia:
            return replace(found, duration=0.0)
        if seconds > whole.seconds:
            raise self.bounds.too_long()
        return replace(found, duration=seconds)

    async def _loudness(self, prepared: Prepared) -> LoudnessReader:
        loudness = LoudnessReader()
        command = commands.loudness(prepared.path, prepared.own_track, 0.0, prepared.duration + 1)
        await self.ffmpeg.read_errors(command, self.bounds, Lines(loudness))
        return loudness
