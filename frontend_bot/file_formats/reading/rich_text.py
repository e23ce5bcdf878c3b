"""The text of an RTF file, without what is hidden or deleted in it."""

import codecs
import re

from striprtf.striprtf import rtf_to_text

from frontend_bot.file_formats.reading.refusal import ReadingRefused, Refusal

MAGIC = b"{\\rtf"
_CODE_PAGE = re.compile(rb"\\ansicpg(\d{1,5})")
_STEERING = re.compile(r"(\\[\\{}]|[{}]|\\(?:v|deleted)(?:-?\d{1,5})?(?![a-z\d])\s?|\\plain(?![a-z\d]))")
"""What opens and closes groups, hides what follows within one, and shows it again."""
_HYPHENS = {"\u2011": "-", "\xad": ""}


def rich_text(data: bytes) -> str:
    """The paragraphs. Raises ReadingRefused."""
    told = _CODE_PAGE.search(data[:2000])
    code_page = f"cp{told[1].decode()}" if told and told[1] != b"65001" else "utf-8" if told else "cp1252"
    try:
        codecs.lookup(code_page)
    except LookupError:
        code_page = "cp1252"
    # Words beyond ASCII should be escaped, but some programs write them as they are.
    shown = _without_unseen(data.decode(code_page, "replace"))
    try:
        text = str(rtf_to_text(shown, encoding=code_page, errors="replace"))  # type: ignore[no-untyped-call]
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, LookupError) as error:
        raise ReadingRefused(Refusal.UNREADABLE) from error
    for written, meant in _HYPHENS.items():
        text = text.replace(written, meant)
    return text.replace("|\n", "\n")


def _without_unseen(source: str) -> str:
    """Without text that is hidden or deleted, which ends with its group at the latest."""
    kept: list[str] = []
    is_unseen, around = False, list[bool]()
    for piece in _STEERING.split(source):
        if piece == "{":
            around.append(is_unseen)
            kept.append(piece)
        elif piece == "}":
            is_unseen = around.pop() if around else False
            kept.append(piece)
        elif piece.startswith(("\\v", "\\deleted", "\\plain")) and _STEERING.fullmatch(piece):
            is_unseen = not piece.startswith("\\plain") and not piece.rstrip().endswith(("v0", "deleted0"))
        elif not is_unseen:
            kept.append(piece)
    return "".join(kept)
