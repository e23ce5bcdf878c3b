"""Recordings for tests, made when they are asked for: speech by flite, tones by numpy, every container by ffmpeg.

Nothing binary lies in the repository. A test that needs a program that is not there is skipped with the reason.
The hostile ones are in tests/hostile_samples.py.
"""

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.patience import patience
from tests.tone_code import write_tones

SENTENCES = (
    "The meeting starts at nine in the morning.",
    "Please send the report to the whole team before Friday.",
    "We decided to move the release to the second week of March.",
    "The old server will be switched off at the end of the month.",
    "Anna will call the customer and explain the new price.",
)
"""What the spoken samples say."""

CONTAINERS = {
    "ogg": "-c:a libopus -b:a 32k",
    "mp3": "-c:a libmp3lame -b:a 64k",
    "m4a": "-c:a aac -b:a 64k",
    "wav": "-c:a pcm_s16le",
    "flac": "-c:a flac -sample_fmt s16",
    "webm": "-c:a libopus -b:a 24k",
    "aac": "-c:a aac -b:a 64k",
    "wma": "-c:a wmav2 -b:a 64k",
    "mka": "-c:a libvorbis",
    "aiff": "-c:a pcm_s16be",
    "caf": "-c:a pcm_s16le",
}
"""By extension, how ffmpeg writes it. "mp4" is a film, see ``film``."""


class Samples:
    """Makes each file once, in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def spoken(self, extension: str = "ogg", voice: str = "rms", sentences: Iterable[str] = SENTENCES) -> Path:
        """Speech in some container; "ogg" is what Telegram calls a voice note (Opus, mono)."""
        text = " ".join(sentences)
        wav = self.folder / f"{voice}-{abs(hash(text))}.wav"
        if not wav.exists():
            run("flite", "-voice", voice, "-t", text, "-o", str(wav))
        return self.converted(wav, extension)

    def tones(self, extension: str = "ogg", first: int = 1, last: int = 20) -> Path:
        """Tone-coded words (tests/tone_code.py) ``first`` to ``last``."""
        wav = self.folder / f"tones-{first}-{last}.wav"
        if not wav.exists():
            write_tones(wav, range(first, last + 1))
        return self.converted(wav, extension)

    def film(self, sound: Path | None, name: str = "film.mp4") -> Path:
        """A video of three seconds or as long as its sound; None: without sound."""
        audio = ["-i", str(sound), "-map", "0:v", "-map", "1:a", "-c:a", "aac"] if sound else []
        picture = ["-f", "lavfi", "-i", "color=c=teal:s=320x240:r=5:d=3"]
        return self.made(name, *picture, *audio, "-c:v", "libx264", "-preset", "ultrafast")

    def silence(self, name: str, seconds: int, source: str, codec: str) -> Path:
        """Digital silence in one encoder's hand, as small as it gets. ``source`` is ffmpeg's anullsrc."""
        return self.made(name, "-f", "lavfi", "-i", source, "-t", str(seconds), "-c:a", codec, "-b:a", "8k")

    def converted(self, wav: Path, extension: str) -> Path:
        """A WAV file in another container."""
        if extension == "wav":
            return wav
        if extension == "mp4":
            return self.film(wav, f"{wav.stem}.mp4")
        return self.made(f"{wav.stem}.{extension}", "-i", str(wav), *CONTAINERS[extension].split())

    def made(self, name: str, *arguments: str) -> Path:
        """What ffmpeg makes of its arguments, once."""
        target = self.folder / name
        if not target.exists():
            run("ffmpeg", "-nostdin", "-v", "error", "-y", *arguments, str(target))
        return target


def run(*command: str) -> None:
    """Run a program that makes a sample; skip the test where it is not installed."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    subprocess.run(command, check=True, capture_output=True, timeout=patience(300))
