"""Users' files: fetched from Telegram, or by a link, into the job's scratch folder when somebody needs them."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import aiofiles
import aiohttp
import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest, TelegramRetryAfter
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from frontend_bot.core.budget import Budget
from frontend_bot.core.content import Content, Kind
from frontend_bot.core.document import TextReader
from frontend_bot.core.job import Job
from frontend_bot.core.minutes import Minutes
from frontend_bot.core.tools import Progress
from frontend_bot.core.transcript import Transcript
from frontend_bot.errors import BotError, EmptyFile, FileGone, FileTooBig, LinksOff, StorageFull, TelegramUnreachable
from frontend_bot.services.storage.history import HistoryStore
from frontend_bot.services.storage.scratch import Scratch

log = structlog.get_logger()

CLOUD_LIMIT = 20 * 1024 * 1024
"""Bytes that getFile hands out at api.telegram.org; a Bot API server of one's own has no such limit."""
_CHUNK = 256 * 1024
_TIMEOUT = aiohttp.ClientTimeout(total=600, sock_connect=10, sock_read=60)
_LONGEST_PAUSE = 120.0
"""Seconds that a 429 may make a download wait before each of its attempts."""


class TelegramSource:
    """One file of a job. On a local Bot API server it is read where it lies, never copied."""

    def __init__(self, bot: Bot, scratch: Scratch, job_id: str, content: Content, name: str, budget: Budget) -> None:
        """``name`` is that of the file's own folder in the job's."""
        self._bot, self._scratch, self._job_id, self.content = bot, scratch, job_id, content
        self.workspace, self.budget = scratch.path(job_id) / name, budget
        self._path: Path | None = None

    async def path(self) -> Path:
        """The file, fetched at the first call.

        Raises FileTooBig, FileGone, EmptyFile, StorageFull, TelegramUnreachable.
        """
        if self._path is None:
            self._path = await self._fetch()
        return self._path

    async def drop(self) -> None:
        """Empty the workspace. A file that was read where it lies stays there."""
        self._path = None
        await self._scratch.remove(self._job_id, self.workspace.name)

    async def _fetch(self) -> Path:
        await self._scratch.require_room(self.content.size)
        await self._scratch.folder(self._job_id, self.workspace.name)
        try:
            async for attempt in AsyncRetrying(
                retry=retry_if_exception_type((AiogramError, aiohttp.ClientError, TimeoutError)),
                stop=stop_after_attempt(5),
                wait=wait_exponential_jitter(multiplier=0.5, max=20),
                reraise=True,
            ):
                with attempt:
                    return await self._fetch_once()
        except TelegramRetryAfter as error:
            raise TelegramUnreachable(f"429, retry after {error.retry_after}") from None
        except TelegramBadRequest as error:
            raise FileGone(error.message) from None
        except (AiogramError, aiohttp.ClientError, TimeoutError) as error:
            # The error's own text may hold the link, and the link holds the token.
            raise TelegramUnreachable(type(error).__name__) from None
        raise TelegramUnreachable("no attempt was made")

    async def _fetch_once(self) -> Path:
        try:
            file = await self._bot.get_file(self.content.file_id)
        except TelegramRetryAfter as error:
            await asyncio.sleep(min(error.retry_after, _LONGEST_PAUSE))
            raise
        except TelegramBadRequest as error:
            if "too big" in error.message:
                raise FileTooBig("getFile", megabytes=CLOUD_LIMIT >> 20) from None
            if (
                "temporarily unavailable" in error.message
            ):  # the same words for what is gone: tried again, then believed
                raise
            raise FileGone(error.message) from None
        if not file.file_path:
            raise FileGone("no file_path")
        if self._bot.session.api.is_local:
            return Path(file.file_path)
        return await self._download(file.file_path)

    async def _download(self, file_path: str) -> Path:
        target = self.workspace / "file"
        session = await self._bot.session.create_session()  # type: ignore[attr-defined]  # ours is the aiohttp session
        url = self._bot.session.api.file_url(self._bot.token, file_path)
        async with session.get(url, timeout=_TIMEOUT) as response:
            if response.status == 404:
                raise FileGone("404")
            if response.status >= 400:
                raise aiohttp.ClientConnectionError(f"status {response.status}")
            size = await self._save(response.content, target)
        if size == 0:
            raise EmptyFile
        return target

    async def _save(self, stream: aiohttp.StreamReader, target: Path) -> int:
        size = 0
        try:
            async with aiofiles.open(target, "wb") as file:
                async for chunk in stream.iter_chunked(_CHUNK):
                    size += len(chunk)
                    if size > CLOUD_LIMIT:
                        raise FileTooBig("download", megabytes=CLOUD_LIMIT >> 20)
                    await file.write(chunk)
        except OSError as error:
            if isinstance(error, aiohttp.ClientError | TimeoutError):
                raise
            raise StorageFull(type(error).__name__) from error
        return size


