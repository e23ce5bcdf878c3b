"""A hundred voice notes at once: this bot, a naive bot and the bare calls, in one run on the same machine.

Prints CPU milliseconds a note (the bot's process and the programs it starts), seconds until all are answered, and how
long ``/start`` takes meanwhile. Absolute figures tell of the machine; the ratios tell of the bot.
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

import aiohttp
import psutil

from playground.world import TOKEN
from tests.media_samples import Samples
from tests.processes import Bot, Program

_FIRST_USER = 10_000
_PROBE_SECONDS = 0.1
_PATIENCE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Figures:
    """One contender in one storm."""

    name: str
    cpu_ms: float
    seconds: float
    lost: int
    menu_p50: float
    menu_p99: float


class Storm:
    """One emulator, one provider double, one contender after the other."""

    def __init__(self, folder: Path, notes: int) -> None:
        self._folder, self._notes = folder, notes
        self._note = Samples(folder).spoken("ogg").read_bytes()
        self._next_user = _FIRST_USER

    async def measure(self, name: str, program: Program, telegram: str) -> Figures:
        """Start, warm up, storm, storm with somebody pressing /start all the while."""
        async with aiohttp.ClientSession(telegram) as session, program:
            await self._storm(session, 5)
            before, began = _cpu_seconds(program.pid), time.perf_counter()
            lost = await self._storm(session, self._notes)
            seconds, cpu = time.perf_counter() - began, _cpu_seconds(program.pid) - before
            latencies = await self._storm_with_menu(session)
        return Figures(
            name,
            1000 * cpu / self._notes,
            seconds,
            lost,
            1000 * statistics.median(latencies),
            1000 * statistics.quantiles(latencies, n=100)[98],
        )

    async def _storm(self, session: aiohttp.ClientSession, notes: int) -> int:
        """Answers how many notes nobody answered within the patience."""
        users = await self._people(session, notes)
        since = await _last_call(session)
        await asyncio.gather(*(self._send(session, user) for user in users))
        return notes - await _messages_since(session, since, notes)

    async def _storm_with_menu(self, session: aiohttp.ClientSession) -> list[float]:
        curious = await self._people(session, 400)
        storm = asyncio.ensure_future(self._storm(session, self._notes))
        probes = []
        for user in curious:
            probes.append(asyncio.ensure_future(_menu_latency(session, user)))
            await asyncio.sleep(_PROBE_SECONDS)
            if storm.done():
                break
        await storm
        return await asyncio.gather(*probes)

    async def _people(self, session: aiohttp.ClientSession, count: int) -> list[int]:
        users = list(range(self._next_user, self._next_user + count))
        self._next_user += count
        for user in users:
            await _post(session, "/sim/user", {"id": user, "language_code": "en"})
            await _post(session, "/sim/start", {"user_id": user})
        return users

    async def _send(self, session: aiohttp.ClientSession, user: int) -> None:
        form = aiohttp.FormData({"chat_id": str(user), "user_id": str(user), "kind": "voice", "duration": "12"})
        form.add_field("file", self._note, filename="voice.ogg", content_type="audio/ogg")
        async with session.post("/sim/file", data=form) as response:
            response.raise_for_status()


async def _menu_latency(session: aiohttp.ClientSession, user: int) -> float:
    await _post(session, "/sim/message", {"chat_id": user, "user_id": user, "text": "/start"})
    began = time.time()  # from here on it is the bot's turn: the emulator has the message
    answered = await _post(session, "/sim/wait", {"method": "sendMessage", "chat_id": user, "count": 1, "timeout": 120})
    return float(answered["calls"][0]["at"]) - began  # type: ignore[index]


async def _messages_since(session: aiohttp.ClientSession, since: int, count: int) -> int:
    fields = {"method": "sendMessage", "count": count, "timeout": _PATIENCE_SECONDS, "since": since}
    return len((await _post(session, "/sim/wait", fields))["calls"])  # type: ignore[arg-type]


async def _last_call(session: aiohttp.ClientSession) -> int:
    async with session.get("/sim/calls", params={"method": "sendMessage"}) as response:
        calls = (await response.json())["calls"]
    return int(calls[-1]["n"]) if calls else 0


async def _post(session: aiohttp.ClientSession, path: str, fields: dict[str, object]) -> dict[str, object]:
    async with session.post(path, json=fields) as response:
        response.raise_for_status()
        return dict(await response.json())


def _cpu_seconds(pid: int) -> float:
    """User and system time of a process and of the children that it has waited for."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)


async def run(notes: int) -> list[Figures]:
    """All contenders, the floor first."""
    figures = []
    with tempfile.TemporaryDirectory(prefix="storm-") as name:
        folder = Path(name)
        storm = Storm(folder, notes)
        double = Program(
            sys.executable, "-m", "tests.provider.double", "--fast", output=folder / "double.log", ready="ready at"
        )
        for contender in ("bare calls", "naive bot", "this bot"):
            emulator = Program(
                sys.executable, "-m", "playground.server", "--rates", "off", "--token", TOKEN,
                output=folder / f"{contender}.log", ready="ready at",
            )  # fmt: skip
            async with emulator, double:
                telegram, provider = _address(emulator), _address(double)
                settings = {"OPENAI_API_KEY": "sk-double", "OPENAI_BASE_URL": provider}
                program = _contender(contender, folder, telegram, settings)
                print(f"{contender} …", file=sys.stderr, flush=True)
                figures.append(await storm.measure(contender, program, telegram))
    return figures


def _contender(name: str, folder: Path, telegram: str, settings: dict[str, str]) -> Program:
    if name == "this bot":
        return Bot(folder, telegram, **settings)
    script = {"bare calls": "bare_calls.py", "naive bot": "naive_bot.py"}[name]
    environment = {"TELEGRAM_API_URL": telegram, "TELEGRAM_TOKEN": TOKEN, **settings}
    return Program(
        sys.executable, str(Path(__file__).with_name(script)), output=folder / f"{name}-bot.log", ready="ready",
        environment=environment,
    )  # fmt: skip


def _address(program: Program) -> str:
    return program.fresh_output().partition("ready at ")[2].split()[0]


def report(figures: list[Figures], notes: int) -> str:
    """A table with the ratios to the first line, the floor."""
    floor = figures[0]
    lines = [
        f"{notes} voice notes at once, {os.cpu_count()} cores",
        f"{'':12}{'CPU ms/note':>13}{'x floor':>9}{'seconds':>9}{'lost':>6}{'menu p50 ms':>13}{'menu p99 ms':>13}",
    ]
    lines += [
        f"{one.name:12}{one.cpu_ms:13.1f}{one.cpu_ms / floor.cpu_ms:9.1f}{one.seconds:9.2f}{one.lost:6d}"
        f"{one.menu_p50:13.0f}{one.menu_p99:13.0f}"
        for one in figures
    ]
    ours, naive = figures[-1], figures[1]
    lines.append(f"the naive bot needs {naive.cpu_ms / ours.cpu_ms:.0f} times the CPU of this bot")
    return "\n".join(lines)


def main() -> None:
    """``python -m benchmarks.voice_storm [--notes 100]``."""
    parser = argparse.ArgumentParser(description="voice notes at once: this bot, a naive bot, the bare calls")
    parser.add_argument("--notes", type=int, default=100)
    notes = parser.parse_args().notes
    with contextlib.suppress(KeyboardInterrupt):
        print(report(asyncio.run(run(notes)), notes))


if __name__ == "__main__":
    main()
