"""The HTTP interface, the queue and the settings, on the real program."""

import asyncio
import io
import subprocess
import sys
from pathlib import Path

import aiohttp
import psutil
import pytest
from PIL import Image

from backend_api.app.config import load_settings
from backend_api.app.errors import WrongSetting
from tests.backend_api.pictures import encoded, jpeg, opened
from tests.backend_api.service import REPOSITORY, Client, ServiceUnderTest, running
from tests.patience import lasting, patience


async def test_a_photo_from_upload_to_result(tmp_path: Path) -> None:
    with running(tmp_path / "s", PHOTO_ENGINE="auto", DOCKER_BIN="no-such-docker") as service:
        async with Client(service) as client:
            job = await client.enhanced(jpeg(quality=50), upscale=2)
            assert (job["state"], job["engine"], job["width"], job["height"], job["ext"]) == (
                "done",
                "classical",
                640,
                480,
                "jpg",
            )
            assert [skipped["engine"] for skipped in job["skipped"]] == ["docker", "onnx"]
            assert "no-such-docker was not found" in job["skipped"][0]["reason"]
            status, result = await client.ask("GET", job["result_url"])
            assert (status, opened(result).size, opened(result).format) == (200, (640, 480), "JPEG")
            status, preview = await client.ask("GET", job["preview_url"])
            assert (status, opened(preview).format) == (200, "JPEG")
            _, ready = await client.ask("GET", "/readyz")
            assert [(engine["name"], engine["works"]) for engine in ready["engines"]] == [
                ("docker", False),
                ("onnx", False),
                ("classical", True),
            ]
            left = sorted(path.name for path in (service.folder / "storage/backend_api/photos").rglob("*.*"))
            assert left == ["preview.jpg", "result.jpg"]


async def test_options(tmp_path: Path) -> None:
    with running(tmp_path / "s", PHOTO_ENGINE="classical", PHOTO_MAX_OUTPUT_MEGAPIXELS="1") as service:
        async with Client(service) as client:
            job = await client.enhanced(jpeg(), upscale=4)
            assert (job["upscale_asked"], job["upscale"], job["width"]) == (4, 3, 960)
            job = await client.enhanced(jpeg(), auto="true", upscale=1, ext="png")
            assert (job["upscale_asked"], job["ext"]) == (4, "png")
            job = await client.enhanced(encoded(Image.new("RGB", (1200, 800)), "PNG"), auto="true")
            assert (job["upscale_asked"], job["upscale"], job["ext"]) == (2, 1, "png")
            for query in ({"upscale": 0}, {"upscale": 5}, {"upscale": "x"}, {"ext": "gif"}, {"auto": "maybe"}):
                status, answer = await client.send(jpeg(), **query)
                assert (status, answer["code"]) == (422, "wrong_request")


async def test_a_refusal_arrives_though_the_caller_still_sends(tmp_path: Path) -> None:
    """Answered before the upload has ended, on one connection, which stays usable."""
    settings = {"PHOTO_ENGINE": "classical", "BACKEND_API_KEY": "key", "PHOTO_MAX_BYTES": "9000000"}
    with running(tmp_path / "s", **settings) as service:
        async with Client(service) as nobody, Client(service, "key") as known:
            for _ in range(3):
                assert (await nobody.send(bytes(8_000_000)))[0] == 401
                assert (await known.send(bytes(8_000_000), upscale=9))[0] == 422
                assert (await known.send(bytes(20_000_000)))[0] == 413
                assert (await known.send(bytes(8_000_000)))[0] == 400


async def test_the_key(tmp_path: Path) -> None:
    with running(tmp_path / "s", PHOTO_ENGINE="classical", BACKEND_API_KEY="ключ-secret") as service:
        async with Client(service) as nobody, Client(service, "wrong") as wrong:
            for client in (nobody, wrong):
                for method, path in (("POST", "/gfpgan-enhance"), ("GET", "/v1/jobs/x"), ("DELETE", "/v1/jobs/x")):
                    status, answer = await client.ask(method, path)
                    assert (status, answer["code"]) == (401, "wrong_key")
            assert (await nobody.ask("GET", "/healthz"))[0] == 200
            assert (await nobody.ask("GET", "/docs"))[0] == 200
        async with Client(service, "ключ-secret") as known:
            assert (await known.ask("GET", "/v1/jobs/x"))[0] == 404
        assert "secret" not in service.log


