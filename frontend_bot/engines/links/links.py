"""Recordings behind links, fetched by yt-dlp: in a process of its own that can reach public hosts only.

See docs/decisions/0012-links.md.
"""

import json
import signal
import sys
from importlib.util import find_spec
from pathlib import Path

import aiofiles
import structlog

from frontend_bot.core.phrase import phrase
from frontend_bot.core.tools import Progress
from frontend_bot.engines.links.public_proxy import PublicProxy
from frontend_bot.errors import (
    BotError,
    LinkIsList,
    LinkIsLive,
    LinkNotPublic,
    LinkNotUnderstood,
    LinkPrivate,
    LinkProtected,
    LinkTooBig,
    LinkUnavailable,
    ProgramMissing,
    TooLong,
    UnreasonableMedia,
)
from frontend_bot.media.programs import Limits, Lines, Programs

log = structlog.get_logger(__name__)

PROCESS = Path(__file__).with_name("link_process.py")
_AT_ONCE = 4
_WALL_SECONDS = 1800.0
_PAGES = 32 * 2**20
"""Bytes for pages and manifests, beside the recording."""
_ERRORS: dict[str, type[BotError]] = {
    "unsupported": LinkNotUnderstood,
    "list": LinkIsList,
    "live": LinkIsLive,
    "protected": LinkProtected,
    "private": LinkPrivate,
}


class Links:
    """Fetches what lies behind links: at most ``megabytes``, and ``seconds`` of sound where the site says how long."""

    def __init__(self, *, seconds: float, megabytes: int, proxy: PublicProxy | None = None) -> None:
        self._seconds, self._megabytes = seconds, megabytes
        self._proxy = proxy or PublicProxy()
        # Slots of its own: a slow site must not keep ffmpeg from working.
        self._programs = Programs(_AT_ONCE)

    async def close(self) -> None:
        """End the proxy."""
        await self._proxy.close()

    async def fetch(self, link: str, folder: Path, progress: Progress) -> Path:
        """The recording as a file in ``folder``. Raises a BotError: LinkError, TooLong, StorageFull..."""
        if find_spec("yt_dlp") is None:
            raise ProgramMissing("yt-dlp is not installed", program="yt-dlp")
        await self._proxy.open()
        said = _Said(progress)
        size, target = self._megabytes * 10**6, folder / "file"
        with self._proxy.admit(size + _PAGES) as admitted:
            options = (
                folder / "options.json"
            )  # no argument: the link and the pass are nobody's business on this machine
            told = {"link": link, "target": str(target), "proxy": admitted.url, "port": self._proxy.port}
            async with aiofiles.open(options, "w", encoding="utf-8") as file:
                await file.write(json.dumps(told | {"seconds": self._seconds, "bytes": size}))
            try:
                command = (sys.executable, "-I", PROCESS, options)
                finished = await self._programs.run(*command, limits=_limits(size), on_output=Lines(said))
            except UnreasonableMedia as error:
                raise LinkUnavailable(error.detail) from None
        if said.outcome == "done" and finished.returncode == 0:
            return target
        is_large = admitted.is_used_up or said.outcome == "large" or finished.returncode == -signal.SIGXFSZ
        if admitted.was_refused:
            raise LinkNotPublic
        if is_large:
            raise LinkTooBig(megabytes=self._megabytes)
        raise self._error(said.outcome, finished.returncode)

    def _error(self, outcome: str, returncode: int) -> BotError:
        log.info("link not fetched", outcome=outcome or "none", returncode=returncode)
        if outcome == "long":
            return TooLong(minutes=max(1, int(self._seconds // 60)))
        return _ERRORS.get(outcome, LinkUnavailable)()


class _Said:
    """What the process prints."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self.outcome = progress, ""

    def __call__(self, line: str) -> None:
        told = json.loads(line)
        self.outcome = told.get("outcome", self.outcome)
        if "fraction" in told:
            self._progress(told["fraction"], phrase("progress-fetching-link"))


def _limits(size: int) -> Limits:
    # deno, where it is installed, reserves far more addresses than it ever uses.
    return Limits(
        wall_seconds=_WALL_SECONDS,
        cpu_seconds=300,
        memory_bytes=2**30,
        address_space_bytes=64 * 2**30,
        file_bytes=size + 2**20,
    )
