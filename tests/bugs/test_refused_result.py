"""A result that Telegram does not accept left its person without any answer."""

import pytest

from tests.journeys.conftest import hostile, person, samples, shared_stage, stage
from tests.journeys.stage import Person, Stage
from tests.media_samples import Samples

__all__ = ["hostile", "person", "samples", "shared_stage", "stage"]

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_refused_result_is_told(stage: Stage, person: Person, samples: Samples) -> None:
    stage.telegram.world.faults.add(
        "error", "sendMessage", times=1, error_code=400, description="Bad Request: something new"
    )
    await person.sends(samples.spoken("ogg"))
    assert "Something broke on my side" in (await person.hears())["text"]
    assert "telegram refused a result" in stage.bot.output()
