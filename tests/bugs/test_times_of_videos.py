"""Subtitles and minutes showed times that were not the video's: sound that began at 20 s had its first word at 0, and
after a stretch without sound all that followed was too early.
"""

from itertools import product
from pathlib import Path

import pytest

from frontend_bot.core.job import Result
from frontend_bot.core.record import Record
from frontend_bot.core.transcript import Transcript
from frontend_bot.file_formats.subtitles import write_srt
from frontend_bot.media.plan import Bounds
from frontend_bot.workflows.documents.lines import lines_of
from tests.heard import Heard, heard
from tests.media_fixtures import samples
from tests.media_samples import Samples

__all__ = ["samples"]

WORDS = range(1, 21)
NEAR = 0.3
GAP_AFTER = 7.2
"""Seconds; a pause between two words lies there."""
LAST_BEFORE = 10
PICTURE = "-f lavfi -i color=c=teal:s=64x48:r=5:d=46"
CONTAINERS = {"mp4": "mpeg4", "mov": "mpeg4", "mkv": "mpeg4", "webm": "libvpx -deadline realtime", "ts": "mpeg4"}
KINDS = {"late": ["-itsoffset", "20"], "early": ["-itsoffset", "-1"], "gap": []}
# Bare samples have no clock of their own in QuickTime: no gap can be written.
ENCODED_CASES = [("late", "mov"), ("early", "mov"), ("late", "ts"), ("gap", "mp4"), ("gap", "mkv"), ("gap", "ts")]
GAP = f"asetpts='PTS+if(gt(T,{GAP_AFTER}),30,0)/TB'"
COPIED = {**dict.fromkeys(CONTAINERS, "aac"), "webm": "libopus"}
ENCODED = {"mp4": "ac3", "mov": "pcm_s16be", "mkv": "ac3", "ts": "mp2"}


def video(samples: Samples, kind: str, extension: str, codec: str) -> Path:
    sound = ["-i", str(samples.tones("wav", WORDS[0], WORDS[-1]))]
    gap = ["-af", GAP] if kind == "gap" else []
    codecs = f"-map 0:v -map 1:a -c:v {CONTAINERS[extension]} -r 5 -c:a {codec} -ar 48000 -ac 1".split()
    name = f"{kind}-{codec}.{extension}"
    return samples.made(name, *PICTURE.split(), *KINDS[kind], *sound, *gap, *codecs)


def shown_at(kind: str, extension: str, word: int) -> float | None:
    """When a player shows the picture to this word, in seconds; None where it plays no such sound."""
    moment = 0.3 + 0.7 * (word - 1)
    if kind == "late":
        return moment + 20
    if kind == "gap":
        return moment + (30 if word > LAST_BEFORE else 0)
    # Where sound from before the beginning cannot be, ffmpeg writes the picture a second later instead.
    before = 1.0 if extension in {"mp4", "mov"} else 0.0
    return moment - before if moment >= before else None


def check(found: Heard, kind: str, extension: str) -> None:
    shown = {word: shown_at(kind, extension, word) for word in WORDS}
    for word, moment in shown.items():
        if moment is not None:
            assert found.moments[word] == pytest.approx(moment, abs=NEAR), word
    assert sorted(found.moments) == [word for word in WORDS if shown[word] is not None or word in found.moments]
    assert found.booked == pytest.approx(14.3, abs=1.2), "what is not there is not paid for"
    first, last = min(found.moments), max(found.moments)
    for place in (first, last):
        moment = shown[place]
        assert moment is not None
        assert times_in_srt(found.transcript)[f"w{place:04d}"] == pytest.approx(moment, abs=NEAR)
        assert times_in_minutes(found.transcript)[f"w{place:04d}"] == pytest.approx(moment, abs=NEAR)


def times_in_srt(transcript: Transcript) -> dict[str, float]:
    record = Record("1:2", 1, "transcribe_audio", "film", 0.0, transcript.duration, Result(transcript=transcript))
    times: dict[str, float] = {}
    for block in write_srt(record).data.decode("utf-8-sig").split("\n\n"):
        _, span, *lines = block.strip().splitlines()
        hours, minutes, seconds = span.split(" --> ")[0].replace(",", ".").split(":")
        times |= {word: int(hours) * 3600 + int(minutes) * 60 + float(seconds) for word in " ".join(lines).split()}
    return times


def times_in_minutes(transcript: Transcript) -> dict[str, float]:
    """By the places that minutes, tasks and answers cite."""
    return {line.text: line.place.seconds or 0.0 for line in lines_of(transcript)}


@pytest.mark.parametrize(("kind", "extension"), [*product(KINDS, COPIED)])
async def test_sound_that_is_copied(samples: Samples, tmp_path: Path, kind: str, extension: str) -> None:
    found = await heard(video(samples, kind, extension, COPIED[extension]), tmp_path)
    check(found, kind, extension)


@pytest.mark.parametrize(("kind", "extension"), ENCODED_CASES)
async def test_sound_that_is_encoded(samples: Samples, tmp_path: Path, kind: str, extension: str) -> None:
    found = await heard(video(samples, kind, extension, ENCODED[extension]), tmp_path)
    assert found.programs.becomes == "encoded as mp3"
    check(found, kind, extension)


@pytest.mark.parametrize(("kind", "extension"), [("late", "mp4"), ("late", "ts"), ("gap", "mkv"), ("early", "mov")])
async def test_what_is_too_long_for_one_request(samples: Samples, tmp_path: Path, kind: str, extension: str) -> None:
    file = video(samples, kind, extension, COPIED[extension])
    found = await heard(file, tmp_path, Bounds(seconds=8, longest=600))
    assert found.requests > 1
    check(found, kind, extension)


async def test_a_radio_recording_that_lost_its_signal(samples: Samples, tmp_path: Path) -> None:
    sound = samples.tones("wav", WORDS[0], WORDS[-1])
    file = samples.made("radio.ts", "-i", str(sound), "-af", GAP, "-c:a", "aac", "-ar", "48000")
    check(await heard(file, tmp_path), "gap", "ts")


async def test_a_broadcast_whose_clock_was_set_anew(samples: Samples, tmp_path: Path) -> None:
    """Two hours are not missing where the picture jumps as well: players show the second half after the first."""
    sound = samples.tones("wav", WORDS[0], WORDS[-1])
    picture = PICTURE.replace("d=46", "d=14.3").split()
    parts = []
    for hours in (0, 2):
        made = f"-map 0:v -map 1:a -c:v mpeg4 -r 5 -c:a aac -ar 48000 -output_ts_offset {hours * 3600}".split()
        parts.append(samples.made(f"hour-{hours}.ts", *picture, "-i", str(sound), *made))
    file = samples.folder / "set-anew.ts"
    file.write_bytes(b"".join(part.read_bytes() for part in parts))
    found = await heard(file, tmp_path)
    assert found.words == [*WORDS, *WORDS]
    assert found.transcript.segments[len(WORDS)].start == pytest.approx(14.6, abs=0.5)
