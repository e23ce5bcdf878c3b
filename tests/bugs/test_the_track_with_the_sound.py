"""Of a screen recording whose first track is silent nothing was heard, though its second track speaks; and digital
silence in a short voice note was sent to the provider and paid for.
"""

from pathlib import Path

import pytest

from frontend_bot.media.plan import Bounds
from tests.heard import heard
from tests.media_fixtures import samples
from tests.media_samples import Samples

__all__ = ["samples"]

WORDS = list(range(1, 21))
PICTURE = "-f lavfi -i color=c=teal:s=64x48:r=5:d=14.3"
SILENCE = "-f lavfi -i anullsrc=r=48000:cl=stereo:d=14.3"
HUM = "-f lavfi -i sine=frequency=50:duration=14.3"


def recording(samples: Samples, name: str, *sounds: str) -> Path:
    """A video with a track for each sound, the first of them marked as the one to be played."""
    tones = f"-i {samples.tones('wav', WORDS[0], WORDS[-1])}"
    inputs = " ".join(tones if sound == "words" else sound for sound in sounds)
    maps = " ".join(f"-map {number}:a" for number in range(1, len(sounds) + 1))
    return samples.made(name, *f"{PICTURE} {inputs} -map 0:v {maps} -c:v mpeg4 -c:a aac -ar 48000".split())


@pytest.mark.parametrize("extension", ["mp4", "mkv"])
async def test_the_second_track_is_heard_where_the_first_is_silent(
    samples: Samples, tmp_path: Path, extension: str
) -> None:
    found = await heard(recording(samples, f"silent-first.{extension}", SILENCE, "words"), tmp_path)
    assert (found.words, found.requests) == (WORDS, 1)
    assert found.booked == pytest.approx(14.3, abs=0.3)


async def test_so_it_is_in_a_long_one(samples: Samples, tmp_path: Path) -> None:
    file = recording(samples, "silent-first.mov", SILENCE, "words")
    found = await heard(file, tmp_path, Bounds(seconds=8, longest=600))
    assert found.words == WORDS


async def test_a_track_in_which_nobody_speaks_is_not_the_last_word(samples: Samples, tmp_path: Path) -> None:
    """It sounds, so it is asked about first; the provider hears no words in it."""
    file = recording(samples, "hum-first.mp4", HUM, "words")
    found = await heard(file, tmp_path, invents=True)
    assert found.words == WORDS
    assert found.requests >= 2


async def test_nobody_speaks_where_all_tracks_are_silent(samples: Samples, tmp_path: Path) -> None:
    found = await heard(recording(samples, "silent-both.mp4", SILENCE, SILENCE), tmp_path)
    assert (found.transcript.text, found.requests, found.booked) == ("", 0, 0)
    assert found.transcript.duration == pytest.approx(14.3, abs=0.3)


async def test_a_quiet_voice_beside_a_silent_track_is_heard(samples: Samples, tmp_path: Path) -> None:
    """So quiet that it counts for silence between words, but not digital silence."""
    quiet = "-f lavfi -i sine=frequency=300:duration=14.3,volume=-34dB"
    found = await heard(recording(samples, "quiet.mp4", SILENCE, quiet), tmp_path, answer="hardly to be heard")
    assert (found.transcript.text, found.requests) == ("hardly to be heard", 1)


@pytest.mark.parametrize(
    "made", ["note.ogg -c:a libopus -b:a 32k", "cbr.ogg -c:a libopus -vbr off -b:a 64k", "a.mp3", "a.m4a", "a.wav"]
)
async def test_digital_silence_is_not_paid_for(samples: Samples, tmp_path: Path, made: str) -> None:
    name, *codec = made.split()
    file = samples.made(f"silence-{name}", *["-f", "lavfi", "-i", "anullsrc=r=48000:cl=mono:d=10"], *codec)
    found = await heard(file, tmp_path, answer="Thanks for watching!")
    assert (found.transcript.text, found.requests, found.booked) == ("", 0, 0)