class LinkFetcher(Protocol):
    """Who can follow links."""

    async def fetch(self, link: str, folder: Path, progress: Progress) -> Path:
        """The recording behind the link as a file in ``folder``. Raises LinkError and other BotErrors."""


class LinkSource:
    """A recording behind a link."""

    def __init__(
        self,
        fetcher: LinkFetcher,
        scratch: Scratch,
        job_id: str,
        content: Content,
        name: str,
        progress: Progress,
        budget: Budget,
    ) -> None:
        """``name`` is that of the file's own folder in the job's."""
        self._fetcher, self._scratch, self._job_id, self._progress = fetcher, scratch, job_id, progress
        self.content, self.budget = content, budget
        self.workspace = scratch.path(job_id) / name
        self._path: Path | None = None
        self._fetching = asyncio.Lock()

    async def path(self) -> Path:
        """The file, fetched at the first call. Raises LinkError, TooLong, ProgramMissing, StorageFull."""
        async with self._fetching:  # chunks of one recording ask side by side
            if self._path is None:
                await self._scratch.require_room(0)
                await self._scratch.folder(self._job_id, self.workspace.name)
                self._path = await self._fetcher.fetch(self.content.link, self.workspace, self._progress)
            return self._path

    async def drop(self) -> None:
        """Empty the workspace."""
        self._path = None
        await self._scratch.remove(self._job_id, self.workspace.name)


class TelegramFiles:
    """The files and texts of one job. ``links`` is None where links are switched off."""

    def __init__(
        self,
        bot: Bot,
        scratch: Scratch,
        history: HistoryStore,
        reader: TextReader,
        job: Job,
        links: LinkFetcher | None,
        progress: Progress,
        budget_of: Callable[[str], Budget],
    ) -> None:
        """``budget_of`` is asked by the name of each file."""
        self._bot, self._scratch, self._history, self._reader, self._job = bot, scratch, history, reader, job
        self._links, self._progress, self._budget_of = links, progress, budget_of
        self._sources = 0

    def source(self, content: Content) -> TelegramSource | LinkSource:
        """A handle on the file; nothing is fetched yet. Raises LinksOff."""
        self._sources += 1
        name = f"{self._sources}"
        budget = self._budget_of(name)
        if not content.link:
            return TelegramSource(self._bot, self._scratch, self._job.id, content, name, budget)
        if self._links is None:
            raise LinksOff
        return LinkSource(self._links, self._scratch, self._job.id, content, name, self._progress, budget)

    async def folder(self) -> Path:
        """The job's scratch folder. Raises StorageFull."""
        return await self._scratch.folder(self._job.id)

    async def transcript(self, content: Content) -> Transcript | None:
        """The transcript in the record that this content names, None if it is not there (any more); else a text, read.

        Raises as ``text`` does.
        """
        if content.record_id:
            record = await self._history.get(self._job.user_id, content.record_id)
            return record.result.transcript if record else None
        return await self._read(content) if content.kind is Kind.TEXT else None

    async def minutes(self, content: Content, language: str) -> Minutes | None:
        """The newest minutes drawn from the record that this content names, in the wished language.

        Those from before a speaker was renamed hold the old name, and count no more.
        """
        source = await self._history.get(self._job.user_id, content.record_id) if content.record_id else None
        if source is None:
            return None
        for record in await self._history.made_of(self._job.user_id, source.id):
            minutes = record.result.minutes if record.created_at > source.result.renamed_at else None
            if minutes and record.choices.get("language", "") == language:
                return minutes
        return None

    async def text(self, content: Content) -> str:
        """The words of a text content.

        Raises FileGone where they are no longer there, BotErrors of the download and of the reader.
        """
        if content.text:
            return content.text
        if content.record_id:
            return await self._history.text(self._job.user_id, content.record_id)
        return (await self._read(content)).text

    async def _read(self, content: Content) -> Transcript:
        if content.text:
            return await self._reader.parse(content.text)
        if not content.file_id:
            raise BotError("a text content without a text")
        return await self._reader.read(await self.source(content).path())
