"""A long recording on this machine: planned once, cut into files that a provider takes, made again where they are gone.

Everything lies in the job's scratch folder and carries its final name only when it is complete, so that a file which
is there can be trusted: ``sound`` (the sound alone, for a video or an odd codec) and ``chunks/0000``...
"""

import asyncio
import shutil
from base64 import b64encode
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path

from aiofiles import os as files

from frontend_bot.core.recording import LongRecording, Voice, Way
from frontend_bot.core.tools import Progress
from frontend_bot.errors import DamagedMedia
from frontend_bot.media import commands
from frontend_bot.media.conversion import NeedsCutting
from frontend_bot.media.cuts import LoudnessReader, chunks_between, longest_silence, window_after
from frontend_bot.media.ffmpeg import Ffmpeg, no_progress
from frontend_bot.media.plan import MP3, Bounds, Cut, shape_named
from frontend_bot.media.prepared import Prepared
from frontend_bot.media.probe import ONLY_TRACK, AudioTrack
from frontend_bot.media.programs import Lines
from frontend_bot.media.promised import promised
from frontend_bot.media.scan import Scan
from frontend_bot.media.shaping import CUT_OFF_FROM, Longer, Opened, scanned

Fetch = Callable[[], Awaitable[Path]]
"""Gets the user's file, downloading it if it is not here."""


