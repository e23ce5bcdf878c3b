"""The language of a recording, chosen for all or for one; names and terms that recognition is told."""

from typing import Any

import pytest

from tests.journeys.stage import Person, Stage, buttons, until
from tests.media_samples import Samples

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _shows(person: Person, message: dict[str, Any], part: str) -> dict[str, Any]:
    id = message["message_id"]
    await until(lambda: part in person.chat[id]["text"] or part in buttons(person.chat[id]), f"{part!r} in a message")
    return person.chat[id]


async def test_a_language_for_everything_and_another_for_one(stage: Stage, person: Person, samples: Samples) -> None:
    before = len(stage.provider.requests)
    person.says("🎤 Audio")
    prompt = await person.hears()
    person.presses(prompt, "🗣 Language of the recording: automatic")
    page = await _shows(person, prompt, "қазақша")
    person.presses(page, "▶️")
    page = await _shows(person, page, "lietuvių")
    person.presses(page, "◀️")
    page = await _shows(person, page, "Deutsch")
    person.presses(page, "Deutsch")
    await _shows(person, page, "🗣 Language of the recording: Deutsch")
    await person.sends(samples.tones("ogg"))
    result = await person.hears()
    person.presses(result, "🗣 Another language")
    question = await person.hears()
    first, second = person.presses(question, "français"), person.presses(question, "français")
    await person.toasted(first)
    await person.toasted(second)
    again = await person.hears()
    assert again["text"] == result["text"]
    assert person.chat[question["message_id"]]["text"] == "All right, once more: français."
    asked = [one.values("languages[]") for one in stage.provider.requests[before:]]
    assert asked == [["de"], ["fr"]], "two presses are one"


async def test_names_and_terms_are_told_to_the_engine(stage: Stage, person: Person, samples: Samples) -> None:
    person.says("/settings")
    settings = await person.hears()
    person.presses(settings, "📖 Vocabulary")
    await _shows(person, settings, "The vocabulary is empty")
    person.says("Иванов\nКазань\n<Kubernetes>\n" + "x" * 61)
    page = await person.hears()
    assert page["text"].startswith("✅ Added: 3.\n⚠️ Left out: 1.")
    assert page["text"].endswith("• Иванов\n• Казань\n• Kubernetes")
    person.says("Казань")
    page = await person.hears()
    assert page["text"].startswith("There is nothing new")
    person.presses(page, "✖️ Remove one")
    page = await _shows(person, page, "✖️ Казань")
    person.presses(page, "✖️ Казань")
    await until(lambda: "✖️ Казань" not in buttons(person.chat[page["message_id"]]), "the term going away")
    before = len(stage.provider.requests)
    await person.sends(samples.tones("ogg"))
    await person.hears()
    assert stage.provider.requests[before].values("keywords[]") == ["Иванов", "Kubernetes"]
    page = person.chat[page["message_id"]]
    person.presses(page, "⬅️ Back")
    page = await _shows(person, page, "🗑 Clear")
    person.presses(page, "🗑 Clear")
    page = await _shows(person, page, "🗑 Yes, remove all")
    person.presses(page, "🗑 Yes, remove all")
    await _shows(person, page, "The vocabulary is empty")
