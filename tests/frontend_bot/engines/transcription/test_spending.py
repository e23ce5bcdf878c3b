"""What engines reserve and settle: measured durations, before the first request, only what is really sent."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from frontend_bot.core.budget import Budget, Spending
from frontend_bot.errors import EngineMisconfigured, MinutesSpent
from frontend_bot.media.conversion import Conversion
from frontend_bot.media.plan import Bounds
from frontend_bot.media.programs import Programs
from frontend_bot.workflows.transcribe import transcribe
from tests.frontend_bot.engines.conftest import NO_OPTIONS, MakeEngine
from tests.media_fixtures import FileSource, Told
from tests.media_samples import Samples
from tests.provider.double import ProviderDouble
from tests.provider.faults import Fault
from tests.tone_code import write_tones


class Purse(Budget):
    """Remembers everything; refuses what exceeds ``seconds``."""

    def __init__(self, seconds: float = 1e9) -> None:
        self.seconds = seconds
        self.reserved: dict[str, float] = {}
        self.settled: dict[str, float] = {}

    async def reserve(self, pieces: Mapping[str, Spending]) -> None:
        if sum(cost.seconds for cost in pieces.values()) > self.seconds:
            raise MinutesSpent
        self.reserved |= {piece: cost.seconds for piece, cost in pieces.items()}

    async def settle(self, piece: str, paid: Spending) -> None:
        self.settled[piece] = paid.seconds


@pytest.fixture
def with_a_pause(samples: Samples, workspace: Path) -> FileSource:
    """Twenty seconds of words, two minutes of silence, twenty seconds of words."""
    wav = samples.folder / "pause.wav"
    if not wav.exists():
        write_tones(wav, range(1, 61), pause_after={30: 120.0})
    return FileSource(samples.converted(wav, "mp3"), workspace)


@pytest.fixture
def make_cutter(make_engine: MakeEngine, programs: Programs) -> MakeEngine:
    """Engines that cut every half a minute."""
    return lambda: make_engine(conversion=Conversion(programs, Bounds(seconds=30, longest=600)))


async def test_a_short_recording_costs_what_it_measures(note: FileSource, make_engine: MakeEngine, told: Told) -> None:
    note.budget = purse = Purse()
    await transcribe(make_engine(), note, NO_OPTIONS, told)
    assert purse.reserved == purse.settled == {"recording": pytest.approx(14.3, abs=0.2)}


async def test_nothing_is_sent_of_what_cannot_be_paid(
    note: FileSource, with_a_pause: FileSource, make_engine: MakeEngine, make_cutter: MakeEngine, told: Told,
    provider: ProviderDouble,
) -> None:  # fmt: skip
    for engine, source in ((make_engine(), note), (make_cutter(), with_a_pause)):
        source.budget = Purse(seconds=10)
        source.content = replace(source.content, duration=1.0)  # the sender's claim
        with pytest.raises(MinutesSpent):
            await transcribe(engine, source, NO_OPTIONS, told)
    assert provider.count == 0


async def test_silent_chunks_are_neither_reserved_nor_charged(
    with_a_pause: FileSource, make_cutter: MakeEngine, told: Told, provider: ProviderDouble
) -> None:
    with_a_pause.budget = purse = Purse()
    transcript = await transcribe(make_cutter(), with_a_pause, NO_OPTIONS, told)
    assert transcript.duration > 150
    assert sum(purse.reserved.values()) < 110
    assert purse.settled == pytest.approx(purse.reserved, abs=0.1)
    assert len(purse.settled) == provider.count


async def test_a_chunk_that_fails_is_not_charged_and_its_gap_alone_is_reserved_again(
    with_a_pause: FileSource, make_cutter: MakeEngine, told: Told, provider: ProviderDouble
) -> None:
    first, second = Purse(), Purse()
    provider.faults.append(Fault("model"))
    with_a_pause.budget = first
    transcript = await transcribe(make_cutter(), with_a_pause, NO_OPTIONS, told)
    assert len(transcript.gaps) == 1
    assert len(first.settled) == len(first.reserved) - 1
    with_a_pause.budget = second
    mended = await transcribe(make_cutter(), with_a_pause, NO_OPTIONS, told, transcript)
    assert not mended.gaps
    assert second.reserved.keys() == second.settled.keys() == first.reserved.keys() - first.settled.keys()


async def test_what_the_provider_refuses_is_not_charged(
    note: FileSource, make_engine: MakeEngine, told: Told, provider: ProviderDouble
) -> None:
    note.budget = purse = Purse()
    provider.faults.append(Fault("model"))
    with pytest.raises(EngineMisconfigured):
        await transcribe(make_engine(), note, NO_OPTIONS, told)
    assert purse.reserved
    assert not purse.settled
