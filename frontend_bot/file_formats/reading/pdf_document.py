"""The text of a PDF, page after page; one that holds pictures of its pages has none."""

import re

import pypdfium2

from frontend_bot.file_formats.reading.refusal import ReadingRefused, Refusal

MAGIC = b"%PDF-"
MOST_PAGES = 3000
_HYPHEN = re.compile("[\ufffe\x02\xad-]?[\ufffe\x02](?:\r?\n)?")
"""What PDFium puts where a word was parted at the end of a line."""


def pdf_text(data: bytes, most: int) -> str:
    """The lines. Raises ReadingRefused; ``most`` bounds the characters."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        is_locked = "password" in str(error).lower() or "security" in str(error).lower()
        raise ReadingRefused(Refusal.LOCKED if is_locked else Refusal.UNREADABLE) from error
    pages: list[str] = []
    characters = 0
    for number in range(min(len(document), MOST_PAGES)):
        pages.append(_page_text(document, number))
        characters += len(pages[-1])
        if characters > most:
            raise ReadingRefused(Refusal.TOO_LONG)
    text = "\n".join(pages)
    if not text.strip() and pages:
        raise ReadingRefused(Refusal.SCANNED)
    return text


def _page_text(document: pypdfium2.PdfDocument, number: int) -> str:
    try:
        page = document[number]
        text = page.get_textpage().get_text_bounded()
        page.close()
    except pypdfium2.PdfiumError:
        return ""  # one page is broken; the others are not
    return _HYPHEN.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
