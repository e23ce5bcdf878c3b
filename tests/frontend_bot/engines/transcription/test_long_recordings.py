"""Recordings longer than one request: every word, in order, once, whatever the container and the provider do."""

from itertools import pairwise
from pathlib import Path

import pytest

from frontend_bot.core.recording import Begun, LongRecording, Way
from frontend_bot.core.tools import Progress, Source, TranscriptionOptions
from frontend_bot.engines.openai_http.retries import Patience, RetryRule
from frontend_bot.engines.transcription.openai import OpenAITranscription
from frontend_bot.errors import EngineKeyRefused, EngineUnavailable, TooLong
from frontend_bot.media.conversion import Conversion
from frontend_bot.media.plan import Bounds
from frontend_bot.media.programs import Programs
from frontend_bot.workflows.transcribe import transcribe
from tests.frontend_bot.engines.conftest import NO_OPTIONS, MakeEngine
from tests.long_tones import EXTENSIONS, long_tones
from tests.media_fixtures import FileSource, Told
from tests.media_samples import Samples
from tests.provider.double import ProviderDouble
from tests.provider.faults import Fault

TEN_MINUTES = 10.5
QUARTER_PIECES = Bounds(seconds=150, longest=14_400)
"""Pieces a quarter as long as usual: as many cuts in ten minutes as in forty."""
PATIENT = Patience(
    connect=10, silence=60, request=90, retries=RetryRule(attempts=9, first_wait=0.01, longest_wait=0.02)
)
WAYS = {"flac": Way.ENCODE, "wma": Way.ENCODE, "mp4": Way.EXTRACT}


def plans_of(engine: OpenAITranscription) -> list[LongRecording]:
    """The plans that the engine makes from now on."""
    plans: list[LongRecording] = []
    begin = engine.begin

    async def watched(source: Source, options: TranscriptionOptions, progress: Progress) -> Begun:
        begun = await begin(source, options, progress)
        plans.extend([begun.recording] if begun.recording else [])
        return begun

    engine.begin = watched  # type: ignore[method-assign]
    return plans


@pytest.mark.parametrize("extension", [*EXTENSIONS, "wma", "aac"])
async def test_every_word_once_and_in_order(
    make_engine: MakeEngine, provider: ProviderDouble, samples: Samples, programs: Programs, workspace: Path,
    told: Told, extension: str,
) -> None:  # fmt: skip
    file, words = long_tones(samples, extension, TEN_MINUTES)
    provider.failing = 0.3
    engine = make_engine(patience=PATIENT, conversion=Conversion(programs, QUARTER_PIECES), chunks_at_once=8)
    plans = plans_of(engine)
    transcript = await transcribe(engine, FileSource(file, workspace), NO_OPTIONS, told)
    (plan,) = plans
    assert plan.way is WAYS.get(extension, Way.IN_PLACE)
    assert transcript.text.split() == words
    assert transcript.duration == pytest.approx(len(words) * 0.7 + 0.3, abs=0.3)
    assert not transcript.gaps
    answered = [request for request in provider.requests if request.status == 200]
    assert len(answered) >= len(plan.chunks) >= 5
    segments = transcript.segments
    assert all(one.end <= two.start + 0.01 for one, two in pairwise(segments))
    for segment in segments:
        first, last = (int(word[1:]) for word in (segment.text.split()[0], segment.text.split()[-1]))
        assert segment.start == pytest.approx(0.3 + first * 0.7, abs=6)
        assert segment.end == pytest.approx(0.7 + last * 0.7, abs=6)


@pytest.mark.parametrize(("at_once", "extension"), [(1, "m4a"), (8, "wav"), (8, "mp3")])
async def test_so_many_chunks_at_once(
    make_engine: MakeEngine, provider: ProviderDouble, samples: Samples, programs: Programs, workspace: Path,
    told: Told, at_once: int, extension: str,
) -> None:  # fmt: skip
    file, words = long_tones(samples, extension, TEN_MINUTES)
    provider.delay = 0.3
    engine = make_engine(
        patience=PATIENT, conversion=Conversion(programs, Bounds(seconds=60, longest=14_400)), chunks_at_once=at_once
    )
    transcript = await transcribe(engine, FileSource(file, workspace), NO_OPTIONS, told)
    assert transcript.text.split() == words
    assert provider.most_at_once == at_once
    assert told.fractions[-1] == 1.0
    assert "progress-so-far" in told.words  # longer than five minutes: the finished beginning shows


