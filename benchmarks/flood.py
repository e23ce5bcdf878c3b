"""Thousands of messages of one person at once: how long others wait for the answer to ``/start`` meanwhile.

In private and in a group, by polling and by webhook. The messages are of every kind: texts, commands, places, stickers,
presses, voice notes, photos, files. Absolute figures tell of the machine: compare them with ``/start`` alone.
"""

import argparse
import asyncio
import contextlib
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from playground.server import Playground
from tests.flood import Flood, picture, seconds_until_started
from tests.media_samples import Samples
from tests.processes import Bot
from tests.provider.double import ProviderDouble
from tests.services import free_port

_PROBE_SECONDS = 0.5
_PATIENCE_SECONDS = 240
_AFTERWARDS = 20
"""Probes after the last message has been fetched: what was put aside is being handled then."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One flood, in seconds: ``fetched`` until Telegram had nothing left, ``calm`` until nothing waited."""

    name: str
    alone: float
    median: float
    longest: float
    fetched: float
    calm: float


async def measure(folder: Path, count: int, *, by_webhook: bool, in_group: bool) -> Figures:
    """One bot, one flood."""
    note, port = Samples(folder).spoken("ogg").read_bytes(), free_port()
    settings = {"WEBHOOK_URL": f"http://127.0.0.1:{port}/hook", "WEBHOOK_PORT": str(port)} if by_webhook else {}
    async with Playground() as telegram, ProviderDouble(answer="heard you") as provider:
        bot = Bot(
            folder,
            telegram.base_url,
            OPENAI_API_KEY=provider.key,
            OPENAI_BASE_URL=provider.url,
            USER_JOBS="50",
            **settings,
        )
        async with bot:
            alone = statistics.median([await seconds_until_started(telegram, _PATIENCE_SECONDS) for _ in range(5)])
            flood = Flood.prepare(telegram, note, picture(), in_group=in_group)
            began = time.perf_counter()
            await flood.send(count)
            probes, fetched = await _probes(telegram, began)
            calm = await _calm(flood, began)
    name = f"{'webhook' if by_webhook else 'polling'}, {'a group' if in_group else 'private'}"
    return Figures(name, alone, statistics.median(probes), max(probes), fetched, calm)


async def _probes(telegram: Playground, began: float) -> tuple[list[float], float]:
    """Strangers say /start until some time after everything has been fetched."""
    probes, fetched, afterwards = [], 0.0, 0
    while afterwards < _AFTERWARDS:
        probes.append(asyncio.ensure_future(seconds_until_started(telegram, _PATIENCE_SECONDS)))
        await asyncio.sleep(_PROBE_SECONDS)
        if not telegram.world.updates.waiting():
            fetched = fetched or time.perf_counter() - began
            afterwards += 1
        if time.perf_counter() - began > _PATIENCE_SECONDS:
            break
    return await asyncio.gather(*probes), fetched


async def _calm(flood: Flood, began: float) -> float:
    """Until the person is told that some messages have no answer of their own."""
    while time.perf_counter() - began < _PATIENCE_SECONDS:
        if any("faster than Telegram" in str(message.get("text")) for message in flood.answers()):
            return time.perf_counter() - began
        await asyncio.sleep(0.1)
    return float("nan")


async def run(count: int) -> list[Figures]:
    """All four ways."""
    figures = []
    for by_webhook in (False, True):
        for in_group in (False, True):
            with tempfile.TemporaryDirectory(prefix="flood-") as name:
                figures.append(await measure(Path(name), count, by_webhook=by_webhook, in_group=in_group))
                print(figures[-1].name, "…", file=sys.stderr, flush=True)
    return figures


def report(figures: list[Figures], count: int) -> str:
    """A table."""
    lines = [
        f"{count} messages of one person at once, {os.cpu_count()} cores; /start of others, seconds",
        f"{'':18}{'alone':>8}{'median':>8}{'longest':>9}{'all fetched':>13}{'all handled':>13}",
    ]
    lines += [
        f"{one.name:18}{one.alone:8.2f}{one.median:8.2f}{one.longest:9.2f}{one.fetched:13.1f}{one.calm:13.1f}"
        for one in figures
    ]
    return "\n".join(lines)


def main() -> None:
    """``python -m benchmarks.flood [--messages 5000]``."""
    parser = argparse.ArgumentParser(description="thousands of messages of one person: how long others wait")
    parser.add_argument("--messages", type=int, default=5000)
    count = parser.parse_args().messages
    with contextlib.suppress(KeyboardInterrupt):
        print(report(asyncio.run(run(count)), count))


if __name__ == "__main__":
    main()
