"""A text read aloud: from the menu, as a file, under a transcript; and what is not read."""

import pytest

from playground.files import StoredFile
from playground.world import Message
from tests.frontend_bot.engines.speech.test_speech import ENGLISH, RUSSIAN, is_voice_note
from tests.journeys.stage import Person, Stage, buttons
from tests.media_samples import Samples

pytestmark = pytest.mark.asyncio(loop_scope="session")


def _sound(stage: Stage, message: Message) -> StoredFile:
    return stage.telegram.world.files.get(message["voice"]["file_id"])


async def test_from_the_menu_and_again_from_the_history(stage: Stage) -> None:
    person = stage.person("ru")
    person.says("🔊 Озвучить текст")
    prompt = await person.hears()
    assert prompt["text"] == "Пришлите текст или файл .txt, не длиннее 10 000 знаков, — верну голосовое."
    assert {"✅ женский", "мужской", "✅ по тексту", "✅ обычная", "быстро"} <= buttons(prompt).keys()
    await person.toasted(person.presses(prompt, "мужской"))
    asked = person.says("Привет! Встреча в девять.")
    spoken = await person.hears()
    assert spoken["reply_to_message"]["message_id"] == asked["message_id"]
    assert spoken["voice"]["duration"] in (2, 3)
    assert is_voice_note(_sound(stage, spoken).path)
    assert list(buttons(spoken)) == ["🗑 Удалить"]
    person.says("/history")
    page = await person.hears()
    (entry, *_) = buttons(page)
    assert entry.endswith("· 0:02 · Привет! Встреча в девять.")
    person.presses(page, entry)
    assert (await person.hears())["voice"]["file_id"] == spoken["voice"]["file_id"]
    assert isinstance(person.calls("sendVoice")[-1].parameters["voice"], str), "sent again without an upload"


async def test_under_a_file(stage: Stage, person: Person) -> None:
    await person.sends(ENGLISH.encode(), "document", name="notes.txt")
    received = await person.hears()
    person.presses(received, "🔊 Speak a text")
    assert (await person.hears())["voice"]["duration"] >= 4


async def test_under_a_transcript_unless_it_is_long(stage: Stage, person: Person, samples: Samples) -> None:
    for words, is_offered in (("what was said", True), ("what was said. " * 700, False)):
        stage.provider.answer = words
        await person.sends(samples.spoken("ogg"))
        transcript = await person.hears()
        if not is_offered:
            transcript = await person.hears()  # its file
        assert ("🔊 Speak a text" in buttons(transcript)) is is_offered
        if is_offered:
            person.presses(transcript, "🔊 Speak a text")
            assert (await person.hears())["voice"]["duration"] >= 1


async def test_whoever_takes_no_voice_notes_gets_a_file(stage: Stage, person: Person) -> None:
    person.says("🔊 Speak a text")
    await person.hears()
    refused = {"error_code": 400, "description": "Bad Request: VOICE_MESSAGES_FORBIDDEN"}
    stage.telegram.world.faults.add("error", "sendVoice", chat_id=person.chat_id, **refused)
    person.says("no voice notes, please")
    document = (await person.hears())["document"]
    assert document["file_name"] == "voice.ogg"
    stage.behaves()
    person.says("/history")
    page = await person.hears()
    person.presses(page, next(iter(buttons(page))))
    assert (await person.hears())["document"]["file_id"] == document["file_id"], "also where the ban is lifted"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("*** --- !!!", "There is nothing to read aloud in this text, not a letter, not a digit. Send another one."),
        (RUSSIAN * 100, "The text has 10,599 characters, and I read at most 10,000 aloud in one go. Send it in parts."),
    ],
)
async def test_what_is_not_read(stage: Stage, person: Person, text: str, sentence: str) -> None:
    person.says("🔊 Speak a text")
    await person.hears()
    await person.sends(text.encode(), "document", name="text.txt")
    assert (await person.hears())["text"] == sentence