async def test_a_whisper_server_gives_the_times(
    make_engine: MakeEngine, samples: Samples, programs: Programs, workspace: Path, told: Told
) -> None:
    file, words = long_tones(samples, "m4a", TEN_MINUTES)
    engine = make_engine("whisper-1", patience=PATIENT, conversion=Conversion(programs, QUARTER_PIECES))
    transcript = await transcribe(engine, FileSource(file, workspace), NO_OPTIONS, told)
    assert [segment.text for segment in transcript.segments] == words
    for number, segment in enumerate(transcript.segments):
        assert segment.start == pytest.approx(0.3 + number * 0.7, abs=0.25)


async def test_silent_chunks_are_not_paid_for(
    make_engine: MakeEngine, provider: ProviderDouble, samples: Samples, programs: Programs, workspace: Path, told: Told
) -> None:
    silence = samples.silence("half-an-hour.ogg", 1800, "anullsrc=r=48000:cl=mono", "libopus")
    provider.invents = True
    engine = make_engine(patience=PATIENT, conversion=Conversion(programs, Bounds(longest=14_400)))
    transcript = await transcribe(engine, FileSource(silence, workspace), NO_OPTIONS, told)
    assert (transcript.text, transcript.gaps, provider.count) == ("", (), 0)


async def test_a_chunk_that_fails_is_marked_and_only_it_is_done_again(
    make_engine: MakeEngine, provider: ProviderDouble, samples: Samples, programs: Programs, workspace: Path, told: Told
) -> None:
    file, words = long_tones(samples, "ogg", TEN_MINUTES)
    engine = make_engine(patience=PATIENT, conversion=Conversion(programs, QUARTER_PIECES), chunks_at_once=1)
    source = FileSource(file, workspace)
    recording = (await engine.begin(source, NO_OPTIONS, told)).recording
    assert recording is not None
    provider.faults.extend([Fault("server_error", times=PATIENT.retries.attempts)])
    transcript = await transcribe(engine, source, NO_OPTIONS, told)
    first = recording.chunks[0]
    (gap,) = transcript.gaps
    assert (gap.start, gap.end) == (first.start, first.end)
    assert transcript.text.startswith("[⚠ 00:00:00–00:0")
    assert transcript.text.split()[2:] == words[-len(transcript.text.split()[2:]) :]
    before = provider.count
    mended = await transcribe(engine, FileSource(file, workspace), NO_OPTIONS, told, transcript)
    assert provider.count == before + 1
    assert mended.text.split() == words
    assert mended.gaps == ()
    assert [s.start for s in mended.segments] == sorted(s.start for s in mended.segments)


@pytest.mark.parametrize(("fault", "error"), [("server_error", EngineUnavailable), ("quota", EngineKeyRefused)])
async def test_nothing_understood_at_all_is_a_sentence(
    make_engine: MakeEngine, provider: ProviderDouble, samples: Samples, programs: Programs, workspace: Path,
    told: Told, fault: str, error: type[Exception],
) -> None:  # fmt: skip
    file, _ = long_tones(samples, "ogg", TEN_MINUTES)
    provider.faults.append(Fault(fault, times=100))
    engine = make_engine(patience=PATIENT, conversion=Conversion(programs, QUARTER_PIECES))
    with pytest.raises(error):
        await transcribe(engine, FileSource(file, workspace), NO_OPTIONS, told)


async def test_a_server_that_refuses_the_shape_gets_the_chunks_in_another(
    make_engine: MakeEngine, provider: ProviderDouble, samples: Samples, programs: Programs, workspace: Path, told: Told
) -> None:
    file, words = long_tones(samples, "m4a", TEN_MINUTES)
    provider.refused_formats = frozenset({"m4a"})
    engine = make_engine(patience=PATIENT, conversion=Conversion(programs, QUARTER_PIECES), chunks_at_once=8)
    transcript = await transcribe(engine, FileSource(file, workspace), NO_OPTIONS, told)
    assert transcript.text.split() == words


