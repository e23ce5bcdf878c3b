"""The folders of the service under STORAGE_DIR, one folder for each job. Blocking calls: for threads only."""

import fcntl
import os
import shutil
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from backend_api.app.errors import WrongSetting


@dataclass(frozen=True, slots=True)
class JobFiles:
    """``root`` is STORAGE_DIR/backend_api, absolute, because containers are given paths below it."""

    root: Path

    @property
    def photos(self) -> Path:
        """One folder a job."""
        return self.root / "photos"

    @property
    def runs(self) -> Path:
        """One folder a container run."""
        return self.root / "runs"

    @property
    def runner(self) -> Path:
        """Our copy of the GFPGAN runner, below STORAGE_DIR so that a Docker host can mount it."""
        return self.root / "gfpgan_runner.py"

    def prepare(self, runner: Path) -> str:
        """Create the folders, remove what a crashed container run left, and return this installation's stable name.

        Raises WrongSetting when the folder cannot be written.
        """
        self.check_writable()
        shutil.rmtree(self.runs, ignore_errors=True)
        self.photos.mkdir(exist_ok=True)
        self.runs.mkdir(exist_ok=True)
        shutil.copyfile(runner, self.runner)
        self.runner.chmod(0o644)
        name = self.root / "installation"
        if not name.exists():
            name.write_text(uuid.uuid4().hex, encoding="ascii")
        return name.read_text(encoding="ascii").strip()

    def check_writable(self) -> None:
        """Create the folder if need be. Raises WrongSetting when it cannot be written."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            self.root.chmod(0o700)
            trial = self.root / ".trial"
            trial.touch()
            trial.unlink()
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else "unknown reason"
            raise WrongSetting(f"STORAGE_DIR cannot be written ({reason}): name a folder of this user there.") from None

    def lock(self) -> int:
        """Keep a second service out of this folder until the process ends; returns the open file.

        Raises WrongSetting when another one is there.
        """
        file = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            raise WrongSetting(
                "Another photo service uses this STORAGE_DIR: stop it, or give each one a STORAGE_DIR of its own."
            ) from None
        return file

    def folder(self, job_id: str) -> Path:
        """Where this job's files lie."""
        return self.photos / job_id

    def create(self, job_id: str) -> Path:
        """A new job's folder."""
        folder = self.folder(job_id)
        folder.mkdir(mode=0o700)
        return folder

    def remove(self, job_id: str) -> None:
        """A job's folder with all in it."""
        shutil.rmtree(self.folder(job_id), ignore_errors=True)

    def keep_only_result(self, job_id: str) -> None:
        """Remove what only the engines needed; the result and its preview stay."""
        for file in self.folder(job_id).iterdir():
            if not file.name.startswith(("result.", "preview.")):
                file.unlink(missing_ok=True)

    def result(self, job_id: str) -> Path | None:
        """The finished picture, if it is (still) there."""
        return next((p for kind in ("jpg", "png") if (p := self.folder(job_id) / f"result.{kind}").is_file()), None)

    def preview(self, job_id: str) -> Path | None:
        """Before and after in one picture, if it is (still) there."""
        file = self.folder(job_id) / "preview.jpg"
        return file if file.is_file() else None

    def mark_cancelled(self, job_id: str) -> None:
        """Remember across a crash that nobody wants this photo any more."""
        (self.folder(job_id) / "cancelled").touch()

    def is_cancelled(self, job_id: str) -> bool:
        """True after ``mark_cancelled``."""
        return (self.folder(job_id) / "cancelled").exists()

    def remove_older(self, seconds: float, live: set[str]) -> int:
        """Remove the folders of ended jobs that nothing was written to for so long; returns how many."""
        removed = 0
        for folder in self.photos.iterdir():
            if folder.name not in live and time.time() - folder.stat().st_mtime > seconds:
                shutil.rmtree(folder, ignore_errors=True)
                removed += 1
        return removed
