"""Messages as content, and which line they wait in."""

from typing import Any

import pytest
from aiogram.types import Message

from frontend_bot.core.content import Content, Kind
from frontend_bot.core.job import Lane
from frontend_bot.core.titles import without_extension
from frontend_bot.telegram import message_content
from frontend_bot.telegram.message_content import content_of, lane_of

_FILE = {"file_id": "f", "file_unique_id": "u", "file_size": 5000}
_SOUNDS = "caf aifc aif aiff spx mp2 mpga ac3 au w64 wv m4b awb mp3 amr aac latm dts 3ga bwf weba MP3"
_FILMS = "mpg mpeg vob mts m2ts m2t 3gp 3g2 asf ogv ts MKV"
_SIZED = {**_FILE, "width": 10, "height": 10, "duration": 7}


def _message(chat_type: str = "private", **content: Any) -> Message:
    chat = {"id": 1, "type": chat_type, "first_name": "A"}
    return Message.model_validate({"message_id": 1, "date": 0, "chat": chat, **content})


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"voice": {**_FILE, "duration": 7}}, Kind.AUDIO),
        ({"audio": {**_FILE, "duration": 7}}, Kind.AUDIO),
        ({"video": _SIZED}, Kind.VIDEO),
        ({"video_note": {**_FILE, "length": 10, "duration": 7}}, Kind.VIDEO),
        ({"animation": _SIZED, "document": _FILE}, Kind.VIDEO),
        ({"photo": [{**_FILE, "width": 1, "height": 1}, {**_FILE, "file_id": "large", "width": 9, "height": 9}]},
         Kind.PHOTO),
        ({"document": {**_FILE, "file_name": "Речь.OGA"}}, Kind.AUDIO),
        ({"document": {**_FILE, "file_name": "a.mp3", "mime_type": "application/octet-stream"}}, Kind.AUDIO),
        ({"document": {**_FILE, "file_name": "a.webm"}}, Kind.VIDEO),
        ({"document": {**_FILE, "file_name": "a.txt", "mime_type": "audio/ogg"}}, Kind.TEXT),
        ({"document": {**_FILE, "mime_type": "audio/x-caf"}}, Kind.AUDIO),
        ({"document": {**_FILE, "mime_type": "image/heic"}}, Kind.PHOTO),
        ({"document": {**_FILE, "file_name": "archive.tar.gz", "mime_type": "application/gzip"}}, Kind.DOCUMENT),
        ({"document": _FILE}, Kind.DOCUMENT),
        ({"document": {**_FILE, "mime_type": "application/ogg"}}, Kind.AUDIO),
        ({"text": "hello"}, Kind.TEXT),
    ],
)  # fmt: skip
def test_what_kind_of_thing_it_is(content: dict[str, Any], kind: Kind) -> None:
    found = content_of(_message(**content))
    assert found is not None
    assert found.kind is kind
    assert found.size == (0 if kind is Kind.TEXT and "text" in content else 5000)
    if kind is Kind.PHOTO and "photo" in content:
        assert found.file_id == "large"


@pytest.mark.parametrize("suffix", _SOUNDS.split())
def test_a_document_of_sound_by_its_name(suffix: str) -> None:
    document = {**_FILE, "file_name": f"a.{suffix}", "mime_type": "application/octet-stream"}
    assert content_of(_message(document=document)) == _content(Kind.AUDIO, document)


@pytest.mark.parametrize("suffix", _FILMS.split())
def test_a_film_by_its_name(suffix: str) -> None:
    document = {**_FILE, "file_name": f"a.{suffix}", "mime_type": "application/octet-stream"}
    assert content_of(_message(document=document)) == _content(Kind.VIDEO, document)


