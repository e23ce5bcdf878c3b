"""Adding a language is adding one folder: the walk-through of CONTRIBUTING.md, done to a copy of the bot."""

import io
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import docx
import pytest
import pytest_asyncio

from frontend_bot.core.phrase import Phrase
from frontend_bot.modes import find_modes
from frontend_bot.services.translations import LOCALES, Translations
from frontend_bot.telegram.handlers.commands import COMMANDS
from playground.server import Playground
from playground.world import Message
from tests.bot_copy import copy_of_the_bot, run_from
from tests.journeys.foreign import NAME, Foreign, language_file
from tests.journeys.stage import KEY, TOKEN, Person, Stage, buttons, until
from tests.journeys.test_adding_a_mode import walk_through as new_mode
from tests.media_samples import Samples
from tests.processes import Bot
from tests.provider.double import ProviderDouble
from tests.provider.faults import Fault
from tests.pseudo_language import pseudo, write_pseudo_language

pytestmark = pytest.mark.asyncio(loop_scope="session")

COUNT = "🔢 Count words"
RUSSIAN_TALK = (
    "Анна: Доброе утро, начнём совещание о новых серверах.\n"
    "Борис: РЕШЕНИЕ: купить два сервера. Возражений не было.\n"
    "Анна: ЗАДАЧА: Борис — подготовить смету, до пятницы."
)
TALK = "\n".join(
    (
        f"Anna: {pseudo('This is what the recording of the meeting is about, and it is not long.')}",
        f"Boris: DECISION: {pseudo('buy two servers')}. {pseudo('Nobody in the meeting was against it.')}",
    )
)
"""A text in the language that nobody speaks; what the language model's double finds in it is marked for it."""
DOCUMENTS = {
    "full_transcript": "document-full",
    "minutes": "document-decisions",
    "todo_plan": "document-todo",
    "key_sentences": "mode-key_sentences",
}
"""The documents under a transcript, and a sentence of ours that stands in each."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def foreign(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Foreign]:
    """The copy of the bot with the folder dropped into it, and a mode whose own texts do not know of it."""
    tree = copy_of_the_bot(tmp_path_factory.mktemp("tree"))
    locales = tree / "frontend_bot" / "locales"
    write_pseudo_language(LOCALES / "en", locales / "xx", language_file())
    (tree / "frontend_bot" / "modes" / "count_words.py").write_text(new_mode(), "utf-8")
    translations = Translations(locales)
    async with Playground(token=TOKEN) as telegram, ProviderDouble(key=KEY) as provider:
        settings = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": provider.url, **run_from(tree)}
        bot = Bot(tree, telegram.base_url, TELEGRAM_TOKEN=TOKEN, **settings)
        async with bot:
            stage = Stage(telegram, provider, bot)
            yield Foreign(stage, translations, find_modes(translations.languages.codes))
            stage.nothing_leaked()


@pytest.fixture
def reader(foreign: Foreign) -> Iterator[Person]:
    """Somebody whose Telegram speaks the new language; nothing may be said to them in English, nothing be refused."""
    foreign.stage.behaves()
    person = foreign.stage.person("xx")
    yield person
    calls = [call for call in person.telegram.world.journal.calls if call.chat_id == person.chat_id]
    assert [call.description for call in calls if not call.ok] == []
    said = json.dumps([dict(call.parameters) for call in calls], ensure_ascii=False, default=str)
    assert [sentence for sentence in _english_sentences() if sentence in said] == []


def _english_sentences() -> Iterator[str]:
    """What would be said in English, as far as it can be told from anything else: whole, and long enough."""
    english = Translations()
    for file in (LOCALES / "en").glob("*.ftl"):
        for line in file.read_text("utf-8").splitlines():
            id, is_message, value = line.partition(" = ")
            if is_message and len(value) > 11 and "{" not in value:
                yield english.say(Phrase(id), "en")


async def test_telegram_is_told_in_it(foreign: Foreign) -> None:
    about = foreign.stage.telegram.world.bot
    await until(lambda: "xx" in about.short_descriptions and "ru" in about.short_descriptions, "the introduction")
    (listed,) = [commands for (_, code), commands in about.commands.items() if code == "xx"]
    assert [one["description"] for one in listed] == [foreign.say(f"command-{name}") for name in COMMANDS]
    assert about.descriptions["xx"] == foreign.say("bot-description")
    assert about.short_descriptions["xx"] == foreign.say("bot-short-description")


async def test_commands_and_every_entry_of_the_menu(foreign: Foreign, reader: Person) -> None:
    say = foreign.say
    help = say("help", megabytes=20, minutes=240)
    assert f"Русский, {NAME}, English" in help
    answers = {"/start": say("start"), "/help": help, "/nonsense": say("unknown-command")}
    answers |= {"/cancel": say("cancel-nothing"), "/history": say("history-empty")}
    for text, answer in answers.items():
        reader.says(text)
        assert (await reader.hears())["text"] == answer
    keyboard = reader.telegram.world.chats[reader.chat_id].reply_keyboard
    assert keyboard is not None and keyboard["input_field_placeholder"] == say("menu-placeholder")
    labels = [button["text"] for row in keyboard["keyboard"] for button in row]
    shown = [say(f"mode-{mode.id}") for mode in foreign.modes.all if mode.in_menu]
    assert [label for label in labels if label != COUNT] == [*shown, say("menu-help")]
    for mode in foreign.modes.jobs.values():
        if mode.in_menu:
            reader.says(say(f"mode-{mode.id}"))
            assert (await reader.hears())["text"] == say(f"mode-{mode.id}-prompt")
    reader.says("/forget")
    question = await reader.hears()
    reader.presses(question, say("button-forget-no"))
    await until(lambda: reader.chat[question["message_id"]]["text"] == say("forget-kept"), "nothing being erased")


async def test_it_is_offered_by_its_own_name(foreign: Foreign) -> None:
    person = foreign.stage.person("de")
    person.says("/language")
    question = await person.hears()
    assert list(buttons(question)) == ["Русский", NAME, "English"]
    person.presses(question, NAME)
    assert (await person.hears())["text"] == foreign.say("language-changed")
    person.says("/settings")
    page = await person.hears()
    for title in ("⚙️ Settings", "⚙️ Настройки", foreign.say("settings-title")):
        (first, *_) = buttons(person.chat[page["message_id"]])
        assert (await foreign.turns(person, page, first))["text"].startswith(title)
    served = foreign.stage.person("zz")
    served.says("/start")
    assert (await served.hears())["text"] == foreign.say("start"), "the folder says that it serves them too"


async def test_settings_and_their_pages(foreign: Foreign, reader: Person) -> None:
    reader.says("/settings")
    page = await reader.hears()
    assert page["text"] == foreign.say("settings-title")
    lines = [label for label in buttons(page) if not label.startswith("🔝")]
    assert lines == foreign.settings()
    for language in ("xx", "en", "ru"):
        await foreign.wants_documents_in(reader, page, language)
    listed = await foreign.turns(reader, page, foreign.option("transcribe_audio", "language"))
    assert listed["text"] == foreign.say("option-transcribe_audio-language")
    listed = await foreign.turns(reader, page, foreign.say("button-later"))
    shown = await foreign.turns(reader, page, NAME)
    assert foreign.option("transcribe_audio", "language", "xx") in buttons(shown)
    vocabulary = await foreign.turns(reader, page, foreign.say("mode-vocabulary"))
    assert vocabulary["text"] == foreign.say("vocabulary-list", count=0)


async def test_a_text_in_it_becomes_documents_in_it(foreign: Foreign, reader: Person) -> None:
    say = foreign.say
    await reader.sends(TALK.encode(), "document", name="talk.txt")
    taken = await reader.hears()
    assert {say(f"mode-{mode}") for mode in DOCUMENTS} <= set(buttons(taken))
    for mode, ours in DOCUMENTS.items():
        assert say(ours) in (await foreign.document(reader, taken, mode))["text"], mode
    document = await foreign.document(reader, taken, "protocol")
    assert document["caption"] == say("protocol-ready", decisions=1, tasks=0)
    told = _words_of(foreign.stage, document)
    words = ("protocol", "members", "topics", "decisions", "tasks", "no-tasks", "chair", "secretary", "signature")
    assert all(say(f"protocol-word-{word}") in told for word in words)


async def test_documents_in_it_of_a_text_in_russian(foreign: Foreign, reader: Person) -> None:
    reader.says("/settings")
    await foreign.wants_documents_in(reader, await reader.hears(), "xx")
    await reader.sends(RUSSIAN_TALK.encode(), "document", name="talk.txt")
    taken = await reader.hears()
    minutes = await foreign.document(reader, taken, "minutes")
    assert foreign.say("document-decisions") in minutes["text"] and "купить два сервера" in minutes["text"]
    document = await foreign.document(reader, taken, "protocol")
    assert foreign.say("protocol-word-tasks") in _words_of(foreign.stage, document)
    assert "Write in xx." in foreign.stage.provider.chat.asked[-1].instructions


def _words_of(stage: Stage, message: Message) -> str:
    opened = docx.Document(io.BytesIO(stage.telegram.world.files.get(message["document"]["file_id"]).path.read_bytes()))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in opened.paragraphs), *cells])


async def test_errors_and_results(foreign: Foreign, reader: Person, samples: Samples) -> None:
    say = foreign.say
    await reader.sends(b"no sound at all" * 50, "document", name="voice.mp3")
    assert (await reader.hears())["text"] == say("error-not-media")
    foreign.stage.provider.faults.append(Fault("server_error", times=1000))
    await reader.sends(samples.spoken("ogg"))
    failure = await reader.hears()
    assert failure["text"] == say("error-engine-unavailable")
    foreign.stage.behaves()
    reader.presses(failure, say("button-again"))
    result = await reader.hears()
    assert {say("mode-minutes"), say("other-language-button"), say("button-delete")} <= set(buttons(result))
    reader.says(say("mode-speak_text"))
    prompt = await reader.hears()
    await reader.toasted(reader.presses(prompt, NAME))
    reader.says(pseudo("Read this aloud"))
    assert (await reader.hears())["text"] == say("error-language-not-spoken")


async def test_a_mode_with_texts_of_its_own_speaks_english_there(foreign: Foreign) -> None:
    person = foreign.stage.person("xx")
    person.says(COUNT)
    assert (await person.hears())["text"] == "Send a text and I will count its words."
    told = [line for line in foreign.stage.bot.output().splitlines() if "a mode has no texts in this language" in line]
    assert len(told) == 1 and "xx" in told[0] and "mode-count_words" in told[0]


async def test_a_folder_that_lacks_something_stops_the_start(tmp_path: Path) -> None:
    tree = copy_of_the_bot(tmp_path)
    locales = tree / "frontend_bot" / "locales"
    write_pseudo_language(LOCALES / "en", locales / "xx", f"language-name = {NAME}\n")
    file = locales / "xx" / "bot.ftl"
    lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith(("home =", "menu-help ="))]
    file.write_text("\n".join(lines).replace("button-old = ", "button-old = { -brand } "), "utf-8")
    bot = Bot(tree, "http://127.0.0.1:9", module="frontend_bot.worker", **run_from(tree))
    await bot.spawn()
    assert await bot.wait(100) == 2
    assert bot.output().splitlines() == [
        "home: missing in xx",
        "language-reads-also: missing in xx",
        "menu-help: missing in xx",
        "button-old: refers to -brand, which is missing in xx",
    ]
