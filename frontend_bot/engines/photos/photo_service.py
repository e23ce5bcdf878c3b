"""The photo service over HTTP: its calls, how long each is tried, and its refusals as errors that people understand."""

import asyncio
import json
import random
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

import aiofiles
import aiohttp
import structlog

from frontend_bot.core.tools import PhotoOptions
from frontend_bot.engines.multipart import MultipartUpload
from frontend_bot.engines.openai_http.retries import retry_after
from frontend_bot.errors import (
    BotError,
    DamagedPicture,
    EmptyFile,
    NotAPicture,
    OddPicture,
    PhotoEngineMissing,
    PhotoKeyRefused,
    PhotoNotEnhanced,
    PhotoServiceBusy,
    PhotoServiceDown,
    PictureTooLarge,
    StorageFull,
    UnsupportedPicture,
)

log = structlog.get_logger(__name__)

_Answer = TypeVar("_Answer")
_LARGEST_ANSWER = 64 * 1024
_LARGEST_PICTURE = 256 * 1024 * 1024
_CHUNK = 256 * 1024
_LONGEST_PAUSE = 60.0
"""Seconds; whoever is told to wait longer looks in between: places become free earlier than feared."""
_LOST = ("unknown_job", "expired", "not_ready")
_REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,64}")

_ERRORS: Mapping[str, type[BotError]] = {
    "empty_file": EmptyFile,
    "not_a_picture": NotAPicture,
    "damaged_picture": DamagedPicture,
    "odd_shape": OddPicture,
    "too_large": PictureTooLarge,
    "too_many_pixels": PictureTooLarge,
    "unsupported_format": UnsupportedPicture,
    "wrong_key": PhotoKeyRefused,
    "no_engine": PhotoEngineMissing,
    "engine_failed": PhotoNotEnhanced,
    "engine_broken": PhotoNotEnhanced,
    "engine_timed_out": PhotoNotEnhanced,
    "failed": PhotoNotEnhanced,
    "storage_full": StorageFull,
}


@dataclass(frozen=True, slots=True)
class PhotoPatience:
    """Seconds: to connect, between two pieces of an answer, for a whole call; how long a service that is down or full
    is asked again; and the longest pause between two questions about a job.
    """

    connect: float = 5.0
    silence: float = 60.0
    call: float = 300.0
    down: float = 90.0
    busy: float = 1800.0
    poll: float = 2.0


class _Lost(Exception):
    """The service does not know the job, or has removed its pictures."""


class PhotoRefused(Exception):
    """The service said no. ``code`` is its own word for the reason, "" if it did not say one as promised."""

    def __init__(self, status: int, code: str = "", wait: float | None = None) -> None:
        super().__init__(f"status {status} {code}".strip())
        self.status, self.code, self.wait = status, code, wait

    @property
    def is_passing(self) -> bool:
        """Whether time can heal it: full, too slow, or a proxy that speaks for a service that starts."""
        return self.status in (408, 429) or (self.status >= 500 and self.code not in _ERRORS)


