"""Who speaks: the conversation by paragraphs, names given with buttons, every format afterwards with them."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from playground.server import Playground
from tests.journeys.stage import KEY, TOKEN, Person, Stage, buttons, until
from tests.long_tones import long_tones
from tests.media_samples import Samples
from tests.processes import Bot
from tests.provider.double import ProviderDouble

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def talk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """A bot whose provider tells three speakers apart."""
    folder = tmp_path_factory.mktemp("bot")
    async with Playground(rates="realistic", token=TOKEN) as telegram, ProviderDouble(key=KEY, people=3) as provider:
        bot = Bot(
            folder, telegram.base_url, TELEGRAM_TOKEN=TOKEN, OPENAI_API_KEY=KEY, OPENAI_BASE_URL=provider.url,
            TRANSCRIPTION_MODEL="gpt-4o-transcribe-diarize", CHUNK_SECONDS="50",
        )  # fmt: skip
        async with bot:
            yield Stage(telegram, provider, bot)


def _labelled(message: dict[str, Any], part: str) -> str:
    return next(label for label in buttons(message) if part in label)


async def _shows(person: Person, message: dict[str, Any], part: str) -> dict[str, Any]:
    """Wait until a message of the bot says this; the message as it is then."""
    id = message["message_id"]
    await until(lambda: part in person.chat[id].get("text", ""), f"{part!r} in a message")
    return person.chat[id]


async def _file(talk: Stage, person: Person, result: dict[str, Any], format: str) -> str:
    await person.asks_for(result, format, "⬇️ File" if format in ("TXT", "JSON") else "🎬 Subtitles")
    message = await person.hears()
    return talk.telegram.world.files.get(message["document"]["file_id"]).path.read_text("utf-8-sig")


async def test_speakers_get_names_that_show_everywhere(talk: Stage, samples: Samples) -> None:
    person = talk.person()
    file, words = long_tones(samples, "mp3", 1.5)
    await person.sends(file, "audio", name="Meeting.mp3")
    result = await person.hears(60)
    paragraphs = result["text"].split("\n\n")
    assert [paragraph.partition(":")[0] for paragraph in paragraphs[:4]] == [
        "Speaker 1", "Speaker 2", "Speaker 3", "Speaker 1",
    ]  # fmt: skip
    assert " ".join(paragraph.partition(": ")[2] for paragraph in paragraphs).split() == words

    person.presses(result, "👥 Speakers")
    page = await person.hears()
    assert page["text"].startswith("👥 3 voices in this recording.")
    assert "Speaker 2 · 00:00:05\n«w0007 w0008" in page["text"]
    person.presses(page, "✏️ Speaker 2")
    await _shows(person, page, "Who is this?")
    person.says("  Anna: \n Petrova ")
    page = await person.hears()
    assert "Anna Petrova · 00:00:05" in page["text"]
    person.presses(page, "✏️ Speaker 3")
    page = await _shows(person, page, "Who is this?")
    person.presses(page, "= Anna Petrova")
    page = await _shows(person, page, "Anna Petrova · 00:00:10")

    person.presses(page, "📄 Show the text with names")
    named = await person.hears()
    assert named["text"].startswith("Speaker 1: w0000")
    told = [paragraph.partition(": ") for paragraph in named["text"].split("\n\n")]
    assert " ".join(words for _, _, words in told).split() == words
    assert {name for name, _, _ in told} == {"Speaker 1", "Anna Petrova"}, "two voices with one name are one person"
    assert "Anna Petrova: w0007" in await _file(talk, person, result, "TXT")
    assert "<v Anna Petrova>w0007" in await _file(talk, person, result, "VTT")
    assert "\nAnna Petrova: w0007" in await _file(talk, person, result, "SRT")
    data = json.loads(await _file(talk, person, result, "JSON"))
    assert data["speakers"] == ["Speaker 1", "Anna Petrova"]
    assert {one["speaker"] for one in data["segments"]} == {"Speaker 1", "Anna Petrova"}

    person.says("/history")
    history = await person.hears()
    person.presses(history, _labelled(history, "Meeting"))
    assert (await person.hears())["text"] == named["text"]


async def test_a_command_ends_the_wait_for_a_name(talk: Stage, samples: Samples) -> None:
    person = talk.person()
    await person.sends(samples.tones("ogg"))
    result = await person.hears()
    person.presses(result, "👥 Speakers")
    page = await person.hears()
    person.presses(page, "✏️ Speaker 1")
    await _shows(person, page, "Who is this?")
    person.says("/help")
    await person.hears()
    person.says("Anna")
    assert "voice" in (await person.hears())["text"], "talk again, and no name"
    person.presses(result, "👥 Speakers")
    assert "Anna" not in (await person.hears())["text"]
    talk.nothing_leaked()
