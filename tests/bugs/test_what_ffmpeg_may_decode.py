"""Any of ffmpeg's five hundred decoders was open to what strangers send, those of games and forgotten cameras as well;
and sound that dictaphones and phones do write (CAF, AIFF-C, LATM, 192 kHz, ten channels) was refused.
"""

import asyncio
import re
import subprocess
from pathlib import Path

import pytest

from benchmarks.format_samples import SAMPLES, make
from frontend_bot.errors import BotError, NotMedia, UnreadableSound
from frontend_bot.media import commands
from frontend_bot.media.allowed import SAFE_INPUT, SAFE_LOOK
from frontend_bot.media.plan import MP3, Bounds
from frontend_bot.media.probe import ONLY_TRACK
from tests.heard import heard
from tests.media_fixtures import samples
from tests.media_samples import Samples

__all__ = ["samples"]

FILE = Path("/in")
BY_NAME = {sample.name: sample for sample in SAMPLES}
READ = {
    **dict.fromkeys(("opus.caf", "ulaw.aifc", "latm.latm", "latm.ts", "192-khz.wav"), "encoded as mp3"),
    **dict.fromkeys(("ten-channels.wav", "disc.mpg", "layer-2.mp2", "speex.spx", "disc.m2ts"), "encoded as mp3"),
    "pcm.caf": "copied into wav",
    "magicyuv.mkv": "copied into m4a",
}
COMMANDS = {
    "measure": commands.measure(FILE, ONLY_TRACK, Bounds()),
    "picture": commands.picture_clock(FILE, is_believed=True),
    "scan": commands.scan(FILE, ONLY_TRACK, Bounds()),
    "encode": commands.encode_and_scan(FILE, ONLY_TRACK, Bounds(), MP3, FILE),
    "copy": commands.copy(FILE, ONLY_TRACK, Bounds(), MP3, FILE),
    "copy and scan": commands.copy_and_scan(FILE, ONLY_TRACK, Bounds(), MP3, FILE),
    "split": commands.split(FILE, ONLY_TRACK, Bounds(), MP3, (), FILE),
    "loudness": commands.loudness(FILE, ONLY_TRACK, 0, 1),
    "piece": commands.piece(FILE, ONLY_TRACK, Bounds(), MP3, 0, 1, FILE),
    "part": commands.part(FILE, ONLY_TRACK, Bounds(), MP3, 0, 1, FILE),
    "joined": commands.joined([FILE, FILE], Bounds(), MP3, FILE),
    "voice note": commands.voice_note([FILE, FILE], Bounds(), FILE),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_names_what_may_be_decoded_before_each_file(name: str) -> None:
    command = COMMANDS[name]
    files = [at for at, word in enumerate(command) if word == "-i"]
    for before, at in zip([0, *files], files, strict=False):
        options = command[before:at]
        for option in ("-protocol_whitelist", "-format_whitelist", "-codec_whitelist"):
            assert option in options


def allowed(options: tuple[str, ...]) -> set[str]:
    return set(options[options.index("-codec_whitelist") + 1].split(","))


def test_no_picture_is_ever_decoded() -> None:
    told = subprocess.run(["ffmpeg", "-hide_banner", "-decoders"], capture_output=True, text=True, check=True).stdout

    pictures = set(re.findall(r"^ [VS]\S{5} (\S+)", told, re.MULTILINE))
    assert pictures
    assert not allowed(SAFE_INPUT) & pictures
    assert not allowed(SAFE_LOOK) & {"magicyuv", "huffyuv", "hap", "exr", "tiff", "cinepak", "smacker"}


def test_a_decoder_that_is_not_named_stays_closed(samples: Samples) -> None:
    """The whitelist does what it says: ffmpeg reads the container and refuses the codec."""
    odd = samples.made("odd.mka", "-f", "lavfi", "-i", "sine=duration=2", "-c:a", "tta")
    command = ["ffmpeg", "-v", "error", *SAFE_INPUT, "-i", f"file:{odd}", "-f", "null", "-"]
    refused = subprocess.run(command, check=False, capture_output=True, text=True)
    assert refused.returncode != 0
    assert "not on whitelist" in refused.stderr


@pytest.mark.parametrize("name", READ)
async def test_what_recorders_write_is_read(tmp_path: Path, name: str) -> None:
    file = await asyncio.to_thread(make, BY_NAME[name], tmp_path)
    assert file is not None
    found = await heard(file, tmp_path / "job")
    assert found.programs.becomes == READ[name]
    assert found.words == list(range(1, 11))
    assert found.transcript.duration == pytest.approx(BY_NAME[name].seconds, abs=0.3)


@pytest.mark.parametrize(
    ("name", "error"), [("tta.mka", UnreadableSound), ("tta.tta", NotMedia), ("real.rm", NotMedia)]
)
async def test_what_nobody_records_with_is_a_sentence(tmp_path: Path, name: str, error: type[BotError]) -> None:
    file = await asyncio.to_thread(make, BY_NAME[name], tmp_path)
    assert file is not None
    with pytest.raises(error):
        await heard(file, tmp_path / "job")
