"""The client of the photo service against a double: pictures made again, odd answers, patience, secrets."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from frontend_bot.core.phrase import Phrase
from frontend_bot.core.tools import PhotoOptions
from frontend_bot.engines.photos.photo_backend import PhotoBackend
from frontend_bot.engines.photos.photo_service import PhotoPatience
from frontend_bot.errors import BotError, NotAPicture, PhotoKeyRefused, PhotoNotEnhanced, PhotoServiceDown
from frontend_bot.services.task_keeper import TaskKeeper
from tests.media_fixtures import FileSource
from tests.patience import lasting

KEY = "key-nobody-may-see"
HASTY = PhotoPatience(
    connect=lasting(0.5), silence=lasting(0.5), call=lasting(2.0), down=lasting(0.6), busy=lasting(1.0), poll=0.05
)


@dataclass
class Double:
    """A photo service that does as it is told. ``odd`` are answers that come first, as (status, body, headers)."""

    odd: list[tuple[int, bytes, dict[str, str]]] = field(default_factory=list)
    outcome: dict[str, Any] = field(default_factory=dict)
    submitted: int = 0
    kept: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    url: str = ""

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(f"{request.method} {request.path_qs}")
        assert request.headers["Authorization"] == f"Bearer {KEY}"
        body = await request.read()
        if self.odd:
            status, said, headers = self.odd.pop(0)
            return web.Response(status=status, body=said, headers=headers)
        if request.method == "POST":
            assert b"the photo" in body
            self.submitted += 1
            self.kept.add(f"job{self.submitted}")
            return web.json_response({"id": f"job{self.submitted}", "state": "queued"}, status=202)
        job, _, what = request.path.removeprefix("/v1/jobs/").partition("/")
        if job not in self.kept:
            return web.json_response({"code": "unknown_job", "message": "No."}, status=404)
        if what:
            return web.Response(body=f"{what} of {job}".encode())
        done = {"state": "done", "engine": f"engine of {job}", "faces": 2, "width": 4, "height": 3, "ext": "jpg"}
        return web.json_response({"id": job, **done, **self.outcome})


@pytest.fixture
async def double() -> AsyncIterator[Double]:
    double = Double()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", double.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    double.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield double
    await runner.cleanup()


@pytest.fixture
async def photos(double: Double) -> AsyncIterator[PhotoBackend]:
    backend = PhotoBackend(url=double.url, key=KEY, keeper=TaskKeeper(), patience=HASTY)
    yield backend
    await backend.close()


@pytest.fixture
def source(tmp_path: Path) -> FileSource:
    photo = tmp_path / "in"
    photo.write_bytes(b"the photo")
    return FileSource(photo, tmp_path / "job")


def quiet(fraction: float | None, word: Phrase) -> None:
    """Nobody looks."""


async def test_pictures_are_fetched_again_and_made_again(
    double: Double, photos: PhotoBackend, source: FileSource
) -> None:
    source.workspace.mkdir(exist_ok=True)
    photo = await photos.enhance(source, PhotoOptions(), quiet)
    there = await photos.pictures(source, photo, PhotoOptions(), quiet)
    assert (there.photo, there.result.read_bytes()) == (photo, b"result of job1")
    for file in source.workspace.iterdir():
        file.unlink()
    source.workspace.rmdir()
    again = await photos.pictures(source, photo, PhotoOptions(), quiet)
    assert (again.preview.read_bytes(), double.submitted) == (b"preview of job1", 1)
    again.result.unlink()
    double.kept.clear()
    anew = await photos.pictures(source, photo, PhotoOptions(), quiet)
    assert (anew.result.read_bytes(), double.submitted) == (b"result of job2", 2)
    assert anew.photo.engine == "engine of job2", "the caption tells of the files that are sent"


@pytest.mark.parametrize(
    ("status", "body"),
    [(503, b"<html>starting"), (502, b""), (200, b"<html>hello"), (200, b"[1]"), (429, b"{}"), (500, b"x" * 100_000)],
)
async def test_what_passes_is_waited_out(
    double: Double, photos: PhotoBackend, source: FileSource, status: int, body: bytes
) -> None:
    source.workspace.mkdir(exist_ok=True)
    double.odd = [(status, body, {"Retry-After": "0"})]
    assert (await photos.enhance(source, PhotoOptions(), quiet)).faces == 2
    assert len([asked for asked in double.asked if asked.startswith("POST")]) == 2


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (400, "not_a_picture", NotAPicture),
        (401, "wrong_key", PhotoKeyRefused),
        (404, "", PhotoServiceDown),
        (302, "", PhotoServiceDown),
        (418, "teapot", PhotoServiceDown),
    ],
)
async def test_refusals_become_sentences(
    double: Double, photos: PhotoBackend, source: FileSource, status: int, code: str, error: type[BotError]
) -> None:
    said = json.dumps({"code": code, "message": "secrets of the service"} if code else {}).encode()
    double.odd = [(status, said, {"Location": "http://127.0.0.1:1/"} if status == 302 else {})] * 30
    with pytest.raises(error) as raised:
        await photos.enhance(source, PhotoOptions(), quiet)
    assert KEY not in raised.value.detail
    assert "secrets" not in raised.value.detail


async def test_a_failed_job_and_an_odd_id(double: Double, photos: PhotoBackend, source: FileSource) -> None:
    source.workspace.mkdir(exist_ok=True)
    double.outcome = {"state": "failed", "code": "engine_failed"}
    with pytest.raises(PhotoNotEnhanced):
        await photos.enhance(source, PhotoOptions(), quiet)
    double.outcome = {"state": "dancing"}
    with pytest.raises(PhotoServiceDown):
        await photos.enhance(source, PhotoOptions(), quiet)
    double.odd = [(202, b'{"id": "../../etc/passwd"}', {})] * 30
    with pytest.raises(PhotoServiceDown):
        await photos.enhance(source, PhotoOptions(), quiet)


async def test_the_wish_goes_into_the_query(double: Double, photos: PhotoBackend, source: FileSource) -> None:
    source.workspace.mkdir(exist_ok=True)
    await photos.enhance(source, PhotoOptions(3, True, "png"), quiet)
    assert double.asked[0] == "POST /v1/photos/enhance?upscale=3&only_center_face=true&ext=png&auto=false"
    await photos.enhance(source, PhotoOptions(), quiet)
    assert "upscale=2&only_center_face=false&ext=auto&auto=true" in next(
        asked for asked in reversed(double.asked) if asked.startswith("POST")
    )
