"""A result as Markdown, in the dialect that most programs share (CommonMark, with GitHub's check-boxes)."""

import re

from frontend_bot.core.block import Block, Style
from frontend_bot.core.document import WrittenFile
from frontend_bot.core.record import Record
from frontend_bot.file_formats.layout import layout_of
from frontend_bot.file_formats.text import file_stem

_MARKS = {Style.TITLE: "# ", Style.HEADING: "## ", Style.BULLET: "- ", Style.TASK: "- [ ] ", Style.NOTE: "> "}
_LISTS = (Style.BULLET, Style.TASK)
_MARKUP = re.compile(r"([\\`*_\[\]<>|~#])")
_LINE_START = re.compile(r"^(\d+)([.)])(?=\s)|^([+\-=])")


def write_md(record: Record) -> WrittenFile:
    """UTF-8 without a byte order mark. What the text holds of markup is escaped: it reads as it was said."""
    lines: list[str] = []
    above: Block | None = None
    for block in layout_of(record):
        is_within_a_list = above is not None and block.style in _LISTS and above.style in _LISTS
        lines += [_line(block)] if above is None or is_within_a_list else ["", _line(block)]
        above = block
    return WrittenFile(f"{file_stem(record)}.md", ("\n".join(lines) + "\n").encode("utf-8", "replace"))


def _line(block: Block) -> str:
    lead = f"**{escaped(block.lead)}**" if block.lead else ""
    source = f"<sub>{escaped(block.source)}</sub>" if block.source else ""
    return _MARKS.get(block.style, "") + " ".join(part for part in (lead, escaped(block.text), source) if part)


def escaped(text: str) -> str:
    """One line that Markdown shows as it is."""
    text = _MARKUP.sub(r"\\\1", " ".join(text.split()))
    return _LINE_START.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", text)
