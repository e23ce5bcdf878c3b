"""Scratch folders: one a job, for the files that it downloads and makes; gone with the job."""

import asyncio
import errno
import shutil
from collections.abc import Callable, Set
from pathlib import Path
from urllib.parse import quote, unquote

import structlog

from frontend_bot.errors import StorageFull

log = structlog.get_logger(__name__)

PREFIX = "job-"
"""Marks what is ours to remove, and keeps job ids like ".." from meaning something to the file system."""

RESERVE = 100 * 1024 * 1024
"""Bytes that must stay free beside what a job asks for: SQLite and the log live on the same disk."""


class Scratch:
    """Makes and removes the folders under ``root``. All disk work runs in threads."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def folder(self, job_id: str, name: str = "") -> Path:
        """The job's folder (mode 0700), or one of this name in it, made if it is not there. Raises StorageFull."""
        folder = self.path(job_id)
        try:
            await asyncio.to_thread(_make, folder)
            if name:
                folder = folder / name
                await asyncio.to_thread(_make, folder)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise StorageFull("no space for a scratch folder") from error
            raise
        return folder

    async def remove(self, job_id: str, name: str = "") -> None:
        """Remove the job's folder, or the one of this name in it, and all in it.

        What cannot be removed is logged: no job fails for its rubbish.
        """
        await asyncio.to_thread(_remove, self.path(job_id) / name)

    async def sweep(self, keep: Callable[[str], bool] | Set[str]) -> int:
        """Remove the folders of jobs that are gone; for the start, after a crash. Returns how many that were.

        ``keep`` is asked with the job's id, after the folders have been listed: a job that began since is not touched.
        """
        wanted = keep if callable(keep) else keep.__contains__
        left_over = [path for path in await asyncio.to_thread(self._folders) if not wanted(_job_id(path))]
        for path in left_over:
            await asyncio.to_thread(_remove, path)
        return len(left_over)

    async def require_room(self, size: int) -> None:
        """Raises StorageFull if ``size`` more bytes would leave less than RESERVE on the disk."""
        free = await asyncio.to_thread(self._free)
        if free - size < RESERVE:
            raise StorageFull(f"{size} bytes wanted, {free} free")

    def path(self, job_id: str) -> Path:
        """Where the job's folder is, made or not."""
        return self._root / (PREFIX + quote(job_id, safe=""))

    def _folders(self) -> list[Path]:
        return [*self._root.glob(PREFIX + "*")]

    def _free(self) -> int:
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        return shutil.disk_usage(self._root).free


def _job_id(path: Path) -> str:
    return unquote(path.name.removeprefix(PREFIX))


def _make(folder: Path) -> None:
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)


def _remove(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        pass
    except OSError as error:
        log.warning("scratch folder is left over", folder=folder.name, error=type(error).__name__)
