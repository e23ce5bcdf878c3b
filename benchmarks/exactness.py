"""Whether every word of a recording is there, once and in order: every container, short and long, one chunk at a time,
eight, with answers that fail, and with the bot killed in between.

``python -m benchmarks.exactness`` prints a table, and ends with 1 if a word is missing; an hour on two cores. The words
are pairs of tones (tests/tone_code.py), the provider is a double on loopback that reads them.
"""

import argparse
import asyncio
import logging
import random
import sys
import tempfile
import time
from pathlib import Path

import structlog

from frontend_bot.core.tools import TranscriptionOptions
from frontend_bot.engines.openai_http.retries import Patience, RetryRule
from frontend_bot.engines.transcription.openai import OpenAITranscription
from frontend_bot.media.conversion import Conversion
from frontend_bot.media.ffmpeg import no_progress
from frontend_bot.media.plan import Bounds
from frontend_bot.media.programs import Programs
from frontend_bot.workflows.transcribe import transcribe
from tests.killed_bot import killed_at_work
from tests.long_tones import EXTENSIONS, long_tones
from tests.media_fixtures import FileSource
from tests.media_samples import Samples
from tests.provider.double import ProviderDouble

_LENGTHS = (1 / 6, 10.0, 90.0)
"""Minutes."""
_CONDITIONS = ((1, 0.0), (8, 0.0), (8, 0.3))
"""Chunks at once, and the share of answers that fail (429, 500, cut off)."""
_KILLED_PIECE = 300.0
"""Seconds; enough chunks for five kills in ninety minutes."""
_LONGEST = 14_400.0
_PATIENCE = Patience(retries=RetryRule(attempts=9, first_wait=0.05, longest_wait=0.2))


async def _heard(samples: Samples, extension: str, minutes: float) -> bool:
    """A line for each condition; True if all of them are exact."""
    file, words = await asyncio.to_thread(long_tones, samples, extension, minutes)
    verdicts = []
    for at_once, failing in _CONDITIONS:
        began = time.perf_counter()
        said, requests, answered = await _transcribed(file, at_once, failing)
        verdicts.append(said == words)
        _print(
            extension, minutes, f"{at_once} at once, {failing:.0%} failing", verdicts[-1],
            f"{len(words)} words, {requests} requests, {answered} answered, {time.perf_counter() - began:.0f} s",
        )  # fmt: skip
    return all(verdicts)


async def _transcribed(file: Path, at_once: int, failing: float) -> tuple[list[str], int, int]:
    """The words, how many requests arrived and how many were answered."""
    with tempfile.TemporaryDirectory() as workspace:
        async with ProviderDouble(failing=failing) as provider:
            engine = OpenAITranscription(
                base_url=provider.url,
                key=provider.key,
                model="gpt-transcribe",
                conversion=Conversion(Programs(), Bounds(longest=_LONGEST)),
                patience=_PATIENCE,
                chunks_at_once=at_once,
            )
            transcript = await transcribe(
                engine, FileSource(file, Path(workspace)), TranscriptionOptions(), no_progress
            )
            await engine.close()
        answered = sum(request.status == 200 for request in provider.requests)
        return transcript.text.split(), provider.count, answered


async def _killed(samples: Samples, extension: str, minutes: float) -> bool:
    """A line for the real bot, killed five times; True if every word is there."""
    file, words = await asyncio.to_thread(long_tones, samples, extension, minutes)
    seed = random.randrange(2**32)
    with tempfile.TemporaryDirectory() as folder:
        survived = await killed_at_work(Path(folder), file, _KILLED_PIECE, seed, in_place=True)
    is_exact = survived.text.split() == words and not survived.left_over
    _print(extension, minutes, "kill -9", is_exact, f"{survived} (seed {seed})")
    return is_exact


def _print(extension: str, minutes: float, condition: str, is_exact: bool, told: str) -> None:
    length = f"{minutes:g} min" if minutes >= 1 else f"{minutes * 60:.0f} s"
    print(f"{extension:5} {length:7} {condition:22} {'exact' if is_exact else 'NOT EXACT':10} {told}", flush=True)


async def _measure(extensions: list[str], lengths: list[float], kills: bool) -> bool:
    verdicts = []
    with tempfile.TemporaryDirectory() as folder:
        for extension in extensions:
            samples = Samples(Path(folder))
            for minutes in lengths:
                verdicts.append(await _heard(samples, extension, minutes))
            if kills:
                verdicts.append(await _killed(samples, extension, max(_LENGTHS)))
    return all(verdicts)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--extensions", default=",".join(EXTENSIONS))
    parser.add_argument("--minutes", default=",".join(map(str, _LENGTHS)), help="lengths, or nothing for kills alone")
    parser.add_argument("--no-kills", action="store_true", help="leave out the killed bot")
    told = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    lengths = [float(minutes) for minutes in told.minutes.split(",") if minutes]
    sys.exit(0 if asyncio.run(_measure(told.extensions.split(","), lengths, not told.no_kills)) else 1)


if __name__ == "__main__":
    main()
