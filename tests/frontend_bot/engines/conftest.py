"""Fixtures for engines."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from frontend_bot.core.tools import TranscriptionOptions
from frontend_bot.engines.openai_http.retries import Patience, RetryRule
from frontend_bot.engines.transcription.openai import OpenAITranscription
from frontend_bot.media.conversion import Conversion
from tests.media_fixtures import FileSource, conversion, hostile, programs, provider, samples, told, workspace
from tests.media_samples import Samples
from tests.patience import patience
from tests.provider.double import ProviderDouble

__all__ = ["conversion", "hostile", "programs", "provider", "samples", "told", "workspace"]

WORDS = " ".join(f"w{number:04d}" for number in range(1, 21))
NO_OPTIONS = TranscriptionOptions()
QUICK = Patience(
    connect=patience(2),
    silence=patience(2),
    request=patience(5),
    retries=RetryRule(attempts=3, first_wait=0.01, longest_wait=0.02),
)

MakeEngine = Callable[..., OpenAITranscription]


@pytest.fixture
async def make_engine(provider: ProviderDouble, conversion: Conversion) -> AsyncIterator[MakeEngine]:
    made: list[OpenAITranscription] = []

    def make(model: str = "gpt-transcribe", **changes: object) -> OpenAITranscription:
        arguments = {"base_url": provider.url, "key": provider.key, "conversion": conversion, "patience": QUICK}
        engine = OpenAITranscription(model=model, **{**arguments, **changes})  # type: ignore[arg-type]
        made.append(engine)
        return engine

    yield make
    for engine in made:
        await engine.close()


@pytest.fixture
def note(samples: Samples, workspace: Path) -> FileSource:
    return FileSource(samples.tones("ogg"), workspace)
