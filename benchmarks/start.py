"""What a start costs: the bot and a worker, with Telegram's types built at their first use and all at once.

Prints for each the CPU seconds until it is ready, the seconds on the clock, and the resident memory then, against the
playground's Bot API and a SQLite storage that is there already, as after an update of the program. The two ways take
turns, and the middle one of several starts counts. CPU and clock tell of the machine; the ratios tell of the bot.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from dataclasses import astuple, dataclass
from pathlib import Path

import psutil

from playground.world import TOKEN
from tests.processes import Bot, Program

_PROGRAMS = {"bot": "frontend_bot.main", "worker": "frontend_bot.worker"}
_WAYS = {"eager": "true", "lean": "false"}
_LOOK_SECONDS = 0.01
_PATIENCE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class StartCost:
    """Of one program until it says that it is ready."""

    cpu_seconds: float
    seconds: float
    megabytes: float


async def _cost(bot: Bot) -> StartCost:
    began = time.perf_counter()
    await bot.spawn()
    process = psutil.Process(bot.pid)
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while "ready" not in bot.fresh_output():
                process.cpu_times()  # raises psutil.NoSuchProcess for a program that has ended at its start
                await asyncio.sleep(_LOOK_SECONDS)
        times = process.cpu_times()
        cpu = times.user + times.system + times.children_user + times.children_system
        return StartCost(cpu, time.perf_counter() - began, process.memory_info().rss / 1e6)
    finally:
        await bot.stop()


async def _measure(starts: int) -> dict[tuple[str, str], StartCost]:
    costs: dict[tuple[str, str], list[StartCost]] = {}
    with tempfile.TemporaryDirectory(prefix="start-") as name:
        folder = Path(name)
        emulator = Program(
            sys.executable,
            "-m",
            "playground.server",
            "--rates",
            "off",
            "--token",
            TOKEN,
            output=folder / "emulator.log",
            ready="ready at",
        )
        async with emulator:
            telegram = emulator.fresh_output().partition("ready at ")[2].split()[0]
            for number in range(starts + 1):
                print(f"round {number} of {starts} …", file=sys.stderr, flush=True)
                for program, module in _PROGRAMS.items():
                    for way, is_eager in _WAYS.items():
                        cost = await _cost(Bot(folder, telegram, module=module, EAGER_TELEGRAM_TYPES=is_eager))
                        if number:  # the round before makes the storage, compiles, and fills the caches of the disk
                            costs.setdefault((program, way), []).append(cost)
    return {which: _middle(several) for which, several in costs.items()}


def _middle(costs: list[StartCost]) -> StartCost:
    return StartCost(*map(statistics.median, zip(*map(astuple, costs), strict=True)))


def report(costs: dict[tuple[str, str], StartCost]) -> str:
    """A table: for each program both ways, and lean by eager."""
    lines = [f"{'until ready':14}{'CPU s':>8}{'clock s':>9}{'MB':>7}"]
    for program in _PROGRAMS:
        eager, lean = (astuple(costs[program, way]) for way in ("eager", "lean"))
        for way, (cpu, seconds, megabytes) in (("eager", eager), ("lean", lean)):
            lines.append(f"{program + ', ' + way:14}{cpu:8.2f}{seconds:9.2f}{megabytes:7.0f}")
        cpu, seconds, megabytes = (one / other for one, other in zip(lean, eager, strict=True))
        lines.append(f"{'  lean : eager':14}{cpu:8.2f}{seconds:9.2f}{megabytes:7.2f}")
    return "\n".join(lines)


def main() -> None:
    """``python -m benchmarks.start [--starts 3]``."""
    parser = argparse.ArgumentParser(description="what a start of the bot and of a worker costs")
    parser.add_argument("--starts", type=int, default=3, help="of each, beside one that warms up")
    starts = parser.parse_args().starts
    print(report(asyncio.run(_measure(starts))))


if __name__ == "__main__":
    main()