class PhotoService:
    """One service. ``key`` may be empty for one that asks for none; it goes into a header and nowhere else."""

    def __init__(self, url: str, key: str, patience: PhotoPatience) -> None:
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self.patience = patience
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the connections. May be called more than once."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def submit(self, photo: Path, options: PhotoOptions) -> str:
        """Send a photo, streamed from disk; returns the job's reference. Raises BotErrors about photo and service."""
        size = (await asyncio.to_thread(photo.stat)).st_size
        query = {
            "upscale": str(options.scale or 2),
            "only_center_face": str(options.only_center_face).lower(),
            "ext": options.format,
            "auto": str(options.scale == 0).lower(),
        }

        async def ask() -> str:
            body = MultipartUpload([], photo, size, "photo", "application/octet-stream")
            told = await self._json("POST", "/v1/photos/enhance", params=query, data=body)
            reference = str(told.get("id", ""))
            if not _REFERENCE.fullmatch(reference):  # it becomes a part of addresses and file names
                raise PhotoRefused(502)
            return reference

        return await self._answered(ask)

    async def job(self, reference: str) -> dict[str, Any] | None:
        """What the service tells of a job; None if it does not know it (any more)."""
        try:
            return await self._answered(lambda: self._json("GET", f"/v1/jobs/{reference}"))
        except _Lost:
            return None

    async def download(self, reference: str, what: str, target: Path) -> int | None:
        """Stream ``result`` or ``preview`` of a job into a file; returns its bytes, None if the service lost it."""
        try:
            return await self._answered(lambda: self._download(f"/v1/jobs/{reference}/{what}", target))
        except _Lost:
            return None

    async def cancel(self, reference: str) -> None:
        """Tell the service that nobody waits any more. One try: if it is lost, the service works in vain once."""
        try:
            async with asyncio.timeout(self.patience.connect * 2):
                await self._json("DELETE", f"/v1/jobs/{reference}")
        except (PhotoRefused, aiohttp.ClientError, TimeoutError) as error:
            log.info("photo not cancelled at the service", reason=type(error).__name__)

    async def _answered(self, ask: Callable[[], Awaitable[_Answer]]) -> _Answer:
        """The answer of ``ask``, asked again while the service is down, starts or is full."""
        troubled_since: float | None = None
        began = monotonic()
        for attempt in count(1):
            try:
                return await ask()
            except PhotoRefused as refusal:
                if refusal.code in _LOST:
                    raise _Lost from None
                if not refusal.is_passing:
                    # What answers without a code of ours is something else at this address.
                    raise _ERRORS.get(refusal.code, PhotoServiceDown)(str(refusal)) from None
                reason, told = str(refusal), refusal.wait
                is_busy = refusal.status == 429
            except (aiohttp.ClientError, TimeoutError) as error:
                reason, told, is_busy = type(error).__name__, None, False
            now = monotonic()
            troubled_since = None if is_busy else troubled_since or now
            if is_busy and now - began > self.patience.busy:
                raise PhotoServiceBusy(reason)
            if troubled_since is not None and now - troubled_since > self.patience.down:
                raise PhotoServiceDown(reason)
            pause = _pause(attempt) if told is None else min(told, _LONGEST_PAUSE)
            log.info("photo service is asked again", attempt=attempt, reason=reason, pause=round(pause, 2))
            await asyncio.sleep(pause)
        raise PhotoServiceDown("never asked")  # not reached: the counting has no end

    async def _json(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        async with self._call(method, path, **options) as response:
            answer = await _bounded(response)
            if response.status >= 400:
                raise _refusal(response, answer)
        return _as_object(answer) or _not_the_service()

    async def _download(self, path: str, target: Path) -> int:
        part = target.with_name(f"{target.name}.part")
        async with self._call("GET", path) as response:
            if response.status >= 400:
                raise _refusal(response, await _bounded(response))
            size = await _save(response.content, part)
        await asyncio.to_thread(part.replace, target)
        return size

    def _call(self, method: str, path: str, **options: Any) -> Any:
        if self._session is None:
            # How many calls there are at once is the worker's business, so the pool does not queue them again.
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        patience = self.patience
        timeout = aiohttp.ClientTimeout(total=patience.call, sock_connect=patience.connect, sock_read=patience.silence)
        return self._session.request(
            method, self._url + path, headers=self._headers, timeout=timeout, allow_redirects=False, **options
        )


def error_named(code: str) -> BotError:
    """The error for the code with which a job failed."""
    return _ERRORS.get(code, PhotoNotEnhanced)(code)


def _refusal(response: aiohttp.ClientResponse, answer: bytes) -> PhotoRefused:
    code = str((_as_object(answer) or {}).get("code", ""))[:40]
    return PhotoRefused(response.status, code, retry_after(response.headers))


def _as_object(answer: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(answer)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _not_the_service() -> dict[str, Any]:
    raise PhotoRefused(502)


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    answer = b""
    async for piece in response.content.iter_any():
        answer += piece
        if len(answer) > _LARGEST_ANSWER:
            raise PhotoRefused(502)
    return answer


async def _save(stream: aiohttp.StreamReader, target: Path) -> int:
    size = 0
    try:
        async with aiofiles.open(target, "wb") as file:
            async for chunk in stream.iter_chunked(_CHUNK):
                size += len(chunk)
                if size > _LARGEST_PICTURE:
                    raise PhotoRefused(502)
                await file.write(chunk)
    except OSError as error:
        if isinstance(error, aiohttp.ClientError | TimeoutError):
            raise
        raise StorageFull(type(error).__name__) from error
    return size


def _pause(attempt: int) -> float:
    """Doubled each time, with jitter: the jobs of many users must not come back in one moment."""
    return min(5.0, 0.2 * 2.0 ** min(attempt, 8)) * random.uniform(0.5, 1.0)