class LongSound:
    """One recording in one workspace. ``turns`` lets so many of its chunks be heard at once."""

    def __init__(self, ffmpeg: Ffmpeg, bounds: Bounds, workspace: Path, at_once: int) -> None:
        self._ffmpeg, self._bounds, self._whole = ffmpeg, bounds, bounds.whole()
        self._workspace = workspace
        self._cutting = asyncio.Lock()
        self.turns = asyncio.Semaphore(at_once)

    async def plan(self, needed: NeedsCutting, progress: Progress) -> LongRecording:
        """Scan the recording and choose its cuts; leaves what was made on the way for ``chunk``.

        The first track in which something sounds is the one; where there is none, the first. One that is broken is
        passed. Raises TooLong, DamagedMedia, UnreasonableMedia, ProgramMissing, StorageFull.
        """
        silent: LongRecording | None = None
        refusal: DamagedMedia | None = None
        for cut in needed.plans:
            try:
                recording = await self._planned(needed, cut, progress)
            except DamagedMedia as error:
                refusal = refusal or error
                continue
            if not all(chunk.is_silent for chunk in recording.chunks):
                await self._drop(needed.path, recording.way)
                return recording
            silent = silent or recording
        if silent is None:
            raise refusal or DamagedMedia("no track in it")
        return silent

    async def _planned(self, needed: NeedsCutting, cut: Cut, progress: Progress) -> LongRecording:
        opened = Opened(needed.path, needed.found, self._workspace, progress)
        try:
            cut, scan = await self._scanned(opened, cut, needed.claimed)
        except Longer:
            raise self._bounds.too_long() from None
        if scan.timeline.end(scan.seconds) > self._bounds.most_seconds:
            raise self._bounds.too_long()
        sound, track = self._sound(needed.path, cut.way, cut.track)
        times = await self._cut_times(sound, track, scan)
        return LongRecording(
            scan.seconds,
            cut.track.number,
            cut.way,
            cut.shape.extension,
            chunks_between(times, scan),
            scan.timeline,
            await promised(needed.path, needed.found, cut.track, scan),
        )

    async def _scanned(self, opened: Opened, cut: Cut, claimed: float) -> tuple[Cut, Scan]:
        """The scan, and the way in which it was taken in the end: what cannot be copied, or not be cut, is encoded."""
        if cut.way is Way.ENCODE:
            return cut, await self._scan(opened, cut, claimed)
        try:
            scan = await self._scan(opened, cut, claimed)
            if scan.is_bent:
                reason = "gaps in the sound"
            elif cut.way is Way.EXTRACT and await self._is_too_big(scan.seconds):
                reason = "too many bytes in the video's sound"
            else:
                return cut, scan
        except DamagedMedia:
            reason = "the copy failed"
        encoded = replace(cut, shape=MP3, way=Way.ENCODE, reason=reason)
        return encoded, await self._scan(opened, encoded, claimed)

    async def chunk(self, fetch: Fetch, recording: LongRecording, number: int) -> Prepared:
        """The file of one chunk, cut (again) if it is not there. Raises as ``plan`` does, and as ``fetch`` does."""
        file = self._chunks / f"{number:04d}"
        async with self._cutting:
            if not await files.path.exists(file):
                await self._cut(fetch, recording)
            if not await files.path.exists(file):
                raise DamagedMedia(f"chunk {number} of {len(recording.chunks)} did not come out of the recording")
        size = await files.path.getsize(file)
        return Prepared(file, shape_named(recording.extension), recording.sound_seconds(number), size, file)

    async def samples(self, fetch: Fetch, recording: LongRecording, voices: Sequence[Voice]) -> tuple[Voice, ...]:
        """The voices with what they sound like, as data URLs. Raises as ``chunk`` does."""
        async with self._cutting:
            return tuple([replace(voice, sample=await self._sample(fetch, recording, voice)) for voice in voices])

    async def _sample(self, fetch: Fetch, recording: LongRecording, voice: Voice) -> str:
        file = self._workspace / f"voice-{voice.start:.2f}"
        if not await files.path.exists(file):
            path = await fetch() if recording.way is Way.IN_PLACE else self._made
            sound, track = self._sound(path, recording.way, AudioTrack(recording.track))
            start, end = (recording.timeline.sound(moment) for moment in (voice.start, voice.end))
            part = self._workspace / "voice.part"
            command = commands.piece(sound, track, self._whole, MP3, start, end, part)
            await self._ffmpeg.run(command, self._whole, 0.0, no_progress)
            await files.replace(part, file)
        data = await asyncio.to_thread(file.read_bytes)
        return f"data:{MP3.mime_type};base64,{b64encode(data).decode()}"

    async def forget(self, number: int) -> None:
        """A chunk was heard; its file is of no use any more."""
        await asyncio.to_thread((self._chunks / f"{number:04d}").unlink, missing_ok=True)

    @property
    def _chunks(self) -> Path:
        return self._workspace / "chunks"

    @property
    def _made(self) -> Path:
        return self._workspace / "sound"

    @property
    def _part(self) -> Path:
        return self._workspace / "sound.part"

    async def _cut(self, fetch: Fetch, recording: LongRecording) -> None:
        shape = shape_named(recording.extension)
        if recording.way is not Way.IN_PLACE and not await files.path.exists(self._made):
            await self._make(await fetch(), recording)
        path = await fetch() if recording.way is Way.IN_PLACE else self._made
        sound, track = self._sound(path, recording.way, AudioTrack(recording.track))
        part = self._workspace / "chunks.part"
        await asyncio.to_thread(_fresh_folder, part)
        times = [recording.timeline.sound(chunk.start) for chunk in recording.chunks[1:]]
        command = commands.split(sound, track, self._whole, shape, times, part)
        await self._ffmpeg.run(command, self._whole, recording.duration, no_progress)
        await asyncio.to_thread(_replace_folder, part, self._chunks)

    def _sound(self, path: Path, way: Way, track: AudioTrack) -> tuple[Path, AudioTrack]:
        """The file to cut, and the track in it."""
        return (path, track) if way is Way.IN_PLACE else (self._made, ONLY_TRACK)

    async def _scan(self, opened: Opened, cut: Cut, claimed: float) -> Scan:
        """Find silences and gaps, and leave in ``sound`` what cannot be cut in place."""
        path, part = opened.path, self._part
        match cut.way:
            case Way.IN_PLACE:
                command = commands.scan(path, cut.track, self._whole)
            case Way.EXTRACT:
                command = commands.copy_and_scan(path, cut.track, self._whole, cut.shape, part)
            case Way.ENCODE:
                command = commands.encode_and_scan(path, cut.track, self._whole, cut.shape, part)
        opened = replace(opened, found=replace(opened.found, duration=claimed))
        scan = await scanned(self._ffmpeg, command, self._whole, opened, cut.track)
        if cut.way is not Way.IN_PLACE:
            await files.replace(part, self._made)
        return scan

    async def _make(self, path: Path, recording: LongRecording) -> None:
        """Leave in ``sound`` the same as ``_scan`` left there."""
        found = await self._ffmpeg.look(path)
        track = next(track for track in found.audio if track.number == recording.track)
        make = commands.copy if recording.way is Way.EXTRACT else commands.encode_and_scan
        command = make(path, track, self._whole, shape_named(recording.extension), self._part)
        await self._ffmpeg.run(command, self._whole, 0.0, no_progress)
        await files.replace(self._part, self._made)
        await self._drop(path, recording.way)

    async def _is_too_big(self, seconds: float) -> bool:
        """Whether the chunks of ``sound`` would be, or it lacks its end because it grew beyond all bounds itself."""
        size = await files.path.getsize(self._made)
        return size / seconds * self._bounds.seconds > self._bounds.bytes or size > CUT_OFF_FROM * self._whole.bytes

    async def _drop(self, path: Path, way: Way) -> None:
        """The user's file is of no use any more. One that lies elsewhere (a local Bot API server's) is not ours."""
        if way is not Way.IN_PLACE and path.is_relative_to(self._workspace):
            await asyncio.to_thread(path.unlink, missing_ok=True)

    async def _cut_times(self, sound: Path, track: AudioTrack, scan: Scan) -> list[float]:
        """In seconds of the sound."""
        times: list[float] = []
        while scan.seconds - (last := times[-1] if times else 0.0) > self._bounds.seconds:
            start, end = window_after(last, self._bounds)
            end = min(end, scan.seconds)
            moment = longest_silence(scan.silences, start, end)
            if moment is None:
                moment = await self._quietest(sound, track, start, end)
            times.append(moment)
        return times

    async def _quietest(self, sound: Path, track: AudioTrack, start: float, end: float) -> float:
        """Where nothing is silent, the quietest moment is the best place there is."""
        loudness = LoudnessReader()
        await self._ffmpeg.read_errors(commands.loudness(sound, track, start, end), self._bounds, Lines(loudness))
        moment = loudness.quietest(start)
        return (start + end) / 2 if moment is None else min(max(moment, start), end)


def _fresh_folder(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)


def _replace_folder(made: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    made.rename(target)
