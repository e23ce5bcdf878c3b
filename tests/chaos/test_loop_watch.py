"""A hundred voice notes, five long conversions and three texts read aloud at once: nothing holds the event loop, the
menu goes on answering."""

import asyncio
import json
import statistics
import sys
import time
from pathlib import Path

import aiohttp
import pytest

from playground.world import TOKEN
from tests.loop_watch.held import LIMIT
from tests.media_samples import Samples
from tests.patience import patience
from tests.processes import Bot, Program

NOTES = 100
CONVERSIONS = 5
READINGS = 3


async def _post(session: aiohttp.ClientSession, path: str, **fields: object) -> dict[str, object]:
    async with session.post(path, json=fields) as response:
        response.raise_for_status()
        return dict(await response.json())


async def _send(session: aiohttp.ClientSession, user: int, kind: str, file: Path, mode: str = "") -> None:
    await _post(session, "/sim/user", id=user, language_code="en")
    await _post(session, "/sim/start", user_id=user)
    if mode:
        await _post(session, "/sim/message", chat_id=user, user_id=user, text=mode)
        await _post(session, "/sim/wait", method="sendMessage", chat_id=user, count=1, timeout=patience(30))
    form = aiohttp.FormData({"chat_id": str(user), "user_id": str(user), "kind": kind})
    with file.open("rb") as content:
        form.add_field("file", content, filename=file.name)
        async with session.post("/sim/file", data=form) as response:
            response.raise_for_status()


async def _press_start(session: aiohttp.ClientSession, count: int) -> list[float]:
    """Seconds until ``/start`` is answered, for somebody new every fifth of a second."""
    waited = []
    for user in range(30_001, 30_001 + count):
        await _post(session, "/sim/user", id=user)
        await _post(session, "/sim/start", user_id=user)
        began = time.monotonic()
        await _post(session, "/sim/message", chat_id=user, user_id=user, text="/start")
        answer = await _post(session, "/sim/wait", method="sendMessage", chat_id=user, count=1, timeout=patience(30))
        assert answer["ok"], "/start was not answered"
        waited.append(time.monotonic() - began)
        await asyncio.sleep(0.2)
    return waited


@pytest.mark.timeout(300)
async def test_nothing_holds_the_loop(tmp_path: Path, samples: Samples) -> None:
    note = samples.spoken("ogg")
    long_one = samples.made(
        "long.wma", "-stream_loop", "-1", "-i", str(samples.spoken("wav")), "-t", "540", "-c:a", "wmav2", "-b:a", "64k"
    )
    read_aloud = tmp_path / "text.txt"
    read_aloud.write_text(("Anna will call the customer and explain the new price. " * 100)[:5000])
    report = tmp_path / "loop.json"
    emulator = Program(
        sys.executable,
        "-m",
        "playground.server",
        "--rates",
        "off",
        "--token",
        TOKEN,
        output=tmp_path / "emulator.log",
        ready="ready at",
    )
    double = Program(
        sys.executable, "-m", "tests.provider.double", "--fast", output=tmp_path / "double.log", ready="ready at"
    )
    async with emulator, double:
        telegram, provider = (one.fresh_output().partition("ready at ")[2].split()[0] for one in (emulator, double))
        watch = {"PYTHONPATH": str(Path(__file__).parent.parent / "loop_watch"), "LOOP_WATCH": str(report)}
        bot = Bot(tmp_path, telegram, OPENAI_API_KEY="sk-double", OPENAI_BASE_URL=provider, **watch)
        async with bot, aiohttp.ClientSession(telegram, timeout=aiohttp.ClientTimeout(total=None)) as session:
            began = time.time()
            sending = [_send(session, 10_000 + number, "voice", note) for number in range(NOTES)]
            sending += [_send(session, 20_000 + number, "document", long_one) for number in range(CONVERSIONS)]
            readers = range(25_000, 25_000 + READINGS)
            sending += [_send(session, user, "document", read_aloud, "🔊 Speak a text") for user in readers]
            menu = asyncio.ensure_future(_press_start(session, 25))
            await asyncio.gather(*sending)
            users = [*range(10_000, 10_000 + NOTES), *range(20_000, 20_000 + CONVERSIONS)]
            for user in users:
                answer = await _post(
                    session, "/sim/wait", method="sendMessage", chat_id=user, count=1, timeout=patience(120)
                )
                assert answer["ok"], f"user {user} was not answered"
            for user in readers:
                answer = await _post(
                    session, "/sim/wait", method="sendVoice", chat_id=user, count=1, timeout=patience(120)
                )
                assert answer["ok"], f"user {user} heard nothing"
            waited = await menu
            ended = time.time()
    # The start (imports, migrations) and the end are nobody's waiting time.
    watched = json.loads(report.read_text())
    slow = [one for one in watched["callbacks"] if began < one["at"] < ended]
    longest = max((one["seconds"] for one in slow), default=0.0)
    print(
        f"\nlongest callback {1000 * longest:.0f} ms, {len(slow)} over 10 ms; "
        f"/start answered after {1000 * statistics.median(waited):.0f} ms, at the worst {1000 * max(waited):.0f} ms; "
        f"the processor is {watched['slowness']:.1f} times as slow as the limit's"
    )
    assert watched["callbacks"], "the watch has not even seen the start, so it did not watch"
    assert longest < LIMIT, [one for one in slow if one["seconds"] >= LIMIT]