async def test_a_header_that_says_nothing_of_the_length(
    make_engine: MakeEngine, samples: Samples, programs: Programs, workspace: Path, told: Told
) -> None:
    """What browsers record: WebM without a duration."""
    file, words = long_tones(samples, "webm", TEN_MINUTES)
    live = samples.made("live.webm", "-i", str(file), "-c", "copy", "-live", "1", "-f", "webm")
    engine = make_engine(patience=PATIENT, conversion=Conversion(programs, QUARTER_PIECES), chunks_at_once=8)
    transcript = await transcribe(engine, FileSource(live, workspace), NO_OPTIONS, told)
    assert transcript.text.split() == words


async def test_beyond_the_longest_is_told(
    make_engine: MakeEngine, samples: Samples, programs: Programs, workspace: Path, told: Told
) -> None:
    file, _ = long_tones(samples, "m4a", TEN_MINUTES)
    engine = make_engine(patience=PATIENT, conversion=Conversion(programs, Bounds(seconds=120, longest=300)))
    with pytest.raises(TooLong) as refused:
        await transcribe(engine, FileSource(file, workspace), NO_OPTIONS, told)
    assert refused.value.variables == {"minutes": 5}


async def test_a_film_of_the_users_is_dropped_and_one_of_the_servers_is_not(
    make_engine: MakeEngine, samples: Samples, programs: Programs, workspace: Path, told: Told
) -> None:
    film, words = long_tones(samples, "mp4", TEN_MINUTES)
    engine = make_engine(patience=PATIENT, conversion=Conversion(programs, QUARTER_PIECES))
    downloaded = workspace / "in"
    downloaded.write_bytes(film.read_bytes())
    transcript = await transcribe(engine, FileSource(downloaded, workspace), NO_OPTIONS, told)
    assert transcript.text.split() == words
    assert not downloaded.exists()
    assert film.exists()


@pytest.mark.parametrize(("extension", "way"), [("mp4", Way.EXTRACT), ("mkv", Way.ENCODE)])
async def test_sound_that_begins_after_the_picture_is_cut_in_its_own_time(
    make_engine: MakeEngine, samples: Samples, programs: Programs, workspace: Path, told: Told, extension: str, way: Way
) -> None:
    sound, words = long_tones(samples, "flac" if way is Way.ENCODE else "m4a", TEN_MINUTES)
    picture = f"-f lavfi -i color=c=teal:s=64x48:r=1:d=660 -itsoffset 10.3 -i {sound} -map 0:v -map 1:a -c:a copy"
    film = samples.made(f"late.{extension}", *picture.split(), "-c:v", "libx264", "-preset", "ultrafast")
    engine = make_engine(patience=PATIENT, conversion=Conversion(programs, QUARTER_PIECES))
    plans = plans_of(engine)
    transcript = await transcribe(engine, FileSource(film, workspace), NO_OPTIONS, told)
    assert transcript.text.split() == words
    assert plans[0].way is way
    assert plans[0].duration == pytest.approx(len(words) * 0.7 + 0.3, abs=0.3)
    assert transcript.duration == pytest.approx(plans[0].duration + 10.3, abs=0.3)


async def test_music_without_a_pause_is_cut_where_it_is_quietest(
    make_engine: MakeEngine, samples: Samples, programs: Programs, workspace: Path, told: Told
) -> None:
    steady = "sine=frequency=300:duration=400,volume='if(between(mod(t,97),50,50.6),0.1,0.5)':eval=frame"
    music = samples.made("music.mp3", "-f", "lavfi", "-i", steady, "-b:a", "48k")
    engine = make_engine(patience=PATIENT, conversion=Conversion(programs, QUARTER_PIECES))
    begun: Begun = await engine.begin(FileSource(music, workspace), NO_OPTIONS, told)
    assert begun.recording is not None
    for chunk in begun.recording.chunks[1:]:
        assert 50 <= chunk.start % 97 <= 50.6
