"""GFPGAN's container engine for real: podman, runc, and a tiny image with GFPGAN's command line."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.backend_api.containers import Podman
from tests.backend_api.pictures import jpeg
from tests.backend_api.service import REPOSITORY, Client, ServiceUnderTest, running
from tests.patience import lasting, patience

HANGS, EATS_MEMORY, IS_NOT_WRITTEN, STOPS_THE_BATCH, IS_CUT_OFF, LIES = 301, 302, 303, 304, 305, 306


@contextmanager
def service_with(podman: Podman, folder: Path, load: int = 0, **settings: str) -> Iterator[ServiceUnderTest]:
    load = round(lasting(load))
    image = f"localhost/tiny-gfpgan:{load}"
    if image not in podman("images", "--format", "{{.Repository}}:{{.Tag}}"):
        podman.build(folder, load)
    ours = {
        "DOCKER_BIN": "podman",
        "GFPGAN_DOCKER_IMAGE": image,
        "GFPGAN_OWN_SCRIPT": "false",
        "PHOTO_ENGINE": "docker",
        "GFPGAN_MEMORY_MB": "64",
        "GFPGAN_START_TIMEOUT": "2.5",
        "GFPGAN_PHOTO_TIMEOUT": "0.5",
    } | settings
    for name in ("GFPGAN_START_TIMEOUT", "GFPGAN_PHOTO_TIMEOUT"):
        ours[name] = str(lasting(float(ours[name])))
    with running(folder / "service", **(podman.environment | ours)) as service:
        yield service
    assert podman.left() == []


async def container_starts(client: Client) -> int:
    _, page = await client.ask("GET", "/metrics")
    line = next(line for line in page.decode().splitlines() if line.startswith("photo_container_runs_total"))
    return int(float(line.split()[-1]))


async def test_one_photo_and_its_failures(podman: Podman, tmp_path: Path) -> None:
    """One service, each way in which a run can go wrong; after each, a good photo still passes."""
    with service_with(podman, tmp_path) as service:
        async with Client(service) as client:
            good = await client.enhanced(jpeg(), upscale=2)
            assert (good["state"], good["engine"], good["faces"], good["width"]) == ("done", "docker", 1, 640)
            seen = {}
            for width in (HANGS, EATS_MEMORY, IS_NOT_WRITTEN, STOPS_THE_BATCH, IS_CUT_OFF, LIES):
                bad = await client.enhanced(jpeg(width))
                seen[width] = (bad["code"], bad["message"])
                assert bad["state"] == "failed"
                assert (await client.enhanced(jpeg()))["state"] == "done"
                assert podman.left() == []
    assert seen[HANGS] == ("engine_timed_out", "GFPGAN took too long with this photo and was ended.")
    assert seen[EATS_MEMORY] == ("engine_failed", "GFPGAN ran out of memory with this photo (GFPGAN_MEMORY_MB).")
    assert seen[IS_NOT_WRITTEN] == seen[LIES] == ("engine_failed", "GFPGAN ended without writing the photo.")
    assert seen[STOPS_THE_BATCH] == ("engine_failed", "GFPGAN failed with code 1.")
    assert seen[IS_CUT_OFF] == ("engine_failed", "The engine wrote a damaged picture.")


@pytest.mark.parametrize("width", [EATS_MEMORY, STOPS_THE_BATCH])
async def test_a_bad_one_among_good_ones(podman: Podman, tmp_path: Path, width: int) -> None:
    with service_with(podman, tmp_path, GFPGAN_BATCH_WINDOW="0.7") as service:
        async with Client(service) as client:
            widths = [320, 320, width, 320, 320]
            jobs = await asyncio.gather(*(client.enhanced(jpeg(w, seed=i)) for i, w in enumerate(widths)))
            print("container starts:", await container_starts(client))
    assert [job["state"] for job in jobs] == ["done", "done", "failed", "done", "done"]


async def test_a_runner_that_reports_gives_photos_out_early_and_names_the_guilty_one(
    podman: Podman, tmp_path: Path
) -> None:
    """Four in one run, the second hangs: the first is there long before, the last two are not suspected."""
    settings = {"GFPGAN_MODEL": "reports", "GFPGAN_BATCH_WINDOW": "0.7", "GFPGAN_PHOTO_TIMEOUT": "1"}
    with service_with(podman, tmp_path, 0, **settings) as service:
        async with Client(service) as client:
            sent = [await client.send(jpeg(width)) for width in (320, HANGS, 320, 320)]
            started = time.monotonic()
            first = await client.finished(sent[0][1]["id"])
            assert time.monotonic() - started < lasting(4), "it should not wait for the run's limit of 6.5 s"
            assert (first["state"], first["faces"]) == ("done", 3)
            others = [await client.finished(job["id"]) for _, job in sent[1:]]
            assert [job["state"] for job in others] == ["failed", "done", "done"]
            starts = await container_starts(client)
    print("container starts:", starts)
    assert starts == 3, "all four, then the innocent two together, then the guilty one alone"


async def test_an_image_without_the_package_keeps_its_own_script(podman: Podman, tmp_path: Path) -> None:
    """Our runner cannot import GFPGAN there, so it steps aside: once, and for good."""
    with service_with(podman, tmp_path, 0, GFPGAN_MODEL="hidden") as service:
        async with Client(service) as client:
            jobs = await asyncio.gather(*(client.enhanced(jpeg(seed=i)) for i in range(3)))
            assert [(job["state"], job["engine"]) for job in jobs] == [("done", "docker")] * 3
            assert await container_starts(client) == 2
            await client.enhanced(jpeg())
            assert await container_starts(client) == 3


async def test_twenty_at_once_share_the_model(podman: Podman, tmp_path: Path) -> None:
    """The "model" takes 3 s to load. One by one, four photos stand for twenty: they take equally long."""
    long = {"GFPGAN_START_TIMEOUT": "30", "GFPGAN_PHOTO_TIMEOUT": "10"}
    each = {}
    for size, photos in ((1, 4), (8, 20)):
        with service_with(podman, tmp_path / str(size), 3, GFPGAN_BATCH_SIZE=str(size), **long) as service:
            async with Client(service) as client:
                started = time.monotonic()
                jobs = await asyncio.gather(*(client.enhanced(jpeg(seed=i)) for i in range(photos)))
                seconds = time.monotonic() - started
                assert [job["state"] for job in jobs] == ["done"] * photos
                assert len({job["id"] for job in jobs}) == photos
                starts = await container_starts(client)
        each[size] = seconds / photos
        print(f"{photos} photos at once, {size} in a container: {starts} container starts, {seconds:.1f} s")
    assert starts <= 4
    print(f"batched is {each[1] / each[8]:.1f} times as fast")
    assert each[1] / each[8] >= 4


async def test_killed_in_mid_run_every_photo_is_answered_once(podman: Podman, tmp_path: Path) -> None:
    with service_with(podman, tmp_path, 8, GFPGAN_START_TIMEOUT="30") as service:
        async with Client(service) as client:
            sent = await asyncio.gather(*(client.send(jpeg(seed=i)) for i in range(12)))
            assert {status for status, _ in sent} == {202}
            while not podman.left():
                await asyncio.sleep(0.1)
            service.kill()
            assert podman.left(), "the container should outlive the service: that is the point of the sweep"
            service.start()
            jobs = await asyncio.gather(*(client.finished(job["id"]) for _, job in sent))
            assert [job["state"] for job in jobs] == ["done"] * 12
            results = [await client.ask("GET", f"/v1/jobs/{job['id']}/result") for job in jobs]
            assert {status for status, _ in results} == {200}
    assert service.log.count("photo ended") == 12
    assert "orphaned containers ended" in service.log


async def test_stopped_in_mid_run_goes_on_later(podman: Podman, tmp_path: Path) -> None:
    with service_with(podman, tmp_path, 3, GFPGAN_START_TIMEOUT="30") as service:
        async with Client(service) as client:
            _, job = await client.send(jpeg())
            while not podman.left():
                await asyncio.sleep(0.1)
            assert service.stop() in (0, -15)
            assert podman.left() == []
            service.start()
            assert (await client.finished(job["id"]))["state"] == "done"


async def test_cancelling_ends_the_container(podman: Podman, tmp_path: Path) -> None:
    with service_with(podman, tmp_path, GFPGAN_START_TIMEOUT="60") as service:
        async with Client(service) as client:
            _, job = await client.send(jpeg(HANGS))
            while not podman.left():
                await asyncio.sleep(0.1)
            started = time.monotonic()
            status, answer = await client.ask("DELETE", f"/v1/jobs/{job['id']}")
            assert (status, answer["state"]) == (200, "cancelled")
            while podman.left():
                await asyncio.sleep(0.1)
            assert time.monotonic() - started < lasting(5)
            assert (await client.ask("GET", f"/v1/jobs/{job['id']}/result"))[0] == 409


async def test_auto_falls_back_and_says_so(podman: Podman, tmp_path: Path) -> None:
    with service_with(podman, tmp_path, PHOTO_ENGINE="auto") as service:
        async with Client(service) as client:
            job = await client.enhanced(jpeg(IS_NOT_WRITTEN))
            assert (job["state"], job["engine"]) == ("done", "classical")
            assert job["skipped"][0] == {"engine": "docker", "reason": "GFPGAN ended without writing the photo."}
            assert (await client.enhanced(jpeg()))["engine"] == "docker"


async def test_a_script_that_is_not_there_opens_the_breaker(podman: Podman, tmp_path: Path) -> None:
    settings = {
        "PHOTO_ENGINE": "auto",
        "GFPGAN_DOCKER_IMAGE": "localhost/tiny-gfpgan:0",
        "GFPGAN_WEIGHTS_DIR": str(tmp_path),
    }
    with service_with(podman, tmp_path, 0, **settings) as service:
        async with Client(service) as client:
            # A file where the container wants a folder: the container cannot start.
            runner = service.folder / "storage/backend_api/gfpgan_runner.py"
            runner.unlink()
            for _ in range(3):
                assert (await client.enhanced(jpeg()))["engine"] == "classical"
            assert await container_starts(client) == 1
            _, ready = await client.ask("GET", "/readyz")
            assert not ready["engines"][0]["works"]
            assert "did not start" in ready["engines"][0]["reason"]


def test_the_doctor_starts_a_container(podman: Podman, tmp_path: Path) -> None:
    ours = {
        "DOCKER_BIN": "podman",
        "PYTHONPATH": str(REPOSITORY),
        "STORAGE_DIR": str(tmp_path),
        "PHOTO_ENGINE": "docker",
    }
    for image, sentence in (
        ("localhost/tiny-gfpgan:0", "docker: works.\ndocker: GFPGAN_WEIGHTS_DIR is not set"),
        ("localhost/missing:1", "docker: The image localhost/missing:1 is not on this machine: run podman pull"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "backend_api.app.doctor"],
            env=os.environ | podman.environment | ours | {"GFPGAN_DOCKER_IMAGE": image},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=patience(60),
            check=False,
        )
        assert sentence in done.stdout, done.stdout + done.stderr
        assert done.returncode == (0 if "tiny" in image else 1)
