"""Who speaks: diarized_json with known voices from chunk to chunk, and servers that only label segments."""

from pathlib import Path

import pytest

from frontend_bot.core.conversation import speakers
from frontend_bot.core.transcript import Transcript
from frontend_bot.engines.openai_http.retries import Patience, RetryRule
from frontend_bot.media.conversion import Conversion
from frontend_bot.media.plan import Bounds
from frontend_bot.media.programs import Programs
from frontend_bot.workflows.transcribe import transcribe
from tests.frontend_bot.engines.conftest import NO_OPTIONS, MakeEngine
from tests.long_tones import long_tones
from tests.media_fixtures import FileSource, Told
from tests.media_samples import Samples
from tests.provider.double import ProviderDouble
from tests.provider.speakers import voice_of

PEOPLE = 3
DIARIZE = "gpt-4o-transcribe-diarize"
PATIENT = Patience(retries=RetryRule(attempts=5, first_wait=0.01, longest_wait=0.1))
PIECES = Bounds(seconds=50, longest=14_400)


def people_by_number(transcript: Transcript) -> dict[str, set[int]]:
    """Who really speaks where the transcript says 1, 2..."""
    found: dict[str, set[int]] = {}
    for segment in transcript.segments:
        found.setdefault(segment.speaker, set()).update(voice_of(word, PEOPLE) for word in segment.text.split())
    return found


@pytest.mark.parametrize("extension", ["m4a", "flac"])
async def test_everybody_keeps_their_number_through_all_chunks(
    make_engine: MakeEngine, provider: ProviderDouble, samples: Samples, programs: Programs, workspace: Path,
    told: Told, extension: str,
) -> None:  # fmt: skip
    file, words = long_tones(samples, extension, 2.5)
    provider.people = PEOPLE
    engine = make_engine(DIARIZE, patience=PATIENT, conversion=Conversion(programs, PIECES))
    transcript = await transcribe(engine, FileSource(file, workspace), NO_OPTIONS, told)
    assert transcript.text.split() == words
    assert people_by_number(transcript) == {"1": {0}, "2": {1}, "3": {2}}
    first, *others = provider.requests
    assert len(others) >= 3
    assert not first.values("known_speaker_names[]")
    assert all(sorted(one.values("known_speaker_names[]")) == ["1", "2", "3"] for one in others)
    assert all(one.values("chunking_strategy") == ["auto"] for one in provider.requests)


async def test_where_references_are_unknown_every_chunk_has_its_own_speakers(
    make_engine: MakeEngine, provider: ProviderDouble, samples: Samples, programs: Programs, workspace: Path, told: Told
) -> None:
    file, words = long_tones(samples, "m4a", 2.5)
    provider.people = PEOPLE
    provider.refused_fields = frozenset({"known_speaker_names", "known_speaker_references"})
    engine = make_engine(DIARIZE, patience=PATIENT, conversion=Conversion(programs, PIECES))
    transcript = await transcribe(engine, FileSource(file, workspace), NO_OPTIONS, told)
    assert transcript.text.split() == words
    chunks = sum(request.status == 200 for request in provider.requests)
    assert len(speakers(transcript)) == chunks * PEOPLE, "honest: nobody can tell who is who"
    assert all(len(people) == 1 for people in people_by_number(transcript).values())


async def test_a_compatible_server_labels_its_segments(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told
) -> None:
    provider.people = 2
    transcript = await transcribe(make_engine("whisper-1", fields=(("diarize", "true"),)), note, NO_OPTIONS, told)
    assert provider.requests[0].values("diarize") == ["true"]
    assert [(s.speaker, len(s.text.split())) for s in transcript.segments] == [("1", 6), ("2", 7), ("1", 7)]
    assert speakers(transcript) == ["1", "2"]


async def test_a_short_note_in_diarized_json(
    make_engine: MakeEngine, provider: ProviderDouble, note: FileSource, told: Told
) -> None:
    provider.people = 2
    options = NO_OPTIONS.__class__(vocabulary=("Казань",))
    transcript = await transcribe(make_engine(DIARIZE), note, options, told)
    assert speakers(transcript) == ["1", "2"]
    assert [request.status for request in provider.requests] == [200], "no prompt is tried"