async def test_a_full_queue_says_when_to_come_back(tmp_path: Path) -> None:
    with running(tmp_path / "s", PHOTO_ENGINE="classical", PHOTO_QUEUE_SIZE="2", PHOTO_PROCESSES="1") as service:
        async with Client(service) as client:
            answers = await asyncio.gather(*(client.send(jpeg(600, 400), upscale=4) for _ in range(8)))
            statuses = sorted(status for status, _ in answers)
            assert statuses.count(202) >= 2 and statuses.count(429) >= 4
            refused = next(answer for status, answer in answers if status == 429)
            assert refused["code"] == "queue_full"
            async with aiohttp.request(
                "POST", service.url + "/v1/photos/enhance", data={"file": io.BytesIO(jpeg())}
            ) as full:
                assert full.status == 429
                assert 1 <= int(full.headers["Retry-After"]) <= 300
            for _, job in (answer for answer in answers if answer[0] == 202):
                assert (await client.finished(job["id"]))["state"] == "done"
            assert (await client.send(jpeg()))[0] == 202


async def test_results_are_removed_after_their_time(tmp_path: Path) -> None:
    with running(tmp_path / "s", PHOTO_ENGINE="classical", PHOTO_KEEP_SECONDS=f"{lasting(2):.0f}") as service:
        async with Client(service) as client:
            job = await client.enhanced(jpeg())
            assert (await client.ask("GET", f"/v1/jobs/{job['id']}/result"))[0] == 200
            async with asyncio.timeout(patience(6)):
                while (status := (await client.ask("GET", f"/v1/jobs/{job['id']}/result"))[0]) == 200:
                    await asyncio.sleep(0.1)
            status, answer = await client.ask("GET", f"/v1/jobs/{job['id']}/result")
            assert (status, answer["code"]) == (410, "expired")
            assert (await client.finished(job["id"]))["result_url"] is None
            assert list((service.folder / "storage/backend_api/photos").iterdir()) == []


async def test_cancelling(tmp_path: Path) -> None:
    with running(tmp_path / "s", PHOTO_ENGINE="classical", PHOTO_PROCESSES="1") as service:
        async with Client(service) as client:
            sent = [(await client.send(jpeg(600, 400), upscale=4))[1]["id"] for _ in range(4)]
            status, answer = await client.ask("DELETE", f"/v1/jobs/{sent[3]}")
            assert (status, answer["state"]) == (200, "cancelled")
            status, answer = await client.ask("GET", f"/v1/jobs/{sent[3]}/result")
            assert (status, answer["code"]) == (409, "not_ready")
            for job in sent[:3]:
                assert (await client.finished(job))["state"] == "done"
            assert (await client.ask("DELETE", f"/v1/jobs/{sent[0]}"))[1]["state"] == "done"
            assert (await client.ask("GET", f"/v1/jobs/{sent[0]}/result"))[0] == 410
            assert (await client.ask("DELETE", "/v1/jobs/unknown"))[0] == 404


async def test_hanging_up_cancels(tmp_path: Path) -> None:
    with running(tmp_path / "s", PHOTO_ENGINE="classical", PHOTO_PROCESSES="1") as service:
        async with Client(service) as client:
            queue = [(await client.send(jpeg(600, 400), upscale=4))[1]["id"] for _ in range(4)]
            asking = asyncio.create_task(client.send(jpeg(600, 400, 9), path="/gfpgan-enhance", upscale=4))
            async with asyncio.timeout(patience(20)):
                while service.log.count("photo accepted") < len(queue) + 1:
                    await asyncio.sleep(0.05)
                asking.cancel()
                await asyncio.gather(asking, return_exceptions=True)
                while (
                    b'photo_jobs_total{engine="",state="cancelled"} 1.0' not in (await client.ask("GET", "/metrics"))[1]
                ):
                    await asyncio.sleep(0.1)
            for job in queue:
                assert (await client.finished(job))["state"] == "done"


async def test_killed_with_jobs_in_sqlite(tmp_path: Path) -> None:
    await killed_and_started_again(tmp_path)


async def test_killed_with_jobs_in_postgresql(tmp_path: Path, postgres_url: str) -> None:
    await killed_and_started_again(tmp_path, DATABASE_URL=postgres_url)


