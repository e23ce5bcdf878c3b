"""kill -9 of the bot while it works on a long recording: it goes on where it stood, and little is paid twice."""

import random
from pathlib import Path

import pytest

from tests.journeys.stage import buttons
from tests.killed_bot import AT_ONCE, KILLS, killed_at_work
from tests.long_tones import long_tones
from tests.media_samples import Samples

MINUTES = 21
PIECE = 90


@pytest.mark.timeout(300)
async def test_it_goes_on_where_it_stood(tmp_path: Path, samples: Samples) -> None:
    seed = random.randrange(2**32)
    file, words = long_tones(samples, "mp3", MINUTES)
    survived = await killed_at_work(tmp_path, file, PIECE, seed)
    print(f"\nseed {seed}: {survived}")
    assert survived.text.split() == words
    assert "🎬 Subtitles" in buttons(survived.result)
    assert survived.again <= KILLS * 2 * AT_ONCE, "at the provider, or answered and being recorded"
    assert not survived.left_over
    assert survived.charged == pytest.approx(MINUTES, abs=0.1), "each chunk once, however often it was sent"
    assert survived.held == 0
