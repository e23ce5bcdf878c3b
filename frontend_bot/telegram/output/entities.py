"""Documents as Telegram messages: bold titles and lists by entities, so that no character of a text is ever markup.

Telegram counts lengths and offsets in UTF-16 units.
"""

from collections.abc import Sequence

from aiogram.enums import MessageEntityType
from aiogram.types import MessageEntity

from frontend_bot.core.block import Block, Style, gap_before, line_of

MESSAGE_LIMIT = 4096
"""UTF-16 units in one message (Bot API, sendMessage)."""
CAPTION_LIMIT = 1024
"""UTF-16 units under a file or photo (Bot API, sendDocument)."""
BEGINNING_LIMIT = 1500
"""UTF-16 units of a long text that are shown above its file: about two screens of a phone."""


def utf16_length(text: str) -> int:
    """How long Telegram finds this text."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def beginning(text: str, limit: int) -> str:
    """The first words of a text in at most ``limit`` UTF-16 units, cut at white space where there is some near."""
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * limit].decode("utf-16-le", "ignore")
    if len(kept) == len(text):
        return text
    at_space = max(kept.rfind(" "), kept.rfind("\n"))
    return kept[:at_space] if at_space > len(kept) // 2 else kept


_BOLD = {Style.TITLE, Style.HEADING}

Formatted = tuple[str, list[MessageEntity]]
"""A text and what is bold or slanted in it; offsets in UTF-16 units, as Telegram counts."""


def formatted(blocks: Sequence[Block], above: str = "", limit: int | None = None) -> Formatted:
    """The blocks below a plain text of ours; with ``limit`` only as many whole blocks as fit into so many UTF-16 units.

    The first block is cut if it alone is longer.
    """
    pieces, length = [above], utf16_length(above)
    entities, last = list[MessageEntity](), None
    for block in blocks:
        gap = gap_before(block, last) if last else "\n\n" if above else ""
        line = line_of(block)
        start = length + utf16_length(gap)
        length = start + utf16_length(line)
        if limit is not None and length > limit:
            if last is None:
                pieces += gap, beginning(line, limit - start)
            break
        pieces += gap, line
        entities += _entities(block, line, start)
        last = block
    return "".join(pieces), entities


def _entities(block: Block, line: str, offset: int) -> list[MessageEntity]:
    if block.style in _BOLD:
        return [_entity(MessageEntityType.BOLD, offset, line)]
    if block.style is Style.NOTE:
        return [_entity(MessageEntityType.ITALIC, offset, line)]
    found = []
    if block.lead:
        before = line.index(block.lead)
        found.append(_entity(MessageEntityType.BOLD, offset + utf16_length(line[:before]), block.lead))
    if block.source:
        source = f"[{block.source}]"
        found.append(_entity(MessageEntityType.ITALIC, offset + utf16_length(line[: -len(source)]), source))
    return found


def _entity(kind: MessageEntityType, offset: int, text: str) -> MessageEntity:
    return MessageEntity(type=kind, offset=offset, length=utf16_length(text))
