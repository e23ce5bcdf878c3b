"""What Telegram writes into a chat by itself is met with silence, whatever kind it is."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiogram.enums import ContentType
from aiogram.types import Message

from frontend_bot.telegram.handlers import messages
from frontend_bot.telegram.handlers.context import Actor, Services

PERSON = {"id": 7, "is_bot": False, "first_name": "Ben"}
SENT = {
    "sticker": {
        "file_id": "f", "file_unique_id": "u", "type": "regular", "width": 1, "height": 1, "is_animated": False,
        "is_video": False,
    },
    "location": {"latitude": 1.0, "longitude": 2.0},
    "contact": {"phone_number": "1", "first_name": "x"},
    "dice": {"emoji": "🎲", "value": 3},
    "venue": {"location": {"latitude": 1.0, "longitude": 2.0}, "title": "x", "address": "y"},
    "story": {"chat": {"id": 1, "type": "private"}, "id": 1},
}  # fmt: skip
SERVICE: dict[str, Any] = {
    "new_chat_members": [PERSON],
    "left_chat_member": PERSON,
    "new_chat_title": "x",
    "delete_chat_photo": True,
    "forum_topic_created": {"name": "x", "icon_color": 1},
    "forum_topic_closed": {},
    "general_forum_topic_hidden": {},
    "video_chat_started": {},
    "video_chat_ended": {"duration": 1},
    "write_access_allowed": {"from_request": True},
    "boost_added": {"boost_count": 1},
    "users_shared": {"request_id": 1, "users": []},
    "connected_website": "example.org",
    "message_auto_delete_timer_changed": {"message_auto_delete_time": 60},
    "something_that_telegram_adds_next_year": {"x": 1},
}


def _message(**content: Any) -> Message:
    chat = {"id": 7, "type": "private"}
    return Message.model_validate({"message_id": 1, "date": 0, "chat": chat, "from": PERSON, **content})


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of what is answered."""
    found: list[str] = []

    async def reply(_services: Services, _actor: Actor, what: Any, **_rest: Any) -> None:
        found.append(what.id)

    monkeypatch.setattr(messages, "reply", reply)
    return found


async def _receive(message: Message) -> None:
    renderer = SimpleNamespace(menu_entry=lambda text: "")
    services = SimpleNamespace(renderer=renderer, modes=SimpleNamespace(pages={}))
    await messages.receive(message, cast(Actor, SimpleNamespace()), cast(Services, services))


@pytest.mark.parametrize("kind", SERVICE)
async def test_what_telegram_writes_itself_is_not_answered(kind: str, said: list[str]) -> None:
    await _receive(_message(**{kind: SERVICE[kind]}))
    assert said == []


@pytest.mark.parametrize("kind", SENT)
async def test_what_somebody_sends_is_answered_even_if_nobody_can_work_with_it(kind: str, said: list[str]) -> None:
    await _receive(_message(**{kind: SENT[kind]}))
    assert said == ["unsupported"]


def test_every_kind_that_aiogram_knows_has_been_thought_of() -> None:
    """A new kind that people send must be put into the list; whatever is not there is silence."""
    taken = {"text", "audio", "document", "photo", "video", "video_note", "voice"}
    assert {kind.value for kind in messages._SENT_BY_PEOPLE} | taken < {kind.value for kind in ContentType}
