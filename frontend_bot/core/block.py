"""A formatted text in blocks, without any markup in it: what a document is shown, sent and written from."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Style(StrEnum):
    """What a block is on the page."""

    TITLE = "title"
    HEADING = "heading"
    TEXT = "text"
    BULLET = "bullet"
    TASK = "task"
    """An item with an empty check-box."""
    NOTE = "note"
    """A remark of ours, set apart."""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading or item. ``lead`` stands before the text in bold (a speaker, "Owner:").

    ``source`` stands behind it in small: where it was said, such as "00:12:31". No block holds a line break that means
    something, and nothing in it is markup, whatever characters it holds.
    """

    style: Style
    text: str
    lead: str = ""
    source: str = ""


_MARKS = {Style.BULLET: "• ", Style.TASK: "☐ "}


def line_of(block: Block) -> str:
    """One block as a line of plain text, the mark of its style before it."""
    parts = (block.lead, block.text, f"[{block.source}]" if block.source else "")
    return _MARKS.get(block.style, "") + " ".join(part for part in parts if part)


def gap_before(block: Block, above: Block | None) -> str:
    """What separates a block from the one above: an empty line, only a line break between items of a list."""
    if above is None:
        return ""
    is_list = block.style in _MARKS and above.style in (*_MARKS, Style.HEADING)
    return "\n" if is_list else "\n\n"


def plain(blocks: Iterable[Block]) -> str:
    """The document as plain text."""
    text, above = "", None
    for block in blocks:
        text += gap_before(block, above) + line_of(block)
        above = block
    return text
