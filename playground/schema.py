"""What each Bot API method takes, read off aiogram's method classes: names, kinds, what is required.

Checked by hand where a look is enough; nested objects (entities, media, commands) go through pydantic, with a memory
for texts that come again and again.
"""

import json
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from playground.files import Upload
from playground.refusals import bad_request


@contextmanager
def _types_unbuilt() -> Iterator[None]:
    """aiogram, imported in the block, leaves out to build its types: seconds, and only their fields are read here.

    A process that is also a bot imports aiogram before.
    """
    rebuild: Any = vars(BaseModel)["model_rebuild"]

    def leave(cls: type[BaseModel], /, **how: Any) -> Any:
        return None if how.get("_types_namespace") else rebuild.__func__(cls, **how)

    setattr(BaseModel, "model_rebuild", classmethod(leave))  # noqa: B010  # mypy does not allow it plainly
    try:
        yield
    finally:
        setattr(BaseModel, "model_rebuild", rebuild)  # noqa: B010


with _types_unbuilt():
    import aiogram.methods
    import aiogram.types
    from aiogram.client.default import Default
    from aiogram.methods.base import TelegramMethod
    from aiogram.types import InputFile

Given = dict[str, Any]
"""Checked parameters of one call: int, float, bool, str, Upload, or plain data of lists and dicts."""

_MISSING = {
    "chat_id": "chat_id is empty",
    "from_chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "file_id": "file_id is not specified",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    "user_id": "invalid user_id specified",
    "action": "wrong parameter action in request",
}
_MEDIA = {"photo", "document", "voice", "audio", "video", "video_note", "animation", "sticker"}


@dataclass(frozen=True)
class Field:
    """One parameter. ``kind`` is int, float, bool, str, chat, file or json."""

    name: str
    kind: str
    is_required: bool
    annotation: Any

    @cached_property
    def _adapter(self) -> TypeAdapter[Any]:
        adapter = TypeAdapter(self.annotation)
        adapter.rebuild(_types_namespace=vars(aiogram.types) | {"Default": Default})  # where aiogram has not built them
        return adapter

    @cached_property
    def _remembered(self) -> Callable[[str], Any]:
        return lru_cache(maxsize=512)(self._read_json)

    def _read_json(self, text: str) -> Any:
        try:
            return self._check_shape(json.loads(text))
        except ValueError:  # pydantic's error is one as well, but it is answered below with its reason
            raise bad_request(f"can't parse {self.name}: Can't parse JSON object") from None

    def _check_shape(self, value: Any) -> Any:
        # The keyboards have a check of their own with Telegram's texts, see markup.py.
        if self.name == "reply_markup":
            return value
        try:
            self._adapter.validate_python(value)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            raise bad_request(f"can't parse {self.name}: {where} {first['msg']}".strip()) from None
        return value

    def json(self, value: Any) -> Any:
        """Nested data, checked; refuses broken JSON and wrong shapes."""
        return self._remembered(value) if isinstance(value, str) else self._check_shape(value)


def _integer(field: Field, value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        raise bad_request(f"can't parse {field.name}: an integer is expected") from None


def _number(field: Field, value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        raise bad_request(f"can't parse {field.name}: a number is expected") from None


def _flag(field: Field, value: Any) -> bool:
    text = value.lower() if isinstance(value, str) else value
    if text in ("true", "1", "yes", True, 1):
        return True
    if text in ("false", "0", "no", False, 0):
        return False
    raise bad_request(f"can't parse {field.name}: a boolean is expected")


def _text(field: Field, value: Any) -> str:
    if isinstance(value, (str, int, float)):
        return str(value)
    raise bad_request(f"can't parse {field.name}: a string is expected")


def _chat(field: Field, value: Any) -> int | str:
    if isinstance(value, str) and value.startswith("@"):
        return value
    return _integer(field, value)


def _file(field: Field, value: Any) -> Any:
    if isinstance(value, (str, Upload)):
        return value
    raise bad_request(f"can't parse {field.name}: a file or a string is expected")


_READ: dict[str, Callable[[Field, Any], Any]] = {
    "int": _integer, "float": _number, "bool": _flag, "str": _text, "chat": _chat, "file": _file, "json": Field.json,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the Bot API."""

    name: str
    fields: Mapping[str, Field]
    required: tuple[str, ...]
    returns: Any
    """The Python type of the result, for tests."""

    def read(self, raw: Mapping[str, Any]) -> tuple[Given, tuple[str, ...]]:
        """The checked parameters and the names of those that the method does not have.

        Uploads under names of their own (``attach://name``) stay under these names.
        """
        given: Given = {}
        ignored: list[str] = []
        for name, value in raw.items():
            field = self.fields.get(name)
            if field is None:
                if isinstance(value, Upload):
                    given[name] = value
                else:
                    ignored.append(name)
            elif value is not None and (value != "" or field.kind == "str"):
                given[name] = _READ[field.kind](field, value)
        for name in self.required:
            if name not in given:
                raise bad_request(_missing(name))
        return given, tuple(ignored)


def _missing(name: str) -> str:
    if name in _MEDIA:
        return f"there is no {name.replace('_', ' ')} in the request"
    return _MISSING.get(name, f'parameter "{name}" is required')


def _leaves(annotation: Any) -> list[Any]:
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return [leaf for part in typing.get_args(annotation) for leaf in _leaves(part)]
    return [] if annotation in (type(None), Default) else [annotation]


def _kind(leaves: list[Any]) -> str:
    plain = {leaf for leaf in leaves if isinstance(leaf, type)}
    if InputFile in plain:
        return "file"
    if {int, str} <= plain:
        return "chat"
    if datetime in plain:
        return "int"
    for simple in (bool, int, float, str):
        if leaves == [simple]:
            return simple.__name__
    literal = all(typing.get_origin(leaf) is typing.Literal for leaf in leaves)
    return "str" if literal or set(leaves) == {str} else "json"


def _field(name: str, annotation: Any, is_required: bool) -> Field:
    leaves = _leaves(annotation)
    without_default = typing.Union[tuple(leaves)] if leaves else Any  # noqa: UP007  # built at run time
    return Field(name, _kind(leaves), is_required, without_default)


def _method(cls: type[TelegramMethod[Any]]) -> Method:
    fields = {name: _field(name, info.annotation, info.is_required()) for name, info in cls.model_fields.items()}
    required = tuple(name for name, field in fields.items() if field.is_required)
    return Method(cls.__api_method__, fields, required, cls.__returning__)


def read_methods() -> dict[str, Method]:
    """Every method that the Bot API has, by its name in lower case (Telegram does not mind the case)."""
    classes = (getattr(aiogram.methods, name) for name in aiogram.methods.__all__)
    known = [cls for cls in classes if isinstance(cls, type) and issubclass(cls, TelegramMethod)]
    return {
        cls.__api_method__.lower(): _method(cls)
        for cls in known
        if isinstance(getattr(cls, "__api_method__", None), str)
    }
