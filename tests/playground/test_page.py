"""A scripted browser does what a newcomer does, and leaves the pictures of the README."""

import asyncio
import shutil
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.patience import patience
from tests.processes import ROOT

PICTURES = (
    "progress",
    "chat-light",
    "chat-dark",
    "history",
    "settings",
    "two-users",
    "minutes",
    "protocol",
    "speech",
    "stats",
)
LARGEST = 200_000
SCRIPT_SECONDS = 400.0


@pytest.mark.timeout(500)
@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
@pytest.mark.skipif(shutil.which("flite") is None, reason="flite, which speaks the sample recordings, is not installed")
async def test_a_sample_recording_becomes_its_text(tmp_path: Path) -> None:
    """The script itself fails when the result does not come or a page does not open."""
    script = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "scripts.screenshots",
        "--out",
        str(tmp_path),
        cwd=ROOT,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await asyncio.wait_for(script.communicate(), patience(SCRIPT_SECONDS))
    assert script.returncode == 0, output.decode()[-3000:]
    for name in PICTURES:
        picture = tmp_path / f"{name}.png"
        assert picture.stat().st_size < LARGEST
        with Image.open(picture) as image:
            assert image.width >= 1000 and len(image.convert("RGB").getcolors(1 << 24) or ()) > 50, "an empty picture"
