"""Which engine a photo gets, and when a failing one rests."""

from pathlib import Path

import pytest

from backend_api.app.engines.choice import Choice
from backend_api.app.engines.engine import Wish
from backend_api.app.errors import EngineBroken, EngineFailed, NoEngine
from backend_api.app.images import Photo

WISH = Wish(2)


class Scripted:
    """An engine that does what the test says."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.missing = ""
        self.error: Exception | None = None
        self.photos = 0

    async def why_not(self) -> str:
        return self.missing

    async def enhance(self, photo: Photo, wish: Wish, target: Path) -> int | None:
        self.photos += 1
        if self.error is not None:
            raise self.error
        target.write_bytes(b"picture")
        return 2

    async def close(self) -> None:
        return None


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def photo(tmp_path: Path) -> Photo:
    return Photo(tmp_path, 100, 100, "PNG", None, False)


async def finish(path: Path) -> Path:
    return path


async def test_the_first_that_works(photo: Photo) -> None:
    one, two = Scripted("one"), Scripted("two")
    one.missing = "The image is missing."
    choice = Choice([one, two])
    await choice.look()
    done = await choice.enhance(photo, WISH, finish)
    assert (done.engine, done.faces, done.skipped[0].reason) == ("two", 2, "The image is missing.")
    assert choice.state() == {"one": "The image is missing.", "two": ""}
    one.missing = ""
    await choice.look()
    assert (await choice.enhance(photo, WISH, finish)).engine == "one"


async def test_three_failures_in_a_row_open_the_breaker_and_one_photo_closes_it(photo: Photo) -> None:
    one, two, clock = Scripted("one"), Scripted("two"), Clock()
    choice = Choice([one, two], clock)
    one.error = EngineFailed("Bad.")
    for _ in range(5):
        assert (await choice.enhance(photo, WISH, finish)).engine == "two"
    assert one.photos == 3
    assert choice.state()["one"] == "Bad."
    clock.now += 61
    await choice.enhance(photo, WISH, finish)
    assert one.photos == 4
    clock.now += 61
    await choice.enhance(photo, WISH, finish)
    assert one.photos == 4, "the second rest is twice as long"
    clock.now += 61
    one.error = None
    assert (await choice.enhance(photo, WISH, finish)).engine == "one"
    assert choice.state()["one"] == ""


async def test_a_broken_engine_rests_at_once(photo: Photo) -> None:
    one, two = Scripted("one"), Scripted("two")
    one.error = EngineBroken("No weights.")
    choice = Choice([one, two])
    for _ in range(3):
        done = await choice.enhance(photo, WISH, finish)
        assert (done.engine, done.skipped[0].reason) == ("two", "No weights.")
    assert one.photos == 1


async def test_what_an_engine_wrote_is_judged_too(photo: Photo) -> None:
    one, two = Scripted("one"), Scripted("two")

    async def only_of_two(path: Path) -> Path:
        if path.name == "one.png":
            raise EngineFailed("The engine wrote a damaged picture.")
        return path

    assert (await Choice([one, two]).enhance(photo, WISH, only_of_two)).engine == "two"


async def test_nobody_left(photo: Photo) -> None:
    one = Scripted("one")
    one.error = EngineBroken("No weights.")
    choice = Choice([one])
    with pytest.raises(EngineBroken):
        await choice.enhance(photo, WISH, finish)
    with pytest.raises(NoEngine, match="No weights"):
        await choice.enhance(photo, WISH, finish)
