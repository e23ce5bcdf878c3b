"""Who shares a container with whom."""

import asyncio
from pathlib import Path

import pytest

from backend_api.app.engines.batches import Batches, Leftover, Waiting
from backend_api.app.engines.container_files import RunFolder
from backend_api.app.engines.engine import Wish
from backend_api.app.errors import EngineFailed
from backend_api.app.images import Photo
from backend_api.app.task_keeper import TaskKeeper


class Runs:
    """Records the batches and settles them; photos 1 pixel high are never settled unless they are alone."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, int]] = []

    async def __call__(self, batch: list[Waiting]) -> Leftover:
        self.seen.append((len(batch), batch[0].wish.scale))
        await asyncio.sleep(0.02)
        bad = [waiting for waiting in batch if waiting.photo.height == 1]
        for waiting in batch:
            if waiting not in bad:
                waiting.succeed(1)
            elif waiting.alone:
                waiting.fail(EngineFailed())
        return Leftover(suspects=[waiting for waiting in bad if not waiting.alone])


def line(runs: Runs, size: int = 4, slots: int = 1) -> Batches:
    return Batches(runs, TaskKeeper(), slots=slots, size=size, window=0.01)


def photo(height: int = 100, width: int = 100) -> Photo:
    return Photo(Path("nowhere"), width, height, "PNG", None, False)


async def test_equal_wishes_share_a_run() -> None:
    runs = Runs()
    batches = line(runs)
    wishes = [Wish(2)] * 5 + [Wish(4)] * 2 + [Wish(2, only_center_face=True)]
    await asyncio.gather(*(batches.enhance(photo(), wish, Path("x")) for wish in wishes))
    assert runs.seen == [(4, 2), (1, 2), (2, 4), (1, 2)]


async def test_a_run_is_bounded_in_pixels() -> None:
    runs = Runs()
    batches = line(runs, size=50)
    await asyncio.gather(*(batches.enhance(photo(5000, 6000), Wish(1), Path("x")) for _ in range(9)))
    assert runs.seen == [(6, 1), (3, 1)]


async def test_a_suspect_gets_a_run_of_its_own() -> None:
    runs = Runs()
    batches = line(runs)
    answers = await asyncio.gather(
        *(batches.enhance(photo(height), Wish(2), Path("x")) for height in (9, 1, 9)), return_exceptions=True
    )
    assert [type(answer) for answer in answers] == [int, EngineFailed, int]
    assert [size for size, _ in runs.seen] == [3, 1]


async def test_who_leaves_the_line_is_not_run() -> None:
    runs = Runs()
    batches = line(runs, size=3)
    tasks = [asyncio.create_task(batches.enhance(photo(), Wish(2), Path("x"))) for _ in range(5)]
    await asyncio.sleep(0.005)
    tasks[3].cancel()
    assert await asyncio.gather(*tasks[:3], tasks[4]) == [1, 1, 1, 1]
    assert [size for size, _ in runs.seen] == [3, 1]
    with pytest.raises(asyncio.CancelledError):
        await tasks[3]


async def test_an_unforeseen_error_reaches_everybody_who_waits() -> None:
    async def broken(batch: list[Waiting]) -> Leftover:
        raise ZeroDivisionError

    batches = Batches(broken, TaskKeeper(), slots=1, size=4, window=0)
    answers = await asyncio.gather(
        *(batches.enhance(photo(), Wish(2), Path("x")) for _ in range(3)), return_exceptions=True
    )
    assert [type(answer) for answer in answers] == [ZeroDivisionError] * 3


async def test_a_photo_that_is_gone_spoils_no_run(tmp_path: Path) -> None:
    """It was cancelled between being taken and being put into the folder."""
    (tmp_path / "here").mkdir()
    (tmp_path / "here/photo.png").write_bytes(b"picture")
    loop = asyncio.get_running_loop()
    batch = [
        Waiting(Photo(tmp_path / name, 9, 9, "PNG", None, False), Wish(2), tmp_path / name / "x", loop.create_future())
        for name in ("gone", "here")
    ]
    folder = RunFolder(tmp_path / "run")
    folder.fill(batch)
    assert [path.name for path in folder.inputs.iterdir()] == ["0001.png"]
    (folder.results / "restored_imgs").mkdir()
    (folder.results / "restored_imgs/0000.png").write_bytes(b"picture")
    (folder.results / "restored_imgs/0001.png").symlink_to("/etc/passwd")
    assert not folder.fetch(0, batch[0].target), "its folder is gone"
    assert not folder.fetch(1, batch[1].target), "a container's links are not followed"
