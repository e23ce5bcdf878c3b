"""Too much for one request, and answers that leave most of it out: halved, and not a word is lost."""

from pathlib import Path

from frontend_bot.media.conversion import Conversion
from frontend_bot.media.plan import Bounds
from frontend_bot.media.programs import Programs
from frontend_bot.workflows.transcribe import transcribe
from tests.frontend_bot.engines.conftest import NO_OPTIONS, MakeEngine
from tests.frontend_bot.engines.transcription.test_long_recordings import PATIENT
from tests.long_tones import long_tones
from tests.media_fixtures import FileSource, Told
from tests.media_samples import Samples
from tests.provider.double import ProviderDouble
from tests.provider.faults import Fault

IN_ONE = Bounds(seconds=590, longest=14_400)


async def test_413_halves_the_recording_and_is_remembered(
    make_engine: MakeEngine, provider: ProviderDouble, samples: Samples, programs: Programs, workspace: Path, told: Told
) -> None:
    file, words = long_tones(samples, "wav", 2.5)
    provider.largest_body = 300_000  # fifty seconds of the smallest mp3 that we make
    engine = make_engine(patience=PATIENT, conversion=Conversion(programs, IN_ONE))
    transcript = await transcribe(engine, FileSource(file, workspace), NO_OPTIONS, told)
    assert transcript.text.split() == words
    assert transcript.duration > 145
    first_time = [request.status for request in provider.requests]
    assert 4 <= first_time.count(200) <= 6
    again = workspace.with_name("again")
    again.mkdir()
    await transcribe(engine, FileSource(file, again), NO_OPTIONS, told)
    second_time = [request.status for request in provider.requests[len(first_time) :]]
    assert second_time == [200] * first_time.count(200), "what was refused once is not tried again"


async def test_a_chunk_too_big_is_halved_with_its_times(
    make_engine: MakeEngine, provider: ProviderDouble, samples: Samples, programs: Programs, workspace: Path, told: Told
) -> None:
    file, words = long_tones(samples, "mp3", 2.5)
    provider.largest_body = 150_000
    bounds = Bounds(seconds=60, longest=14_400)
    engine = make_engine("whisper-1", patience=PATIENT, conversion=Conversion(programs, bounds))
    transcript = await transcribe(engine, FileSource(file, workspace), NO_OPTIONS, told)
    assert [segment.text for segment in transcript.segments] == words
    assert all(abs(s.start - (0.3 + n * 0.7)) < 0.3 for n, s in enumerate(transcript.segments))


async def test_too_few_words_are_asked_for_in_halves_and_the_better_answer_kept(
    make_engine: MakeEngine, provider: ProviderDouble, samples: Samples, programs: Programs, workspace: Path, told: Told
) -> None:
    file, words = long_tones(samples, "mp3", 2.5)
    engine = make_engine(patience=PATIENT, conversion=Conversion(programs, IN_ONE))
    provider.faults.append(Fault("answer", status=200, body={"text": "three words only"}))
    transcript = await transcribe(engine, FileSource(file, workspace), NO_OPTIONS, told)
    assert (transcript.text.split(), provider.count) == (words, 3)
    provider.answer = "again three words"
    again = workspace.with_name("again")
    again.mkdir()
    transcript = await transcribe(engine, FileSource(file, again), NO_OPTIONS, told)
    assert (transcript.text, provider.count) == ("again three words again three words", 6), "once, and not for ever"
