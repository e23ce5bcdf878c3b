"""Plans carried out on real files."""

import asyncio
import wave
from pathlib import Path

import pytest

from frontend_bot.errors import TooLong
from frontend_bot.media.conversion import Conversion
from frontend_bot.media.plan import MP3, WAV, Bounds
from frontend_bot.media.prepared import Prepared
from frontend_bot.media.probe import probe
from frontend_bot.media.programs import Programs
from tests.media_fixtures import Told, working_in
from tests.media_samples import Samples
from tests.tone_code import read_tones

WORDS = [f"w{number:04d}" for number in range(1, 21)]


async def words_in(prepared: Prepared) -> list[str]:
    return [word for word, _, _ in await read_tones(prepared.path)]


@pytest.mark.parametrize(
    ("extension", "sent_as", "is_copied"),
    [
        ("ogg", "voice.ogg", False),
        ("mp3", "voice.mp3", False),
        ("m4a", "voice.m4a", False),
        ("wav", "voice.wav", False),
        ("flac", "voice.flac", False),
        ("webm", "voice.webm", False),
        ("mp4", "voice.m4a", True),
        ("aac", "voice.m4a", True),
        ("mka", "voice.webm", False),
        ("wma", "voice.mp3", True),
        ("aiff", "voice.mp3", True),
        ("caf", "voice.wav", True),
    ],
)
async def test_nothing_is_lost_in_any_container(
    samples: Samples, conversion: Conversion, workspace: Path, told: Told, extension: str, sent_as: str, is_copied: bool
) -> None:
    source = samples.tones(extension)
    prepared = await conversion.prepare(source, workspace, "", told)
    assert prepared.file_name == sent_as
    assert (prepared.path != source) is is_copied
    assert prepared.size == prepared.path.stat().st_size
    assert prepared.duration == pytest.approx(14.3, abs=0.3)
    assert await words_in(prepared) == WORDS
    assert await asyncio.to_thread(lambda: list(workspace.iterdir())) == ([prepared.path] if is_copied else [])


async def test_a_voice_note_starts_no_program(samples: Samples, workspace: Path, told: Told) -> None:
    class NoPrograms(Programs):
        async def run(self, *_: object, **__: object) -> None:  # type: ignore[override]
            raise AssertionError("a program was started")

    prepared = await Conversion(NoPrograms()).prepare(samples.spoken("ogg"), workspace, "", told)
    assert (prepared.file_name, prepared.shape.mime_type) == ("voice.ogg", "audio/ogg")
    assert told.words == []


async def test_the_default_track_is_taken(
    samples: Samples, conversion: Conversion, workspace: Path, told: Told
) -> None:
    first, second = samples.tones("wav", 1, 20), samples.tones("wav", 101, 120)
    streams = ["-i", str(first), "-i", str(second), "-map", "0", "-map", "1", "-c:a", "aac"]
    two = samples.made("two.mp4", *streams, "-disposition:a:0", "0", "-disposition:a:1", "default")
    prepared = await conversion.prepare(two, workspace, "", told)
    assert (await words_in(prepared))[0] == "w0101"


async def test_many_bytes_are_made_few(samples: Samples, programs: Programs, workspace: Path, told: Told) -> None:
    small = Conversion(programs, Bounds(bytes=200_000))
    source = samples.tones("wav")
    assert source.stat().st_size > 200_000
    prepared = await small.prepare(source, workspace, "", told)
    assert (prepared.shape, prepared.size < 200_000) == (MP3, True)
    assert await words_in(prepared) == WORDS


async def test_a_copy_that_does_not_fit_is_encoded(
    samples: Samples, programs: Programs, workspace: Path, told: Told
) -> None:
    caf = samples.tones("caf")
    prepared = await Conversion(programs, Bounds(bytes=200_000)).prepare(caf, workspace, "", told)
    assert prepared.shape == MP3
    assert await words_in(prepared) == WORDS


async def test_a_header_that_claims_less_than_there_is_does_not_help(
    samples: Samples, programs: Programs, workspace: Path, told: Told
) -> None:
    source = samples.tones("wav").read_bytes()
    lying = workspace / "in"
    lying.write_bytes(source[:40] + (16000).to_bytes(4, "little") + source[44:])
    measured = await Conversion(programs).prepare(lying, workspace, "", told)
    assert (
        measured.duration < 2 or measured.duration > 14
    )  # what is measured is what ffmpeg hears, not what we were told
    with pytest.raises(TooLong):
        await Conversion(programs, Bounds(seconds=10)).prepare(samples.tones("mp3"), workspace, "", told)


async def test_a_header_that_claims_a_moment_does_not_pass_hours(
    samples: Samples, programs: Programs, workspace: Path, told: Told
) -> None:
    """mp4: the film's header says one second, the sound's own table says fourteen."""
    m4a = samples.made("tones-plain.m4a", "-i", str(samples.tones("wav")), "-c:a", "aac").read_bytes()
    for box, offset in ((b"mvhd", 20), (b"tkhd", 24), (b"mdhd", 20)):
        at = m4a.index(box) + offset
        m4a = m4a[:at] + (1000).to_bytes(4, "big") + m4a[at + 4 :]
    lying = workspace / "in"
    lying.write_bytes(m4a)
    assert (await probe(lying, programs)).duration < 10
    with pytest.raises(TooLong):
        await Conversion(programs, Bounds(seconds=10)).prepare(lying, workspace, "", told)


async def test_progress_is_told_in_order(samples: Samples, conversion: Conversion, workspace: Path, told: Told) -> None:
    await conversion.prepare(samples.tones("wma", 1, 60), workspace, "", told)
    assert told.words == ["progress-converting"]
    assert told.fractions == sorted(told.fractions)
    assert all(0 <= fraction <= 1 for fraction in told.fractions)


async def test_another_shape_for_a_server_that_refuses_the_first(
    samples: Samples, conversion: Conversion, workspace: Path, told: Told
) -> None:
    prepared = await conversion.prepare(samples.tones("ogg"), workspace, "", told)
    for shape in (MP3, WAV):
        other = await conversion.reencoded(prepared, shape, workspace, told)
        assert other.file_name == f"voice.{shape.extension}"
        assert await words_in(other) == WORDS


async def test_samples_for_an_engine_on_this_machine(
    samples: Samples, conversion: Conversion, workspace: Path, told: Told
) -> None:
    with wave.open(str(samples.tones("wav"))) as source:
        seconds = source.getnframes() / source.getframerate()
    prepared = await conversion.samples(samples.tones("ogg"), workspace, "", told)
    assert prepared.size / 2 / 16000 == pytest.approx(seconds, abs=0.1)


async def test_cancelling_ends_ffmpeg_at_once(
    samples: Samples, conversion: Conversion, workspace: Path, told: Told
) -> None:
    # Ten minutes of silence take the encoder a while; the job is cancelled as soon as ffmpeg is seen at work.
    long = samples.made("long.wma", "-f", "lavfi", "-i", "anoisesrc=d=580:r=44100", "-c:a", "wmav2", "-b:a", "64k")
    running = asyncio.create_task(conversion.prepare(long, workspace, "", told))
    while not working_in(workspace):
        await asyncio.sleep(0.005)
        assert not running.done()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert not working_in(workspace)
