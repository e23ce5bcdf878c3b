"""The photo service away, full, killed, with another key, or told that nobody waits any more."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from playground.server import Playground
from tests.backend_api.pictures import jpeg
from tests.journeys.stage import buttons, is_status, until
from tests.photos.stage import (
    PhotoStage,
    bot_with_photos,
    documents_for,
    gets,
    opens_the_mode,
    photo_service,
    stage_of,
    until_answered,
)
from tests.services import free_port

pytestmark = pytest.mark.asyncio(loop_scope="session")

PORT = free_port()
"""Where the bot looks for its service; each story brings a service of its own there."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def lonely(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[PhotoStage]:
    """A bot whose photo service is not there."""
    folder = tmp_path_factory.mktemp("lonely")
    async with Playground(rates="off") as telegram, bot_with_photos(folder, telegram, PORT) as bot:
        stage = stage_of(telegram, bot)
        yield stage
        stage.leaves_nothing()
        assert not bot.left_over()


async def test_a_service_that_comes_late_is_waited_for(lonely: PhotoStage, tmp_path: Path) -> None:
    person = lonely.person()
    await opens_the_mode(person)
    sent = await person.sends(jpeg(), "photo")
    await asyncio.sleep(1.5)
    async with photo_service(tmp_path, PORT):
        await gets(person, 40)
        await person.hears_nothing_for(0.5)
    assert len(documents_for(person, sent)) == 1


async def test_killed_in_mid_run_and_restarted_answers_once(lonely: PhotoStage, tmp_path: Path) -> None:
    person = lonely.person()
    await opens_the_mode(person)
    async with photo_service(tmp_path, PORT) as service:
        sent = [await person.sends(jpeg(1000, 800, seed), "document", name=f"{seed}.jpg") for seed in range(4)]
        await until(lambda: "photo accepted" in service.output(), "the service at work")
        await service.kill()
        await asyncio.sleep(0.5)
        await service.start()
        await until_answered(person, sent)
        await asyncio.sleep(1)
    assert [len(documents_for(person, message)) for message in sent] == [1] * 4


async def test_a_service_that_lost_its_jobs_gets_the_photo_again(lonely: PhotoStage, tmp_path: Path) -> None:
    person = lonely.person()
    await opens_the_mode(person)
    async with photo_service(tmp_path / "first", PORT) as service:
        sent = await person.sends(jpeg(1000, 800), "photo")
        await until(lambda: "photo accepted" in service.output(), "the service at work")
        await service.kill()
    async with photo_service(tmp_path / "second", PORT):
        await until_answered(person, [sent])
    assert len(documents_for(person, sent)) == 1


async def test_a_full_service_is_asked_again_when_it_says(lonely: PhotoStage, tmp_path: Path) -> None:
    person = lonely.person()
    await opens_the_mode(person)
    async with photo_service(tmp_path, PORT, PHOTO_QUEUE_SIZE="1", PHOTO_PROCESSES="1"):
        sent = [await person.sends(jpeg(800, 600, seed), "photo") for seed in range(3)]
        await until_answered(person, sent)
    assert "reason='status 429 queue_full'" in lonely.bot.output()
    said = [message for message in person.from_bot()[1:] if not is_status(message)]
    assert all("document" in message or "photo" in message for message in said), "no complaint"


async def test_another_key_is_said_with_a_button(lonely: PhotoStage, tmp_path: Path) -> None:
    person = lonely.person()
    await opens_the_mode(person)
    async with photo_service(tmp_path / "strict", PORT, BACKEND_API_KEY="another"):
        await person.sends(jpeg(), "photo")
        answer = await person.hears()
        assert answer["text"].startswith("The photo service does not let me in.")
    async with photo_service(tmp_path / "friendly", PORT):
        person.presses(answer, "🔁 Try again")
        await gets(person)


async def test_cancelling_ends_it_at_the_service_too(lonely: PhotoStage, tmp_path: Path) -> None:
    other, person = lonely.person(), lonely.person()
    await opens_the_mode(person)
    prompt = await opens_the_mode(other)
    other.presses(prompt, "×4")
    await until(lambda: "✅ ×4" in buttons(other.chat[prompt["message_id"]]), "the choice")
    async with photo_service(tmp_path, PORT, PHOTO_PROCESSES="1") as service:
        for seed in range(3):
            await other.sends(jpeg(600, 400, seed), "photo")
        await until(lambda: service.output().count("photo accepted") == 3, "all at the service")
        await person.sends(jpeg(600, 400), "photo")
        await until(lambda: service.output().count("photo accepted") == 4, "the last at the service")
        person.says("/cancel")
        assert (await person.hears())["text"] == "✖️ 1 job cancelled."
        await until(lambda: "state=cancelled" in service.output(), "the service told")
        await until(lambda: len([m for m in other.from_bot() if "document" in m]) == 3, "the others' photos")
    assert not any("document" in message for message in person.from_bot())
