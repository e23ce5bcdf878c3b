"""Texts as Telegram counts and reads them: lengths in UTF-16 units, cut at both ends, commands and links marked."""

import re
from typing import Any

from playground.refusals import bad_request

Entity = dict[str, Any]
TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024

_MARKS = re.compile(
    r"(?P<bot_command>(?<![\w/])/[A-Za-z0-9_]{1,32}(?:@\w{3,32})?)"
    r"|(?P<url>https?://[^\s<>\"]+)"
    r"|(?P<mention>(?<!\w)@\w{4,32})"
)


def units(text: str) -> int:
    """Length in UTF-16 units; refuses what is no text (a lone half of a surrogate pair)."""
    if text.isascii():
        return len(text)
    try:
        return len(text.encode("utf-16-le")) // 2
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """The text without blanks at its ends, the entities moved and clipped with it."""
    body = text.strip()
    if len(body) == len(text) or not entities:
        return body, entities
    lead, end = units(text[: len(text) - len(text.lstrip())]), units(body)
    kept = []
    for entity in entities:
        start = max(0, entity["offset"] - lead)
        stop = min(end, entity["offset"] - lead + entity["length"])
        if stop > start:
            kept.append(entity | {"offset": start, "length": stop - start})
    return body, kept


def marks_of(text: str) -> list[Entity]:
    """What Telegram itself marks in a person's text: commands, links, mentions."""
    if "/" not in text and "@" not in text:
        return []
    return [
        {"type": str(found.lastgroup), "offset": units(text[: found.start()]), "length": units(found.group())}
        for found in _MARKS.finditer(text)
    ]
