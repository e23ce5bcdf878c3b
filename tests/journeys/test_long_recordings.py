"""Long recordings through the real bot: the beginning early, files in every format, the missing part once more."""

import json
from itertools import pairwise
from typing import Any

import pytest

from tests.journeys.stage import Person, Stage, buttons, until
from tests.long_tones import long_tones
from tests.media_samples import Samples
from tests.provider.faults import Fault

pytestmark = pytest.mark.asyncio(loop_scope="session")

MINUTES = 21.0


def _document(stage: Stage, message: dict[str, Any]) -> tuple[str, str]:
    """Name and content of a file that the bot sent."""
    stored = stage.telegram.world.files.get(message["document"]["file_id"])
    return message["document"]["file_name"], stored.path.read_text("utf-8-sig")


async def test_every_format_holds_every_word(stage: Stage, person: Person, samples: Samples) -> None:
    file, words = long_tones(samples, "mp3", MINUTES)
    before = len(stage.provider.requests)
    await person.sends(file, "audio", name="Лекция.mp3")
    await person.hears(60)
    result = await person.hears()
    name, text = _document(stage, result)
    assert (name, text.split()) == ("Лекция.txt", words)
    assert len(stage.provider.requests) == before + 3, "one request for each piece of ten minutes"
    told = {}
    for label, group in (("SRT", "🎬 Subtitles"), ("VTT", "🎬 Subtitles"), ("JSON", "⬇️ File")):
        await person.asks_for(result, label, group)
        name, told[label] = _document(stage, await person.hears())
        assert name == f"Лекция.{label.lower()}"
    segments = json.loads(told["JSON"])["segments"]
    assert " ".join(segment["text"] for segment in segments).split() == words
    assert all(one["start"] <= two["start"] for one, two in pairwise(segments))
    assert told["VTT"].startswith("WEBVTT\n\n00:00:00.")
    assert "00:20:5" in told["SRT"], "the last phrases are shown near the end"


async def test_the_finished_beginning_shows_while_the_rest_runs(stage: Stage, person: Person, samples: Samples) -> None:
    file, _ = long_tones(samples, "mp3", MINUTES)
    stage.provider.hold(after=1)
    await person.sends(file, "audio", name="lecture.mp3")
    await until(
        lambda: any("So far:\n\nw0" in str(c.parameters.get("text", "")) for c in person.calls("editMessageText")),
        "the beginning of the text in the progress message",
    )  # fmt: skip
    stage.provider.release()
    await person.hears(60)
    await person.hears()


async def test_the_missing_part_is_named_and_tried_again_alone(stage: Stage, person: Person, samples: Samples) -> None:
    file, words = long_tones(samples, "mp3", MINUTES)
    refusal = {"error": {"message": "no such luck", "code": "odd"}}
    stage.provider.faults.append(Fault("answer", status=400, body=refusal))
    await person.sends(file, "audio", name="lecture.mp3")
    beginning = await person.hears(60)
    result = await person.hears()
    assert beginning["text"].startswith("⚠️ 1 part could not be transcribed; it is marked in the text.")
    _, text = _document(stage, result)
    assert "not transcribed]" in text
    assert text.split() != words
    before = len(stage.provider.requests)
    person.presses(result, "🔁 Try the missing parts again")
    person.presses(result, "🔁 Try the missing parts again")
    await person.hears(60)
    mended = await person.hears()
    _, text = _document(stage, mended)
    assert text.split() == words
    assert len(stage.provider.requests) == before + 1
    assert "🔁 Try the missing parts again" not in buttons(mended)
    await person.hears_nothing_for(1)


async def test_times_in_the_text_by_choice(stage: Stage, person: Person, samples: Samples) -> None:
    person.says("/settings")
    page = await person.hears()
    person.presses(page, "🕐 Times in the text: none")
    await until(
        lambda: "🕐 Times in the text: at every phrase" in buttons(person.chat[page["message_id"]]), "the new choice"
    )
    await person.sends(samples.tones("ogg"))
    text = (await person.hears())["text"]
    assert text.startswith("[00:00:00] w0001 w0002")