@pytest.mark.parametrize(
    ("name", "in_private", "in_a_group"),
    [
        ("foo.bin", Kind.AUDIO, Kind.DOCUMENT),
        ("noextension", Kind.AUDIO, Kind.DOCUMENT),
        ("", Kind.AUDIO, Kind.DOCUMENT),
        ("Запись 5", Kind.AUDIO, Kind.AUDIO),
        ("voice_001.dat", Kind.AUDIO, Kind.AUDIO),
        ("Диктофон.rec", Kind.AUDIO, Kind.AUDIO),
        ("20240229_120000", Kind.AUDIO, Kind.AUDIO),
        ("meeting.mp3.part", Kind.AUDIO, Kind.AUDIO),
        ("запись.xlsx", Kind.DOCUMENT, Kind.DOCUMENT),
        ("meeting.pptx", Kind.DOCUMENT, Kind.DOCUMENT),
        ("audio.mp3.zip", Kind.DOCUMENT, Kind.DOCUMENT),
        ("voice.xlsm", Kind.DOCUMENT, Kind.DOCUMENT),
    ],
)
def test_what_nobody_knows_gets_a_look(name: str, in_private: Kind, in_a_group: Kind) -> None:
    document = {**_FILE, "file_name": name, "mime_type": "application/octet-stream"}
    assert content_of(_message(document=document)) == _content(in_private, document)
    assert content_of(_message("supergroup", document=document)) == _content(in_a_group, document)


@pytest.mark.parametrize("mime_type", ["application/zip", "application/vnd.ms-excel", "font/ttf"])
def test_what_is_known_for_something_else_does_not(mime_type: str) -> None:
    document = {**_FILE, "file_name": "Запись голоса", "mime_type": mime_type}
    assert content_of(_message(document=document)) == _content(Kind.DOCUMENT, document)


@pytest.mark.parametrize("suffix", sorted(message_content._TEXT))
def test_a_text_by_its_name(suffix: str) -> None:
    document = {**_FILE, "file_name": f"a{suffix.upper()}", "mime_type": "application/octet-stream"}
    assert content_of(_message(document=document)) == _content(Kind.TEXT, document)


@pytest.mark.parametrize("mime_type", ["application/pdf", "application/rtf", "text/rtf", "application/msword"])
def test_a_text_by_its_type(mime_type: str) -> None:
    document = {**_FILE, "file_name": "Протокол", "mime_type": mime_type}
    assert content_of(_message(document=document)) == _content(Kind.TEXT, document)


def test_every_name_of_a_file_is_known_for_one_when_it_becomes_a_title() -> None:
    known = message_content._AUDIO | message_content._VIDEO | message_content._PHOTO | message_content._TEXT
    assert {suffix for suffix in known if without_extension(f"a{suffix}") != "a"} == set()
    assert without_extension("Планёрка 12.05.2026") == "Планёрка 12.05.2026"


def _content(kind: Kind, document: dict[str, Any]) -> Content:
    return Content(
        kind,
        file_id="f",
        file_unique_id="u",
        size=5000,
        file_name=document["file_name"],
        mime_type=document["mime_type"],
    )


def test_what_nobody_can_take_is_nothing() -> None:
    assert content_of(_message(location={"latitude": 1.0, "longitude": 2.0})) is None


@pytest.mark.parametrize(
    ("content", "lane"),
    [
        (Content(Kind.AUDIO, is_voice_note=True, duration=30, size=100_000), Lane.SHORT),
        (Content(Kind.AUDIO, is_voice_note=True, duration=600, size=100_000), Lane.LONG),
        (Content(Kind.AUDIO, is_voice_note=True, duration=30, size=9_000_000), Lane.LONG),
        (Content(Kind.AUDIO, duration=30, size=100_000), Lane.LONG),
        (Content(Kind.VIDEO, duration=3, size=100_000), Lane.LONG),
        (Content(Kind.TEXT, text="word " * 5000), Lane.SHORT),
    ],
)
def test_short_work_never_waits_behind_long(content: Content, lane: Lane) -> None:
    assert lane_of(content) is lane
