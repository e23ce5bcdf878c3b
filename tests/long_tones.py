"""Long recordings that say numbers in tones (tests/tone_code.py), in every container, at little cost: made once."""

import json
import subprocess
from pathlib import Path

from tests.media_samples import Samples
from tests.tone_code import PAUSE, WORD, write_tones

QUICK_CODECS = {
    "ogg": "-c:a libopus -b:a 24k -compression_level 0",
    "mp3": "-c:a libmp3lame -b:a 24k -compression_level 9",
    "m4a": "-c:a aac -aac_coder fast -b:a 48k -ar 16000",
    "flac": "-c:a flac -compression_level 0",
    "webm": "-c:a libopus -b:a 24k -compression_level 0",
    "wma": "-c:a wmav2 -b:a 32k",
    "aac": "-c:a aac -aac_coder fast -b:a 48k -ar 16000",
}
"""How ffmpeg writes them without taking minutes for it."""
EXTENSIONS = ("ogg", "mp3", "m4a", "wav", "flac", "mp4", "webm")


def long_tones(samples: Samples, extension: str, minutes: float) -> tuple[Path, list[str]]:
    """A recording of about so many minutes, and the words in it."""
    count = int(minutes * 60 / (WORD + PAUSE))
    wav = samples.folder / f"long-{minutes}.wav"
    if not wav.exists():
        write_tones(wav, range(count))
    words = [f"w{number:04d}" for number in range(count)]
    if extension == "wav":
        return wav, words
    if extension == "mp4":
        sound, _ = long_tones(samples, "m4a", minutes)
        picture = f"-f lavfi -i color=c=teal:s=64x48:r=1:d={minutes * 60} -i {sound} -map 0:v -map 1:a -c:a copy"
        return samples.made(f"long-{minutes}.mp4", *picture.split(), "-c:v", "libx264", "-preset", "ultrafast"), words
    name = f"long-{minutes}.{extension}"
    return samples.made(name, "-i", str(wav), *QUICK_CODECS[extension].split()), words


def probed_seconds(path: Path) -> float:
    """What the header says."""
    command = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "json", str(path)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return float(json.loads(told)["format"]["duration"])
