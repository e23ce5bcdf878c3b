"""What Telegram's types do in a fresh process: read updates, write calls. ``python -m tests.telegram_models``.

Prints one JSON object: ``built`` (how many of aiogram's types were built before the first use), ``read``, ``written``
and ``shapes`` (JSON schemas that hold nearly all types), which are the same however the types were built.
"""

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from frontend_bot.telegram.deferred_types import import_aiogram

_USER = {"id": 7, "is_bot": False, "first_name": "Anna", "language_code": "ru"}
_CHAT = {"id": 7, "type": "private", "first_name": "Anna"}
_FILE = {"file_id": "f", "file_unique_id": "u", "file_size": 5}
_GONE = {"message_id": 3, "chat": _CHAT, "date": 0}
_KEYBOARD = {
    "inline_keyboard": [[{"text": "A", "callback_data": "a"}, {"text": "B", "web_app": {"url": "https://a.b"}}]]
}


def _message(**told: Any) -> dict[str, Any]:
    return {"message_id": 5, "date": 1_700_000_000, "chat": _CHAT, "from": _USER, **told}


_PICTURE = {**_FILE, "width": 1, "height": 2}
_CHANNEL = {"type": "channel", "date": 1, "chat": {"id": -1, "type": "channel"}, "message_id": 2}
_POLL = {
    "id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False, "is_anonymous": True,
    "type": "quiz", "allows_multiple_answers": False, "allows_revoting": False, "members_only": False,
}  # fmt: skip
_FILL = {"type": "fill", "fill": {"type": "solid", "color": 1}, "dark_theme_dimming": 1}
_MESSAGES: tuple[dict[str, Any], ...] = (
    _message(text="a b", entities=[{"type": "text_mention", "offset": 0, "length": 1, "user": _USER}]),
    _message(voice={**_FILE, "duration": 3}, reply_to_message=_message(photo=[_PICTURE])),
    _message(audio={**_FILE, "duration": 3, "thumbnail": _PICTURE}, media_group_id="g"),
    _message(document={**_FILE, "file_name": "a.txt"}, caption="c", reply_markup=_KEYBOARD),
    _message(video_note={**_FILE, "length": 1, "duration": 2}, quote={"text": "q", "position": 0}),
    _message(pinned_message=_GONE, new_chat_members=[_USER]),
    _message(forward_origin={"type": "hidden_user", "date": 1, "sender_user_name": "B"}, text="f"),
    _message(forward_origin=_CHANNEL, text="g"),
    _message(external_reply={"origin": {"type": "user", "date": 1, "sender_user": _USER}, "chat": _CHAT}, text="x"),
    _message(poll=_POLL),
    _message(chat_background_set={"type": _FILL}),
    _message(paid_media={"star_count": 1, "paid_media": [{"type": "photo", "photo": [_PICTURE]}]}),
    _message(text="e", something_new={"of": ["tomorrow"]}),
)
_PRESS = {"id": "1", "from": _USER, "chat_instance": "c", "data": "home"}
_MEMBER = {"status": "member", "user": _USER}
UPDATES: tuple[dict[str, Any], ...] = (
    *({"message": message} for message in _MESSAGES),
    {"callback_query": {**_PRESS, "message": _MESSAGES[0]}},
    {"callback_query": {**_PRESS, "message": _GONE}},
    {"my_chat_member": {
        "chat": _CHAT, "from": _USER, "date": 1, "old_chat_member": _MEMBER,
        "new_chat_member": {"status": "kicked", "user": _USER, "until_date": 0},
    }},
    {"message_reaction": {
        "chat": _CHAT, "message_id": 1, "user": _USER, "date": 1, "old_reaction": [],
        "new_reaction": [{"type": "emoji", "emoji": "👍"}, {"type": "custom_emoji", "custom_emoji_id": "1"}],
    }},
    {"inline_query": {"id": "1", "from": _USER, "query": "q", "offset": ""}},
)  # fmt: skip
"""Each kind of nesting: types in types, unions told apart by a field, lists, the same type again, what is new."""


class _AnySchema(GenerateJsonSchema):
    """Says so where a model holds what JSON does not know."""

    def handle_invalid_for_json_schema(self, schema: Any, error_info: str) -> dict[str, Any]:
        return {"no JSON": error_info}

    def emit_warning(self, kind: Any, detail: str) -> None:
        """Of a default that JSON does not know."""


def _kinds(value: Any) -> Any:
    """The classes of a model and of everything in it."""
    if isinstance(value, list):
        return [_kinds(one) for one in value]
    fields = getattr(value, "model_fields_set", None)
    if fields is None:
        return repr(value)
    return {type(value).__name__: {name: _kinds(getattr(value, name)) for name in sorted(fields)}}


def _read() -> list[Any]:
    from aiogram.types import Update

    return [_kinds(Update.model_validate({"update_id": number, **update})) for number, update in enumerate(UPDATES)]


def _written() -> list[Any]:
    from aiogram import methods, types

    from frontend_bot.telegram.callback_data import OpenPage

    pressed = OpenPage(mode="history", action="old").pack()
    button = types.InlineKeyboardButton(text="A", callback_data=pressed)
    inline = types.InlineKeyboardMarkup(inline_keyboard=[[button]])
    reply = types.ReplyKeyboardMarkup(keyboard=[[types.KeyboardButton(text="B")]], resize_keyboard=True)
    bold = types.MessageEntity(type="bold", offset=0, length=1)
    answers = types.ReplyParameters(message_id=5)
    calls = (
        methods.SendMessage(chat_id=7, text="a", entities=[bold], reply_parameters=answers, reply_markup=reply),
        methods.EditMessageText(chat_id=7, message_id=5, text="b", reply_markup=inline),
        methods.SendMediaGroup(chat_id=7, media=[types.InputMediaDocument(media="f", caption="c")]),
        methods.AnswerCallbackQuery(callback_query_id="1", text="d"),
        methods.SetMyCommands(commands=[types.BotCommand(command="start", description="e")]),
    )
    answer = methods.Response[types.User].model_validate_json(json.dumps({"ok": True, "result": _USER}))
    written = [call.model_dump(mode="json", warnings=False, exclude_unset=True) for call in calls]
    return [*written, repr(answer.result), repr(OpenPage.unpack(pressed))]


def _shapes() -> dict[str, Any]:
    from aiogram import methods, types

    models = (types.Update, methods.SendMessage, methods.EditMessageText, methods.SendMediaGroup)
    return {model.__name__: model.model_json_schema(schema_generator=_AnySchema) for model in models}


def main() -> None:
    """Print it all."""
    import_aiogram()
    from aiogram import types

    built = sum(getattr(vars(types)[name], "__pydantic_complete__", False) for name in types.__all__)
    print(json.dumps({"built": built, "read": _read(), "written": _written(), "shapes": _shapes()}, default=repr))


if __name__ == "__main__":
    main()
