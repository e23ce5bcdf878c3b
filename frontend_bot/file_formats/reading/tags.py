"""What stands in subtitles beside the words: tags, override codes, entities, voices."""

import html
import re
from collections.abc import Iterator

_BREAK = re.compile(r"<br\s?/?>|\[br\]|\\N(?![a-z])", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:b|i|u|s|c|p|em|rt|rb|ruby|span|strong)(?:\.[^\s<>]{1,80})?\s?/?>"
    r"|<(?:c|v|lang)(?:\.[^\s<>]{1,80})?(?:\s[^<>]{0,200})?>|</(?:v|font|lang)\s?>"
    r"|<(?:font|p|span|div)(?:\s{1,3}[a-z-]{1,20}\s?=[^<>]{0,200})?>"
    r"|<\d{1,3}:[\d:.,]{2,12}>"  # a moment within karaoke and YouTube's captions
    r"|\{\\[^{}]{0,300}\}|\{[yY]:[a-z,]{1,9}\}",  # SubStation's and MicroDVD's codes, which players hide in SRT too
    re.IGNORECASE,
)
"""Only what is markup somewhere: «x<1», «a<b and c>d» and «MyValue<int>» are words."""
_WITHIN_WORD = re.compile(r"(\w)<([bcipsuv])>", re.IGNORECASE)
"""Markup only where it is closed again: «List<p>» is none."""
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,80})?[ \t]([^<>\n]{1,60})>", re.IGNORECASE)
_UNSEEN = dict.fromkeys((0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF))
"""Marks of direction and the like, which YouTube strews about."""


def with_breaks(line: str) -> list[str]:
    """A line as the lines that a player shows."""
    return _BREAK.sub("\n", line).split("\n")


def without_tags(line: str) -> str:
    """The words alone, entities as letters, one space between words."""
    if "</" not in line:
        line = _WITHIN_WORD.sub(r"\1&lt;\2&gt;", line)
    return " ".join(html.unescape(_TAG.sub("", line)).translate(_UNSEEN).split())


def by_voice(lines: str) -> Iterator[tuple[str, str]]:
    """Pieces of a cue and who says each, "" where no voice is named."""
    before, *voices = _VOICE.split(lines)
    yield "", before
    for name, said in zip(voices[::2], voices[1::2], strict=True):
        own, _, after = said.partition("</v>")
        yield without_tags(name), own
        yield "", after
