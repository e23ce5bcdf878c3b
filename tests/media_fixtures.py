"""Fixtures for everything that works on recordings: conftest files import them by name."""

import asyncio
import ctypes
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from frontend_bot.core.budget import Budget, Unlimited
from frontend_bot.core.content import Content, Kind
from frontend_bot.core.phrase import Phrase
from frontend_bot.media.conversion import Conversion
from frontend_bot.media.programs import Programs
from tests.hostile_samples import HostileSamples
from tests.media_samples import Samples
from tests.patience import patience
from tests.provider.double import ProviderDouble


@dataclass
class FileSource:
    """A user's file that is already here. ``asked`` counts the downloads, ``dropped`` the clearings away."""

    file: Path
    workspace: Path
    content: Content = field(default_factory=lambda: Content(Kind.AUDIO))
    asked: int = 0
    budget: Budget = field(default_factory=Unlimited)
    dropped: int = 0

    async def path(self) -> Path:
        """The file."""
        self.asked += 1
        return self.file

    async def drop(self) -> None:
        """It is not ours to remove."""
        self.dropped += 1


@dataclass
class Told:
    """A Progress that remembers what it was told."""

    words: list[str] = field(default_factory=list)
    fractions: list[float] = field(default_factory=list)

    def __call__(self, fraction: float | None, word: Phrase) -> None:
        """One more word, unless it is the same as the last."""
        if self.words[-1:] != [word.id]:
            self.words.append(word.id)
        if fraction is not None:
            self.fractions.append(fraction)


class OpenedFiles:
    """Tells whether anybody opened one file (inotify). Linux only, as the limits on programs are."""

    IN_OPEN = 0x20

    def __init__(self, file: Path) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        self._fd = libc.inotify_init1(os.O_NONBLOCK)
        assert libc.inotify_add_watch(self._fd, str(file).encode(), self.IN_OPEN) >= 0

    def count(self) -> int:
        """How often since the last question."""
        try:
            return len(os.read(self._fd, 65536)) // 16
        except BlockingIOError:
            return 0

    def close(self) -> None:
        """Stop watching."""
        os.close(self._fd)


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    """Recordings of every kind, made once a session."""
    return Samples(tmp_path_factory.mktemp("samples"))


@pytest.fixture(scope="session")
def hostile(samples: Samples) -> HostileSamples:
    """Files that are sent to do harm; the playlists among them point at a copy of a voice note and at port 9."""
    victim = samples.folder / "victim.ogg"
    victim.write_bytes(samples.spoken("ogg").read_bytes())
    return HostileSamples(samples, victim, "http://127.0.0.1:9")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A job's scratch folder."""
    folder = tmp_path / "job"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def programs() -> Programs:
    """Two at once, as on a small machine."""
    return Programs(at_once=2)


@pytest.fixture
def conversion(programs: Programs) -> Conversion:
    """With the bounds that the bot uses."""
    return Conversion(programs)


@pytest.fixture
async def provider() -> AsyncIterator[ProviderDouble]:
    """A strict provider on loopback."""
    async with ProviderDouble() as double:
        yield double


@pytest.fixture
def told() -> Told:
    """A progress that remembers."""
    return Told()


async def children_gone(folder: Path, seconds: float = 5.0) -> bool:
    """True once no process on this machine works on a file in ``folder`` (looked for in the command lines)."""
    for _ in range(int(patience(seconds) / 0.05)):
        if not working_in(folder):
            return True
        await asyncio.sleep(0.05)
    return False


def working_in(folder: Path) -> bool:
    """True while some process has ``folder`` in its command line."""
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(folder).encode() in line.read_bytes():
                return True
        except OSError:
            continue  # ended while we looked
    return False
