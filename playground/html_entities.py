"""Telegram's HTML: a handful of tags become entities, everything else is refused with the place of the mistake."""

import re
from dataclasses import dataclass, field
from typing import Any

from playground.refusals import Refusal, bad_request
from playground.texts import Entity, units

_SIMPLE = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "code": "code", "pre": "pre", "blockquote": "blockquote", "a": "text_link", "span": "spoiler",
    "tg-emoji": "custom_emoji",
}  # fmt: skip
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_TOKEN = re.compile(
    r"<(?P<end>/)?(?P<tag>[A-Za-z][A-Za-z0-9-]*)?(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>"
    r"|<"
    r"|&(?:(?P<name>lt|gt|amp|quot)|\#(?P<number>\d{1,7})|\#x(?P<hex>[0-9A-Fa-f]{1,6}));"
)
_ATTRIBUTE = re.compile(r"([a-zA-Z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|(\S+)))?")


@dataclass(slots=True)
class _Open:
    tag: str
    offset: int
    attributes: dict[str, str]


@dataclass(slots=True)
class _Reader:
    source: str
    parts: list[str] = field(default_factory=list)
    length: int = 0
    open: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.length += units(text)

    def start(self, found: re.Match[str]) -> None:
        tag = (found["tag"] or "").lower()
        attributes = _attributes(found["attributes"] or "")
        if tag not in _SIMPLE or (tag == "span" and attributes.get("class") != "tg-spoiler"):
            raise self._mistake(f'Unsupported start tag "{tag}"', found)
        self.open.append(_Open(tag, self.length, attributes))

    def end(self, found: re.Match[str]) -> None:
        tag = (found["tag"] or "").lower()
        if not self.open:
            raise self._mistake("Unexpected end tag", found)
        opened = self.open.pop()
        if tag not in ("", opened.tag):
            where = self._offset(found)
            wrong = f'Unmatched end tag at byte offset {where}, expected "</{opened.tag}>", found "</{tag}>"'
            raise bad_request(f"can't parse entities: {wrong}")
        if self.length > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        entity: Entity = {"type": _SIMPLE[opened.tag], "offset": opened.offset, "length": self.length - opened.offset}
        if opened.tag == "a":
            entity["url"] = opened.attributes.get("href", "")
            if not entity["url"]:
                return
        elif opened.tag == "blockquote" and "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        elif opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
        elif opened.tag == "code" and self._is_language_of_pre(opened):
            self.open[-1].attributes["language"] = opened.attributes["class"].removeprefix("language-")
            return
        if opened.tag == "pre" and "language" in opened.attributes:
            entity["language"] = opened.attributes["language"]
        self.entities.append(entity)

    def _is_language_of_pre(self, opened: _Open) -> bool:
        outer = self.open[-1] if self.open else None
        named = opened.attributes.get("class", "").startswith("language-")
        return named and outer is not None and outer.tag == "pre" and outer.offset == opened.offset

    def _offset(self, found: re.Match[str]) -> int:
        return len(self.source[: found.start()].encode())

    def _mistake(self, what: str, found: re.Match[str]) -> Refusal:
        return bad_request(f"can't parse entities: {what} at byte offset {self._offset(found)}")


def _attributes(text: str) -> dict[str, str]:
    return {found[1].lower(): _plain(found[2] or found[3] or found[4] or "") for found in _ATTRIBUTE.finditer(text)}


def _plain(text: str) -> str:
    return _TOKEN.sub(lambda found: _character(found) or found.group(), text)


def _character(found: re.Match[str]) -> str:
    if found["name"]:
        return _NAMED[found["name"]]
    number = int(found["number"]) if found["number"] else int(found["hex"], 16) if found["hex"] else 0
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else ""


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """The plain text and its entities, sorted by place; refuses what Telegram refuses."""
    reader, position = _Reader(source), 0
    for found in _TOKEN.finditer(source):
        reader.add(source[position : found.start()])
        position = found.end()
        if not found.group().startswith("<"):
            reader.add(_character(found) or found.group())
        elif found["end"]:
            reader.end(found)
        else:
            reader.start(found)
    reader.add(source[position:])
    if reader.open:
        raise bad_request(
            f"can't parse entities: Can't find end tag corresponding to start tag \"{reader.open[-1].tag}\""
        )
    entities: list[dict[str, Any]] = sorted(reader.entities, key=lambda entity: (entity["offset"], -entity["length"]))
    return "".join(reader.parts), entities
