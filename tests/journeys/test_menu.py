"""Commands, the menu, settings, languages, and what the bot says to things that it cannot use."""

from typing import Any

import pytest

from playground import people
from tests.journeys.stage import Person, Stage, buttons, until
from tests.media_samples import Samples

pytestmark = pytest.mark.asyncio(loop_scope="session")

MENUS = {
    "ru": [
        ["🎤 Аудио", "📄 Текстовый транскрипт"],
        ["✨ Улучшить фото", "🔊 Озвучить текст"],
        ["🗂 История", "⚙️ Настройки"],
        ["❓ Помощь"],
    ],
    "en": [
        ["🎤 Audio", "📄 Text transcript"],
        ["✨ Enhance photo", "🔊 Speak a text"],
        ["🗂 History", "⚙️ Settings"],
        ["❓ Help"],
    ],
}
"""Everything that the bot can do, two buttons a row: a mode without a button is a mode that nobody finds."""


def _menu(person: Person) -> list[list[str]]:
    keyboard: dict[str, Any] = person.telegram.world.chats[person.chat_id].reply_keyboard or {"keyboard": []}
    return [[button["text"] for button in row] for row in keyboard["keyboard"]]


@pytest.mark.parametrize(
    ("language", "word", "menu"), [("ru", "Здравствуйте", "ru"), ("uk", "Здравствуйте", "ru"), ("de", "Hello", "en")]
)
async def test_start_greets_in_the_persons_language(stage: Stage, language: str, word: str, menu: str) -> None:
    person = stage.person(language)
    person.says("/start")
    assert (await person.hears())["text"].startswith(word)
    assert _menu(person) == MENUS[menu]


async def test_commands_answer_in_any_state(stage: Stage, person: Person) -> None:
    person.says("🎤 Audio")
    assert (await person.hears())["text"] == "Send a voice note, audio or video and get the text."
    person.says("/help")
    assert "20 MB" in (await person.hears())["text"]
    person.says("/start")
    assert (await person.hears())["text"].startswith("Hello!")
    person.says("❓ Help")
    assert "What you can send" in (await person.hears())["text"]
    person.says("/history")
    page = await person.hears()
    assert page["text"] == "The history is empty. Send your first recording!"
    person.presses(page, "🏠 Main menu")
    assert (await person.hears())["text"].startswith("Main menu.")
    person.says("/cancel")
    assert (await person.hears())["text"] == "There is nothing to cancel right now."


async def test_the_language_is_a_switch(stage: Stage, person: Person) -> None:
    person.says("/language")
    person.presses(await person.hears(), "Русский")
    assert (await person.hears())["text"] == "Хорошо, говорю по-русски."
    assert _menu(person) == MENUS["ru"]
    person.says("/settings")
    page = await person.hears()
    query = person.presses(page, "🌐 Язык бота: Русский")
    assert await person.toasted(query) == "Saved"
    await until(lambda: person.chat[page["message_id"]]["text"].startswith("⚙️ Settings"), "the page in English")
    person.says("⚙️ Настройки")
    assert (await person.hears())["text"].startswith("⚙️ Settings"), "a button of the old menu still works"


async def test_an_option_is_remembered_and_reaches_the_provider(stage: Stage, person: Person, samples: Samples) -> None:
    person.says("/settings")
    page = await person.hears()
    person.presses(page, "🗣 Language of the recording: automatic")
    await until(lambda: "русский" in buttons(person.chat[page["message_id"]]), "the list of languages")
    person.presses(page, "русский")
    label = "🗣 Language of the recording: русский"
    await until(lambda: label in buttons(person.chat[page["message_id"]]), "the option's next value")
    await person.sends(samples.spoken("ogg"))
    await person.hears()
    fields = dict(stage.provider.requests[-1].fields)
    assert "ru" in fields.values()
    person.says("🎤 Audio")
    prompt = await person.hears()
    assert label in buttons(prompt)
    query = person.presses(prompt, "at every phrase")
    assert await person.toasted(query) == "Saved"
    await until(lambda: "✅ at every phrase" in buttons(person.chat[prompt["message_id"]]), "the mark moving")


async def test_cancel_ends_all_of_ones_jobs_and_nobody_elses(stage: Stage, person: Person, samples: Samples) -> None:
    other = stage.person()
    stage.provider.answer = "heard"
    stage.provider.hold()
    await other.sends(samples.spoken("ogg"))
    for _ in range(6):  # more than run at once
        await person.sends(samples.spoken("ogg"))
    await until(lambda: stage.provider.at_once >= 5, "the provider being asked")
    await until(lambda: len(person.from_bot()) == 6, "a progress message for each, waiting or not")
    person.says("/cancel")
    assert (await person.hears())["text"] == "✖️ 6 jobs cancelled."
    stage.provider.release()
    assert (await other.hears())["text"] == "heard"
    await until(lambda: len(person.from_bot()) == 1, "every progress message going")
    await person.hears_nothing_for(1)


async def test_what_it_cannot_use_gets_one_sentence(stage: Stage, person: Person) -> None:
    person.says("/nonsense")
    assert (await person.hears())["text"] == "I do not know this command. See /help for what I can do."
    person.says("hello there")
    assert (await person.hears())["text"].startswith("I work with recordings, texts of conversations and photos")
    await person.sends(b"PK\x03\x04", "document", name="backup.zip")
    assert (await person.hears())["text"].startswith("This looks neither like a recording nor like a text or a photo")


@pytest.mark.parametrize(
    "content",
    [
        {"sticker": {"file_id": "s", "file_unique_id": "u", "type": "regular", "width": 512, "height": 512,
                     "is_animated": False, "is_video": False}},
        {"location": {"latitude": 55.75, "longitude": 37.61}},
        {"contact": {"phone_number": "+100", "first_name": "Anna"}},
        {"dice": {"emoji": "🎲", "value": 3}},
    ],
)  # fmt: skip
async def test_no_mode_can_ever_take_this(stage: Stage, person: Person, content: dict[str, Any]) -> None:
    sent = people._say(stage.telegram.world, stage.telegram.world.chats[person.id], person.id, content, None)
    answer = await person.hears()
    assert answer["text"].startswith("I cannot work with this. Send a voice note")
    assert answer["reply_to_message"]["message_id"] == sent["message_id"]


async def test_what_telegram_writes_by_itself_is_left_alone(stage: Stage, person: Person) -> None:
    content = {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}}
    people._say(stage.telegram.world, stage.telegram.world.chats[person.id], person.id, content, None)
    await person.hears_nothing_for(1)


async def test_stats_are_for_admins(stage: Stage, person: Person) -> None:
    person.says("/stats")
    assert (await person.hears())["text"].startswith("I do not know this command")
    stage.telegram.world.add_user(70_000, "Admin", language_code="en")
    stage.telegram.start_chat(70_000)
    admin = Person(stage.telegram, 70_000, 70_000)
    admin.says("/stats")
    words = (await admin.hears())["text"]
    assert "Transcription: openai" in words
    assert "Failures: " in words
    assert (await admin.hears())["photo"]


async def test_an_old_button_says_so(stage: Stage, person: Person) -> None:
    person.says("/language")
    question = await person.hears()
    keyboard = {"inline_keyboard": [[{"text": "Old", "callback_data": "from-an-earlier-version"}]]}
    stage.telegram.world.chats[person.id].messages[question["message_id"]] = question | {"reply_markup": keyboard}
    assert await person.toasted(person.presses(question, "Old")) == "This button is out of date. Open /start."
