"""Scratch folders: private, one a job, gone with it."""

import shutil
import stat
from pathlib import Path
from typing import NamedTuple

import pytest

from frontend_bot.errors import StorageFull
from frontend_bot.services.storage.scratch import RESERVE, Scratch

ODD_IDS = ["1:2", "-100:5/6", "..", ".", "../../etc", "/etc/passwd", "a b\n", "привет", "%2F", "~", "*", ""]


class Usage(NamedTuple):
    """What shutil.disk_usage answers."""

    total: int
    used: int
    free: int


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "storage" / "scratch"


@pytest.fixture
def scratch(root: Path) -> Scratch:
    return Scratch(root)


async def test_a_folder_is_the_owners_alone(scratch: Scratch) -> None:
    folder = await scratch.folder("1:2")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


async def test_asking_again_gives_the_same_folder_with_what_is_in_it(scratch: Scratch) -> None:
    (await scratch.folder("1:2") / "file").write_text("text")
    assert (await scratch.folder("1:2") / "file").read_text() == "text"


async def test_every_id_has_a_folder_of_its_own_inside_the_root(scratch: Scratch, root: Path) -> None:
    folders = [await scratch.folder(id) for id in ODD_IDS]
    assert len({folder.resolve() for folder in folders}) == len(ODD_IDS)
    assert {folder.resolve().parent for folder in folders} == {root.resolve()}
    for id in ODD_IDS:
        await scratch.remove(id)
    assert list(root.iterdir()) == []


async def test_a_removed_folder_is_gone_with_all_in_it(scratch: Scratch) -> None:
    folder, other = await scratch.folder("1:2"), await scratch.folder("1:3")
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "deep" / "file").write_bytes(b"x")
    await scratch.remove("1:2")
    await scratch.remove("1:2")
    assert not folder.exists()
    assert other.exists()


async def test_a_link_to_elsewhere_is_removed_and_not_followed(scratch: Scratch, tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (await scratch.folder("1:2") / "link").symlink_to(tmp_path / "precious")
    await scratch.remove("1:2")
    assert (tmp_path / "precious").exists()


async def test_a_sweep_removes_the_jobs_that_are_gone_and_nothing_else(scratch: Scratch, root: Path) -> None:
    for id in ODD_IDS:
        await scratch.folder(id)
    (root / "somebody elses").mkdir()
    kept = {"1:2", "..", "привет"}
    swept = await scratch.sweep(kept)
    assert swept == len(ODD_IDS) - len(kept)
    assert set(root.iterdir()) == {root / "somebody elses", *[await scratch.folder(id) for id in kept]}


async def test_a_sweep_asks_with_the_jobs_ids(scratch: Scratch) -> None:
    for id in ODD_IDS:
        await scratch.folder(id)
    asked: list[str] = []

    def keep(id: str) -> bool:
        asked.append(id)
        return True

    assert await scratch.sweep(keep) == 0
    assert sorted(asked) == sorted(ODD_IDS)


async def test_a_sweep_of_nothing_is_fine(scratch: Scratch) -> None:
    assert await scratch.sweep(set()) == 0


async def test_a_full_disk_is_told_before_it_is_full(scratch: Scratch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(RESERVE * 10, RESERVE * 8, RESERVE * 2))
    await scratch.require_room(RESERVE)
    with pytest.raises(StorageFull):
        await scratch.require_room(RESERVE + 1)


async def test_a_disk_that_takes_no_folder_is_full(scratch: Scratch, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", no_space)
    with pytest.raises(StorageFull):
        await scratch.folder("1:2")