async def killed_and_started_again(tmp_path: Path, **settings: str) -> None:
    with running(tmp_path / "s", PHOTO_ENGINE="classical", PHOTO_PROCESSES="1", **settings) as service:
        async with Client(service) as client:
            sent = [(await client.send(jpeg(600, 400, seed), upscale=3))[1]["id"] for seed in range(6)]
            assert service.process is not None
            async with asyncio.timeout(patience(10)):
                while not (at_work := psutil.Process(service.process.pid).children(recursive=True)):
                    await asyncio.sleep(0.05)
            await asyncio.sleep(0.2)
            service.kill()
            async with asyncio.timeout(patience(5)):  # nobody goes on with the killed one's photos
                while any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in at_work):
                    await asyncio.sleep(0.02)
            service.start()
            jobs = await asyncio.gather(*(client.finished(job) for job in sent))
            assert [job["state"] for job in jobs] == ["done"] * 6
            assert service.log.count("photo ended") == 6


async def test_odd_requests(tmp_path: Path) -> None:
    with running(tmp_path / "s", PHOTO_ENGINE="classical") as service:
        async with Client(service) as client:
            multipart = {"Content-Type": "multipart/form-data; boundary=x"}
            for data, headers in (
                (b"", {}),
                (b"{}", {"Content-Type": "application/json"}),
                (b"no multipart", multipart),
                (b"--x\r\nContent-Disposition: form-data; name=file\r\n\r\ncut", multipart),
                (b"--x--\r\n", multipart),
                (b"--x\r\n\r\n\r\n--x--", {"Content-Type": "multipart/form-data; boundary=" + "x" * 300}),
            ):
                status, answer = await client.ask("POST", "/gfpgan-enhance", data=data, headers=headers)
                assert (status, answer["code"]) == (422, "wrong_request"), data
            assert (await client.ask("GET", "/nowhere"))[1]["code"] == "not_found"
            assert (await client.ask("PUT", "/healthz"))[1]["code"] == "method_not_allowed"
            assert (await client.ask("GET", "/v1/jobs/..%2f..%2fetc"))[0] == 404
            left = list((service.folder / "storage/backend_api/photos").iterdir())
            assert left == []


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("PHOTO_ENGINE", "magic", "auto: the first of docker"),
        ("BACKEND_PORT", "http", "BACKEND_PORT is wrong"),
        ("GFPGAN_SCRIPT_PATH", "relative.py", "full path"),
        ("GFPGAN_WEIGHTS_DIR", "/no/such/folder", "GFPGAN_WEIGHTS_DIR is wrong: there is no such"),
        ("DATABASE_URL", "mysql://user:geheim@host/x", "must start with postgresql://"),
        ("DOCKER_BIN", "docker --host x", "DOCKER_BIN is wrong"),
    ],
)
def test_a_wrong_setting_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, setting: str, value: str, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(setting, value)
    with pytest.raises(WrongSetting) as wrong:
        load_settings()
    said = str(wrong.value)
    assert words in said and said.startswith(setting) and "geheim" not in said and "\n" not in said


@pytest.mark.parametrize("program", ["main", "doctor"])
@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [("PHOTO_ENGINE", "magic", "auto: the first"), ("STORAGE_DIR", "/proc/nowhere", "STORAGE_DIR cannot be written")],
)
def test_a_program_ends_with_that_sentence(tmp_path: Path, program: str, setting: str, value: str, words: str) -> None:
    done = run_program(tmp_path, program, **{setting: value})
    said = done.stdout + done.stderr
    assert done.returncode == 1
    assert words in said and len(said.strip().splitlines()) == 1


def test_the_doctor_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "weights").mkdir()
    done = run_program(tmp_path, "doctor", DOCKER_BIN="no-such-docker", GFPGAN_WEIGHTS_DIR=str(tmp_path / "weights"))
    assert done.returncode == 0
    for sentence in (
        "docker: DOCKER_BIN=no-such-docker was not found",
        "docker: the model file GFPGANv1.4.pth is missing in GFPGAN_WEIGHTS_DIR.",
        "onnx: GFPGAN_ONNX_FILE is not set",
        "classical: works.",
    ):
        assert sentence in done.stdout
    assert run_program(tmp_path, "doctor", PHOTO_ENGINE="onnx").returncode == 1


def run_program(folder: Path, program: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    ours = {"PYTHONPATH": str(REPOSITORY), "STORAGE_DIR": str(folder / "storage"), "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        [sys.executable, "-m", f"backend_api.app.{program}"],
        env=ours | settings,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=patience(60),
        check=False,
    )


def test_a_second_service_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    with running(tmp_path / "s", PHOTO_ENGINE="classical") as service:
        second = ServiceUnderTest(service.folder, service.settings)
        with pytest.raises(RuntimeError, match="Another photo service uses this STORAGE_DIR"):
            second.start()
