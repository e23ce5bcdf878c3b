"""Our GFPGAN runner as a real program, with stand-ins for gfpgan and torch beside it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from backend_api.app.engines import gfpgan_runner
from tests.backend_api.pictures import jpeg
from tests.patience import patience

GFPGAN = """
import cv2
class GFPGANer:
    def __init__(self, model_path, upscale, arch, channel_multiplier, bg_upsampler):
        assert (arch, channel_multiplier, bg_upsampler) == ("clean", 2, None), (arch, channel_multiplier)
        assert model_path.endswith("GFPGANv1.4.pth")
        self.scale = upscale
    def enhance(self, picture, has_aligned, only_center_face, paste_back, weight):
        height, width = picture.shape[:2]
        if width == 301:
            print("\\tFailed inference for GFPGAN: CUDA out of memory.")
        if width == 302:
            raise RuntimeError("boom")
        faces = [] if width == 303 else [picture]
        return faces, faces, cv2.resize(picture, (width * self.scale, height * self.scale))
"""
TORCH = "class cuda:\n    is_available = staticmethod(lambda: False)\n"


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """A folder that looks like the inside of a GFPGAN image, with all weights."""
    for name in (*gfpgan_runner.FACE_FILES, "GFPGANv1.4.pth"):
        file = tmp_path / "gfpgan/weights" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"weights")
    for package, text in {"gfpgan": GFPGAN, "torch": TORCH}.items():
        (tmp_path / "site" / package).mkdir(parents=True)
        (tmp_path / "site" / package / "__init__.py").write_text(text)
    (tmp_path / "inputs").mkdir()
    return tmp_path


def run(image: Path, *arguments: str) -> tuple[int, dict[str, object]]:
    """Exit code and result.json."""
    done = subprocess.run(
        [
            sys.executable,
            gfpgan_runner.__file__,
            "-i",
            "inputs",
            "-o",
            "results",
            "-s",
            "2",
            "--ext",
            "png",
            *arguments,
        ],
        cwd=image,
        env={"PYTHONPATH": str(image / "site")},
        timeout=patience(60),
        check=False,
        capture_output=True,
    )
    report = image / "results/result.json"
    return done.returncode, json.loads(report.read_text()) if report.exists() else {}


def test_a_bad_picture_stops_no_other(image: Path) -> None:
    widths = {"0000": 320, "0001": 301, "0002": 302, "0003": 303}
    for name, width in widths.items():
        (image / f"inputs/{name}.png").write_bytes(jpeg(width))
    (image / "inputs/0004.png").write_bytes(b"no picture")
    (image / "inputs/0005.png").write_bytes(jpeg())
    code, report = run(image)
    assert code == 1
    assert report["photos"] == {
        "0000": {"state": "done", "faces": 1},
        "0001": {"state": "failed", "error": "ValueError: a face was not restored (out of GPU memory?)"},
        "0002": {"state": "failed", "error": "RuntimeError: boom"},
        "0003": {"state": "done", "faces": 0},
        "0004": {"state": "failed", "error": "ValueError: not a readable picture"},
        "0005": {"state": "done", "faces": 1},
    }
    assert (report["inputs"], report["current"], report["device"]) == (6, "", "cpu")
    written = sorted(path.name for path in (image / "results/restored_imgs").iterdir())
    assert written == ["0000.png", "0003.png", "0005.png"]


@pytest.mark.parametrize("missing", [*gfpgan_runner.FACE_FILES, "GFPGANv1.4.pth"])
def test_missing_weights_are_named_before_anything_is_loaded(image: Path, missing: str) -> None:
    (image / "inputs/0000.png").write_bytes(jpeg())
    (image / "gfpgan/weights" / missing).unlink()
    assert run(image) == (
        3,
        {
            "inputs": 1,
            "device": "",
            "current": "",
            "photos": {},
            "broken": f"The model file {missing} is missing: put it into GFPGAN_WEIGHTS_DIR.",
            "installed": True,
        },
    )


def test_no_input_and_no_gfpgan(image: Path) -> None:
    code, report = run(image)
    assert (code, report["inputs"]) == (4, 0)
    (image / "inputs/0000.png").write_bytes(jpeg())
    (image / "site/gfpgan/__init__.py").unlink()
    (image / "site/gfpgan").rename(image / "site/other")
    code, report = run(image)
    assert (code, report["broken"]) == (3, "GFPGAN is not installed in this image: check GFPGAN_DOCKER_IMAGE.")
    assert (
        run(image, "-v", "9")[1]["broken"] == "GFPGAN_MODEL 9 is unknown: write one of 1, 1.2, 1.3, 1.4, RestoreFormer."
    )
