"""Files sent to do harm, or by mistake: an answer each, little memory, nothing read that is not the user's."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.hostile_samples import HOSTILE, HostileSamples
from tests.media_fixtures import OpenedFiles
from tests.media_samples import Samples, run
from tests.patience import patience

NOT_MEDIA = {
    *("text.mp3", "one-byte", "zeros", "random", "zip", "gzip-bomb", "png", "hls-absolute.ogg", "hls-relative.ogg"),
    *("hls-http.ogg", "ffconcat-relative", "ffconcat-absolute", "ffconcat-http", "dash", "sdp"),
}
OUTCOMES = {
    **dict.fromkeys(NOT_MEDIA, "NotMedia"),
    "zero-bytes": "EmptyFile",
    "truncated.ogg": "DamagedMedia",
    "ogg-first-page": "DamagedMedia",
    "truncated.m4a": "DamagedMedia",
    "broken-index.m4a": "DamagedMedia",
    "protected.mp4": "DamagedMedia",
    "silent-film": "NoSound",
    "ten-hours.ogg": "TooLong",
    "ten-hours.mp3": "TooLong",
    "ten-hours.flac": "TooLong",
    "ten-hours-unsaid.webm": "TooLong",
    # What is odd about these does not touch the sound: the user gets the words.
    "truncated.mp3": "text",
    "huge-cover.mp3": "text",
    "deep-cover.mp3": "text",
    "forged-granule.ogg": "text",
    "forged-mvhd.m4a": "text",
    # Odd, but it takes no work worth speaking of.
    "eight-channels.flac": "text",
}


LENGTHS = {"truncated.mp3": 15.5 / 2, "eight-channels.flac": 30}


@pytest.fixture
def victim_opened(hostile: HostileSamples) -> Iterator[OpenedFiles]:
    watch = OpenedFiles(hostile.victim)
    yield watch
    watch.close()


@pytest.fixture
async def listener(hostile: HostileSamples) -> AsyncIterator[list[str]]:
    """Who connected to the address that the playlists name."""
    heard: list[str] = []

    async def note(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append("connected")
        writer.close()

    server = await asyncio.start_server(note, "127.0.0.1", 0)
    hostile.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield heard
    server.close()
    await server.wait_closed()


def test_every_hostile_file_has_its_outcome() -> None:
    assert set(OUTCOMES) == set(HOSTILE)


@pytest.mark.parametrize("name", sorted(HOSTILE))
async def test_hostile_file(
    hostile: HostileSamples, workspace: Path, victim_opened: OpenedFiles, listener: list[str], name: str
) -> None:
    file = workspace / "in"
    fresh = hostile.folder / f"hostile-{name}"
    fresh.unlink(missing_ok=True)  # the listener's port is another one for each test
    file.write_bytes(hostile.make(name).read_bytes())
    relative = workspace / hostile.victim.name
    relative.hardlink_to(hostile.victim)  # so that a relative path in a playlist would find it
    victim_opened.count()

    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.measured_run", str(file), str(workspace)), stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    measured = json.loads(output)

    assert measured["outcome"] == OUTCOMES[name]
    assert victim_opened.count() == 0
    assert listener == []
    assert measured["children_mb"] < 200
    assert measured["children_cpu"] < patience(20), "two programs at most, and neither near its limit"
    assert measured["grown_mb"] < 50
    is_silent = name == "eight-channels.flac"  # there is nothing in it to ask for
    assert measured["requests"] == (1 if OUTCOMES[name] == "text" and not is_silent else 0)
    left = {path.name for path in workspace.iterdir()} - {"in", relative.name}
    assert left <= {"sound.mp3", "sound.m4a"}
    if OUTCOMES[name] == "text":
        length = LENGTHS.get(name, 15.5)  # whatever the header says
        assert measured["seconds"] == pytest.approx(length, abs=0.3)


@pytest.mark.parametrize("name", ["hls-absolute.ogg", "hls-relative.ogg"])
async def test_the_trap_is_real(hostile: HostileSamples, victim_opened: OpenedFiles, name: str) -> None:
    """Without our arguments ffmpeg does read the other user's file: the test above would notice."""
    victim_opened.count()
    run("ffmpeg", "-v", "error", "-i", str(hostile.make(name)), "-f", "null", "-")
    assert victim_opened.count() > 0


def test_the_cover_is_real(hostile: HostileSamples) -> None:
    """Without our limits a picture of 0.4 MB takes more memory than any program of ours may."""
    command = ["ffprobe", "-v", "error", "-i", str(hostile.make("deep-cover.mp3"))]
    code = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:]);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"
    )
    done = subprocess.run([sys.executable, "-c", code, *command], check=True, capture_output=True, text=True)
    assert int(done.stdout) > 200


async def test_twenty_megabytes_pass_without_being_held(samples: Samples, workspace: Path) -> None:
    wav = samples.made("long.wav", "-f", "lavfi", "-i", "anoisesrc=d=585:r=16000", "-c:a", "pcm_s16le")
    assert wav.stat().st_size > 18_000_000
    enough = " ".join(f"word{number}" for number in range(800))  # fewer would be asked for again
    command = (sys.executable, "-m", "tests.measured_run", str(wav), str(workspace), enough)
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    measured = json.loads((await process.communicate())[0])
    assert (measured["outcome"], measured["requests"]) == ("text", 1)
    assert measured["grown_mb"] < 15
