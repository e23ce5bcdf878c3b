"""Results as people get them: exact, in one message or with a file, kept in the history until somebody erases them."""

import sqlite3
from pathlib import Path

import pytest

from playground.world import Message
from tests.journeys.stage import Person, Stage, buttons, until
from tests.media_samples import Samples

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOSTILE = {
    "markdown": "*bold* _under_ `code` [link](http://x.y) ~~gone~~ > quote # head | a | b | \\* \\_",
    "html": "<b>bold</b> <script>alert(1)</script> &lt;i&gt; &amp; </p> <!-- -->",
    "rtl": "שלום \u202eabc\u202c مرحبا \u200f!",
    "emoji": "👨‍👩‍👧‍👦 🏳️‍🌈 🇷🇺 👍🏽 e\u0301 \U0001f9d1\U0001f3fb",
    "zero-width": "a\u200bb\u200cc\u200dd\ufeffe\u2060f",
    "mentions": "@admin @all /start /forget #tag $CASH t.me/joinchat",
    "nul": "before\u0000after \u0007 \u001b[31m",
    "fluent": "{ $user } { -term } {\u0022 \u0022} %s %(x)s {0}",
    "lines": "first\n\n\n  indented\n\ttab\r\nwindows",
}


async def _result_of(stage: Stage, person: Person, samples: Samples, text: str) -> Message:
    stage.provider.answer = text
    await person.sends(samples.spoken("ogg"))
    return await person.hears()


def _file(stage: Stage, message: Message) -> str:
    stored = stage.telegram.world.files.get(message["document"]["file_id"])
    return stored.path.read_bytes().decode("utf-8-sig")


@pytest.mark.parametrize("name", HOSTILE)
async def test_any_character_arrives_exactly(stage: Stage, person: Person, samples: Samples, name: str) -> None:
    result = await _result_of(stage, person, samples, HOSTILE[name])
    assert result["text"] == HOSTILE[name]
    assert "entities" not in result


async def test_half_a_character_becomes_the_sign_for_one(stage: Stage, person: Person, samples: Samples) -> None:
    """JSON can say what is no text: half of a surrogate pair."""
    for text in ("half \ud83d of an emoji", "half \ud83d of an emoji. " * 300):
        await _result_of(stage, person, samples, text)
        assert "half \ufffd of an emoji" in person.from_bot()[-1].get("text", "half \ufffd of an emoji")


async def test_4096_units_are_one_text(stage: Stage, person: Person, samples: Samples) -> None:
    text = "слово 👍 " * 455 + "к" * (4096 - 455 * 9)
    assert len(text.encode("utf-16-le")) // 2 == 4096
    result = await _result_of(stage, person, samples, text)
    assert result["text"] == text
    await person.hears_nothing_for(1)


async def test_a_longer_one_is_its_beginning_and_a_file(stage: Stage, person: Person, samples: Samples) -> None:
    text = "Привет 👍 мир. " * 300 + "конец"
    result = await _result_of(stage, person, samples, text)
    shown, _, told = result["text"].rpartition("\n\n")
    assert text.startswith(shown)
    assert len(shown) > 500
    assert told == "… The full text is in the file below."
    document = await person.hears()
    assert document["document"]["file_name"].endswith(".txt")
    assert _file(stage, document) == text
    assert document["caption"] == f"Full text, {len(text):,} characters"
    assert buttons(document)


async def test_nobody_speaks(stage: Stage, person: Person, samples: Samples) -> None:
    result = await _result_of(stage, person, samples, "  \n ")
    assert result["text"] == "🔇 Nobody speaks in this recording, so there is nothing to transcribe."
    assert list(buttons(result)) == ["🗑 Delete"]


async def test_the_txt_button_sends_the_whole_text(stage: Stage, person: Person, samples: Samples) -> None:
    result = await _result_of(stage, person, samples, HOSTILE["emoji"])
    await person.asks_for(result, "TXT")
    document = await person.hears()
    assert _file(stage, document) == HOSTILE["emoji"]
    await person.asks_for(result, "TXT")
    again = await person.hears()
    assert again["document"]["file_id"] == document["document"]["file_id"], "sent again without an upload"


