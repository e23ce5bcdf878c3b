"""The bot killed in mid-run, and the bot under many photos at once."""

import asyncio
import json
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from playground.server import Playground
from playground.world import Message
from tests.backend_api.pictures import jpeg
from tests.journeys.stage import Person, until
from tests.loop_watch.held import LIMIT
from tests.patience import patience
from tests.photos.stage import (
    bot_with_photos,
    documents_for,
    opens_the_mode,
    photo_service,
    stage_of,
    until_answered,
)
from tests.services import free_port

pytestmark = pytest.mark.asyncio(loop_scope="session")

LOOP_WATCH = Path(__file__).parent.parent / "loop_watch"
AT_ONCE = 20


def delivered(people: list[Person]) -> Counter[str]:
    """How many documents answer each message, by the job's id; an album counts all of its documents."""
    answered = (
        f"{person.id}:{message['reply_to_message']['message_id']}"
        for person in people
        for message in person.from_bot()
        if "document" in message
    )
    return Counter(answered)


def recorded(storage: Path) -> set[str]:
    """The jobs whose documents the bot has on record as delivered; their preview goes first."""
    connection = sqlite3.connect(storage / "jobs.sqlite")
    rows = connection.execute("SELECT workflow_uuid FROM operation_outputs WHERE function_name = 'deliver 2'")
    found = {str(id) for (id,) in rows}
    connection.close()
    return found


@pytest.mark.timeout(200)
async def test_kill_9_of_the_bot_answers_every_photo_once(tmp_path: Path, redis_url: str) -> None:
    """With Redis, so that the open mode survives as well and every photo is work, not an offer."""
    port = free_port()
    wanted: dict[str, int] = {}
    in_flight: set[str] = set()
    async with AsyncExitStack() as running:
        telegram = await running.enter_async_context(Playground(rates="off"))
        service = await running.enter_async_context(photo_service(tmp_path, port))
        bot = await running.enter_async_context(bot_with_photos(tmp_path, telegram, port, REDIS_URL=redis_url))
        stage = stage_of(telegram, bot, service)
        people = [stage.person() for _ in range(3)]
        for person in people:
            await opens_the_mode(person)
        for round_number, pause in enumerate((0.7, 2.5)):
            for person in people[:2]:
                sent = await person.sends(jpeg(700, 500, round_number), "document", name=f"{round_number}.jpg")
                wanted[f"{person.id}:{sent['message_id']}"] = 1
            group = f"g{round_number}"
            album = [await people[2].sends(jpeg(300, 200, n), "photo", media_group_id=group) for n in range(3)]
            wanted[f"{people[2].id}:{album[0]['message_id']}"] = 3
            await asyncio.sleep(pause)
            await bot.kill()
            in_flight |= set(delivered(people)) - recorded(bot.storage)
            await bot.start()
        await until(lambda: set(delivered(people)) == set(wanted), "an answer to each", 60)
        await asyncio.sleep(1.5)
        await until(lambda: not bot.left_over(), "the scratch folders going away")
        stage.leaves_nothing()
    counts = delivered(people)
    twice = {job for job, count in counts.items() if count > wanted[job]}
    print(f"\n{len(wanted)} jobs, 2 kills: {len(twice)} delivered twice, {len(in_flight)} kills hit a delivery")
    assert all(counts[job] >= count for job, count in wanted.items())
    assert twice <= in_flight, "a result came twice although its delivery was on record"


@pytest.mark.timeout(200)
async def test_twenty_at_once_leave_the_loop_free(tmp_path: Path) -> None:
    report, port = tmp_path / "loop.json", free_port()
    watch = {"PYTHONPATH": str(LOOP_WATCH), "LOOP_WATCH": str(report)}
    pictures = [jpeg(1000, 750, seed) for seed in range(AT_ONCE)]
    async with AsyncExitStack() as running:
        telegram = await running.enter_async_context(Playground(rates="off"))
        service = await running.enter_async_context(photo_service(tmp_path, port))
        await running.enter_async_context(bot := bot_with_photos(tmp_path, telegram, port, **watch))
        stage = stage_of(telegram, bot, service)
        asking, *people = [stage.person() for _ in range(AT_ONCE + 1)]
        for person in people:
            await opens_the_mode(person)
        began = time.time()
        sent = [await person.sends(picture, "photo") for person, picture in zip(people, pictures, strict=True)]
        slowest = await _menu_while(asking, lambda: _all_answered(people, sent))
        await until_answered(people[0], sent[:1])
        ended = time.time()
    # The start (imports, migrations) and the end are nobody's waiting time.
    slow = [one for one in json.loads(report.read_text())["callbacks"] if began < one["at"] < ended]
    longest = max((one["seconds"] for one in slow), default=0.0)
    print(
        f"\n{AT_ONCE} photos in {ended - began:.1f} s; longest callback {1000 * longest:.0f} ms, "
        f"slowest menu {1000 * slowest:.0f} ms"
    )
    assert longest < LIMIT, slow
    assert slowest < patience(2)


def _all_answered(people: list[Person], sent: list[Message]) -> bool:
    return all(documents_for(person, message) for person, message in zip(people, sent, strict=True))


async def _menu_while(person: Person, is_over: Callable[[], bool]) -> float:
    """Ask for help again and again until it is over; the longest wait for the answer in seconds."""
    slowest, loop = 0.0, asyncio.get_running_loop()
    async with asyncio.timeout(patience(90)):
        while not is_over():
            asked, began = len(person.from_bot()), loop.time()
            person.says("/help")
            while len(person.from_bot()) == asked:
                await asyncio.sleep(0.005)
            slowest = max(slowest, loop.time() - began)
            await asyncio.sleep(1)  # a chat gets one message a second in the long run
    return slowest
