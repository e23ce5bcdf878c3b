"""Messages as content, and which line they wait in."""

from typing import Any

import pytest
from aiogram.types import Message

from frontend_bot.core.content import Content, Kind
from frontend_bot.core.job import Lane
from frontend_bot.telegram.message_content import content_of, lane_of

_FILE = {"file_id": "f", "file_unique_id": "u", "file_size": 5000}
_SIZED = {**_FILE, "width": 10, "height": 10, "duration": 7}


def _message(**content: Any) -> Message:
    chat = {"id": 1, "type": "private", "first_name": "A"}
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
