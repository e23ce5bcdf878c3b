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
from frontend_bot.media.conversion import CUT_OFF_FROM, Prepared
from frontend_bot.media.cuts import (
    LoudnessReader,
    ScanReader,
    Silence,
    chunks_between,
    longest_silence,
    window_after,
)
from frontend_bot.media.ffmpeg import Ffmpeg, no_progress
from frontend_bot.media.plan import MP3, Bounds, Cut, shape_named
from frontend_bot.media.programs import Lines

Fetch = Callable[[], Awaitable[Path]]
"""Gets the user's file, downloading it if it is not here."""


class LongSound:
    """One recording in one workspace. ``turns`` lets so many of its chunks be heard at once."""

    def __init__(self, ffmpeg: Ffmpeg, bounds: Bounds, workspace: Path, at_once: int) -> None:
        self._ffmpeg, self._bounds, self._whole = ffmpeg, bounds, bounds.whole()
        self._workspace = workspace
        self._cutting = asyncio.Lock()
        self.turns = asyncio.Semaphore(at_once)

    async def plan(self, path: Path, cut: Cut, claimed: float, progress: Progress) -> LongRecording:
        """Scan the recording and choose its cuts; leaves what was made on the way for ``chunk``.

        Raises TooLong, DamagedMedia, UnreasonableMedia, ProgramMissing, StorageFull.
        """
        scan = ScanReader()
        duration = await self._scan(path, cut, claimed, progress, scan)
        if cut.way is Way.EXTRACT and await self._is_too_big(duration):
            cut = replace(cut, shape=MP3, way=Way.ENCODE, reason="too many bytes in the film's sound")
            scan = ScanReader()
            duration = await self._scan(path, cut, claimed, progress, scan)
        if duration > self._bounds.most_seconds:
            raise self._bounds.too_long()
        await self._drop(path, cut.way)
        silences = scan.silences(duration)
        sound, track = self._sound(path, cut.way, cut.track)
        times = await self._cut_times(sound, track, duration, silences)
        chunks = chunks_between(times, duration, silences)
        return LongRecording(duration, cut.track, cut.way, cut.shape.extension, chunks)

    async def chunk(self, fetch: Fetch, recording: LongRecording, number: int) -> Prepared:
        """The file of one chunk, cut (again) if it is not there. Raises as ``plan`` does, and as ``fetch`` does."""
        file = self._chunks / f"{number:04d}"
        async with self._cutting:
            if not await files.path.exists(file):
                await self._cut(fetch, recording)
            if not await files.path.exists(file):
                raise DamagedMedia(f"chunk {number} of {len(recording.chunks)} did not come out of the recording")
        chunk = recording.chunks[number]
        size = await files.path.getsize(file)
        return Prepared(file, shape_named(recording.extension), chunk.end - chunk.start, size, file)

    async def samples(self, fetch: Fetch, recording: LongRecording, voices: Sequence[Voice]) -> tuple[Voice, ...]:
        """The voices with what they sound like, as data URLs. Raises as ``chunk`` does."""
        async with self._cutting:
            return tuple([replace(voice, sample=await self._sample(fetch, recording, voice)) for voice in voices])

    async def _sample(self, fetch: Fetch, recording: LongRecording, voice: Voice) -> str:
        file = self._workspace / f"voice-{voice.start:.2f}"
        if not await files.path.exists(file):
            path = await fetch() if recording.way is Way.IN_PLACE else self._made
            sound, track = self._sound(path, recording.way, recording.track)
            part = self._workspace / "voice.part"
            command = commands.piece(sound, track, self._whole, MP3, voice.start, voice.end, part)
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
            path = await fetch()
            await self._make(path, Cut(shape, recording.track, recording.way, "made again"))
            await self._drop(path, recording.way)
        path = await fetch() if recording.way is Way.IN_PLACE else self._made
        sound, track = self._sound(path, recording.way, recording.track)
        part = self._workspace / "chunks.part"
        await asyncio.to_thread(_fresh_folder, part)
        times = [chunk.start for chunk in recording.chunks[1:]]
        command = commands.split(sound, track, self._whole, shape, times, part)
        await self._ffmpeg.run(command, self._whole, recording.duration, no_progress)
        await asyncio.to_thread(_replace_folder, part, self._chunks)

    def _sound(self, path: Path, way: Way, track: int) -> tuple[Path, int]:
        """The file to cut, and the track in it."""
        return (path, track) if way is Way.IN_PLACE else (self._made, 0)

    async def _scan(self, path: Path, cut: Cut, claimed: float, progress: Progress, scan: ScanReader) -> float:
        """Find the silences, and leave in ``sound`` what cannot be cut in place; returns the seconds of sound."""
        part = self._part
        match cut.way:
            case Way.IN_PLACE:
                command = commands.scan(path, cut, self._whole)
            case Way.EXTRACT:
                command = commands.extract_and_scan(path, cut, self._whole, part)
            case Way.ENCODE:
                command = commands.encode_and_scan(path, cut, self._whole, part)
        duration = await self._ffmpeg.run(command, self._whole, claimed, progress, Lines(scan))
        if cut.way is not Way.IN_PLACE:
            await files.replace(part, self._made)
        return duration

    async def _make(self, path: Path, cut: Cut) -> None:
        """Leave in ``sound`` the same as ``_scan`` left there."""
        make = commands.extract if cut.way is Way.EXTRACT else commands.encode_and_scan
        await self._ffmpeg.run(make(path, cut, self._whole, self._part), self._whole, 0.0, no_progress)
        await files.replace(self._part, self._made)

    async def _is_too_big(self, seconds: float) -> bool:
        """Whether the chunks of ``sound`` would be, or it lacks its end because it grew beyond all bounds itself."""
        size = await files.path.getsize(self._made)
        return size / seconds * self._bounds.seconds > self._bounds.bytes or size > CUT_OFF_FROM * self._whole.bytes

    async def _drop(self, path: Path, way: Way) -> None:
        """The user's file is of no use any more. One that lies elsewhere (a local Bot API server's) is not ours."""
        if way is not Way.IN_PLACE and path.is_relative_to(self._workspace):
            await asyncio.to_thread(path.unlink, missing_ok=True)

    async def _cut_times(self, sound: Path, track: int, duration: float, silences: list[Silence]) -> list[float]:
        times: list[float] = []
        while duration - (last := times[-1] if times else 0.0) > self._bounds.seconds:
            start, end = window_after(last, self._bounds)
            end = min(end, duration)
            moment = longest_silence(silences, start, end)
            if moment is None:
                moment = await self._quietest(sound, track, start, end)
            times.append(moment)
        return times

    async def _quietest(self, sound: Path, track: int, start: float, end: float) -> float:
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