async def test_the_history_opens_without_asking_the_provider(stage: Stage, person: Person, samples: Samples) -> None:
    await _result_of(stage, person, samples, "what was said first")
    await _result_of(stage, person, samples, "what was said then. " * 300)
    await person.hears()
    asked = stage.provider.count
    person.says("/history")
    page = await person.hears()
    assert page["text"] == "🗂 Your recordings: 2. Press one to open it."
    newest, oldest, home = buttons(page)
    assert "what was said then" in newest
    assert "what was said first" in oldest
    assert home == "🏠 Main menu"
    person.presses(page, oldest)
    assert (await person.hears())["text"] == "what was said first"
    uploads = len([c for c in person.calls("sendDocument") if not isinstance(c.parameters["document"], str)])
    person.presses(page, newest)
    assert (await person.hears())["text"].startswith("what was said then")
    assert _file(stage, await person.hears()) == ("what was said then. " * 300).strip()
    later = len([c for c in person.calls("sendDocument") if not isinstance(c.parameters["document"], str)])
    assert later == uploads
    assert stage.provider.count == asked


async def test_the_history_turns_its_pages(stage: Stage, person: Person, samples: Samples) -> None:
    for number in range(8):
        await _result_of(stage, person, samples, f"recording number {number}")
    person.says("🗂 History")
    page = await person.hears()
    assert len(buttons(page)) == 6 + 2
    person.presses(page, "Older ▶️")
    await until(lambda: "◀️ Newer" in buttons(person.chat[page["message_id"]]), "the second page")
    older = buttons(person.chat[page["message_id"]])
    assert [label.rpartition("· ")[2] for label in older][:2] == ["recording number 1", "recording number 0"]
    person.presses(page, "◀️ Newer")
    await until(lambda: "Older ▶️" in buttons(person.chat[page["message_id"]]), "the first page")


async def test_deleting_one_asks_first(stage: Stage, person: Person, samples: Samples) -> None:
    keep = await _result_of(stage, person, samples, "to be kept")
    result = await _result_of(stage, person, samples, "to be deleted")
    person.presses(result, "🗑 Delete")
    question = await person.hears()
    assert question["text"] == "Delete this recording from the history?"
    query = person.presses(question, "🗑 Delete")
    assert await person.toasted(query) == "Deleted."
    await until(lambda: "1." in person.chat[question["message_id"]]["text"], "the list without it")
    for message, text in ((result, "This recording is no longer in the history."), (keep, "")):
        assert await person.toasted(person.presses(message, "⬇️ File")) == text


async def test_forget_asks_and_then_nothing_is_left(stage: Stage, samples: Samples) -> None:
    person, other = stage.person(), stage.person()
    secret, kept = "the secret words of this person", "what the other one said"
    result = await _result_of(stage, person, samples, secret)
    await _result_of(stage, other, samples, kept)
    person.says("/language")
    person.presses(await person.hears(), "Русский")
    await person.hears()
    person.says("/forget")
    question = await person.hears()
    person.presses(question, "⬅️ Нет, оставить")
    await until(lambda: "ничего не трогаю" in person.chat[question["message_id"]]["text"], "the answer")
    assert _rows(stage.bot.storage, person.id)
    person.says("/forget")
    question = await person.hears()
    person.presses(question, "🗑 Да, стереть всё")
    await until(lambda: "данные стёрты" in person.chat[question["message_id"]]["text"], "the answer")
    assert not _rows(stage.bot.storage, person.id)
    assert _rows(stage.bot.storage, other.id)
    for file in stage.bot.storage.glob("*.sqlite*"):
        data = file.read_bytes()
        assert secret.encode() not in data, f"the text is still in {file.name}"
    assert await person.toasted(person.presses(result, "⬇️ File")) == "This recording is no longer in the history."
    person.says("/settings")
    assert (await person.hears())["text"].startswith("⚙️ Settings"), "the language is forgotten too"


async def test_forget_stops_what_is_going_on(stage: Stage, person: Person, samples: Samples) -> None:
    stage.provider.answer = "must not be kept"
    stage.provider.hold()
    await person.sends(samples.spoken("ogg"))
    await until(lambda: stage.provider.at_once, "the provider being asked")
    person.says("/forget")
    question = await person.hears()
    person.presses(question, "🗑 Yes, erase everything")
    await until(lambda: "erased" in person.chat[question["message_id"]]["text"], "the answer")
    stage.provider.release()
    await person.hears_nothing_for(2)
    assert not _rows(stage.bot.storage, person.id)


def _rows(storage: Path, user_id: int) -> list[str]:
    """Everything in both databases that belongs to a person: rows whose job id begins with their id."""
    found = []
    for file in storage.glob("*.sqlite"):
        connection = sqlite3.connect(file)
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in connection.execute(f'SELECT * FROM "{table}"'):  # names from the database itself
                if any(str(value).startswith(f"{user_id}:") or value == user_id for value in row):
                    found.append(f"{file.name} {table} {row}")
        connection.close()
    return found
