"""Texts that people bring: files in their encodings, subtitles, a long paste; and what only calls itself a text."""

import json
from pathlib import Path

import docx
import pytest

from tests.journeys.stage import Person, Stage, buttons, until

pytestmark = pytest.mark.asyncio(loop_scope="session")

TALK = "Анна: Добрый день, коллеги! Начнём.\nБорис: Релиз переносим на пятницу, смету жду до среды."
GOT = "📄 Got it: 1 page, 14 words, in Russian. What shall I make of it?"
SRT = (
    "1\n00:00:05,000 --> 00:00:08,000\nАнна: Доброе утро, коллеги.\n\n"
    "2\n00:01:10,000 --> 00:01:12,000\nНачнём с бюджета."
)


async def _text_of(stage: Stage, person: Person, result: dict[str, object]) -> str:
    await person.asks_for(result, "TXT")
    message = await person.hears()
    return stage.telegram.world.files.get(message["document"]["file_id"]).path.read_text("utf-8-sig")


async def test_the_same_text_in_four_encodings_is_the_same(stage: Stage, person: Person) -> None:
    for encoding in ("utf-8", "utf-16", "windows-1251", "koi8-r"):
        await person.sends(TALK.encode(encoding), "document", name="разговор.txt")
        result = await person.hears()
        assert result["text"] == GOT, encoding
        assert await _text_of(stage, person, result) == TALK


async def test_word_and_subtitles(stage: Stage, person: Person, tmp_path: Path) -> None:
    document = docx.Document()
    for line in TALK.split("\n"):
        document.add_paragraph(line)
    document.save(str(tmp_path / "talk.docx"))
    await person.sends(tmp_path / "talk.docx", "document")
    result = await person.hears()
    assert result["text"] == GOT
    assert await _text_of(stage, person, result) == TALK
    await person.sends(SRT.encode(), "document", name="film.srt")
    result = await person.hears()
    await person.asks_for(result, "JSON")
    told = stage.telegram.world.files.get((await person.hears())["document"]["file_id"]).path.read_bytes()
    segments = json.loads(told)["segments"]
    assert [(one["start"], one["speaker"], one["text"]) for one in segments] == [
        (5.0, "Анна", "Доброе утро, коллеги."),
        (70.0, "", "Начнём с бюджета."),
    ]


async def test_a_long_paste_in_several_messages_is_one_text(stage: Stage, person: Person) -> None:
    pages = [f"Страница {number}. " + "Обсудили смету и сроки. " * 160 for number in range(3)]
    for page in pages:
        person.says(page)
    person.says("И последнее: спасибо всем.")
    result = await person.hears()
    assert result["text"].startswith("📄 Got it: 7 pages, about 1,900 words")
    text = await _text_of(stage, person, result)
    assert [text.index(f"Страница {number}.") for number in range(3)] == sorted(
        text.index(f"Страница {number}.") for number in range(3)
    )
    assert text.endswith("спасибо всем.")
    await person.hears_nothing_for(0.5)
    person.says("/history")
    assert (await person.hears())["text"].startswith("🗂 Your recordings: 1.")


async def test_what_only_calls_itself_text_gets_a_sentence(stage: Stage, person: Person) -> None:
    refused = {
        b"PK\x03\x04" + b"\0" * 500: "I cannot open this document",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40: "I found no text in this file.",
        "слово ".encode("windows-1251") * 700_000: "This text has more than 1,000,000 characters",
        "Да.".encode(): "That is too short to make a document of. Send at least 40 characters.",
    }
    for data, sentence in refused.items():
        sent = await person.sends(data, "document", name="talk.txt")
        answer = await person.hears()
        assert answer["text"].startswith(sentence)
        assert "\n" not in answer["text"]
        assert not buttons(answer)
        assert answer["reply_to_message"]["message_id"] == sent["message_id"]
    await until(lambda: not stage.bot.left_over(), "the scratch folders going away")


async def test_a_hundred_megabytes_are_refused_before_any_work(stage: Stage, person: Person) -> None:
    await person.sends("слово ".encode() * 9_500_000, "document", name="talk.txt")
    assert (await person.hears())["text"].startswith("The file is larger than 20 MB")
    assert not person.calls("getFile")
