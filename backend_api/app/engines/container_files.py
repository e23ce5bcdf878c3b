"""The folders that a container run shares with us, and what they say afterwards."""

import contextlib
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backend_api.app.engines.batches import Waiting


@dataclass(frozen=True, slots=True)
class RunFolder:
    """``inputs`` is mounted read-only, ``results`` is where the container writes. Blocking calls: for threads only."""

    path: Path

    @property
    def inputs(self) -> Path:
        """Holds 0000.png, 0001.png …: names of our own, never a caller's."""
        return self.path / "inputs"

    @property
    def results(self) -> Path:
        """Where the script leaves restored_imgs/ and result.json."""
        return self.path / "results"

    def fill(self, batch: list[Waiting]) -> None:
        """Create both folders and put the photos in."""
        self.inputs.mkdir(parents=True)
        self.results.mkdir()
        for index, waiting in enumerate(batch):
            place = self.inputs / f"{index:04}.png"
            # A photo that was cancelled a moment ago is gone, which is no reason to fail the others.
            with contextlib.suppress(FileNotFoundError):
                _link_or_copy(waiting.photo.path, place)

    def fetch(self, index: int, target: Path) -> bool:
        """Move the restored photo of this number to ``target``; False if there is none."""
        for ending in ("png", "jpg"):
            restored = self.results / "restored_imgs" / f"{index:04}.{ending}"
            # A link could lead the service to a file of its own machine.
            if restored.is_file() and not restored.is_symlink() and restored.stat().st_size > 0:
                with contextlib.suppress(FileNotFoundError):
                    shutil.move(restored, target)
                    return True
        return False

    def report(self) -> "Report":
        """What our runner wrote; an empty report if another script ran, or it could not write."""
        try:
            with (self.results / "result.json").open(encoding="utf-8") as file:
                told = json.loads(file.read(1_000_000))
        except (OSError, ValueError):
            return Report()
        return Report(True, told) if isinstance(told, dict) else Report()

    def count_faces(self, index: int) -> int:
        """How many faces GFPGAN itself saved for this photo: without our runner the only sign of "no face"."""
        return len(list((self.results / "restored_faces").glob(f"{index:04}_*")))

    def remove(self) -> None:
        """Remove everything; the container may have written as another user, so what stays is ignored."""
        shutil.rmtree(self.path, ignore_errors=True)


def _link_or_copy(source: Path, place: Path) -> None:
    try:
        place.hardlink_to(source)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(source, place)


@dataclass(frozen=True, slots=True)
class Report:
    """The content of result.json, see gfpgan_runner.py; it comes out of a container, so nothing in it is trusted."""

    written: bool = False
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def broken(self) -> str:
        """Why no photo can pass in this image, or empty."""
        return str(self.told.get("broken") or "")[:300]

    @property
    def current(self) -> str:
        """The photo that was in work when the run ended, or empty."""
        return str(self.told.get("current") or "")

    @property
    def saw_nothing(self) -> bool:
        """True if the runner found an empty input folder."""
        return self.written and self.told.get("inputs") == 0

    @property
    def hides_another_script(self) -> bool:
        """True if our runner found no GFPGAN to import: the script it is mounted over may work in another way."""
        return self.written and self.told.get("installed") is False

    def photo(self, index: int) -> dict[str, Any]:
        """What is told of one photo: state (done, failed), faces, error."""
        photos = self.told.get("photos")
        told = photos.get(f"{index:04}") if isinstance(photos, dict) else None
        return told if isinstance(told, dict) else {}

    def faces(self, index: int) -> int | None:
        """How many faces were found, None if not told."""
        faces = self.photo(index).get("faces")
        return faces if isinstance(faces, int) and 0 <= faces < 10_000 else None
