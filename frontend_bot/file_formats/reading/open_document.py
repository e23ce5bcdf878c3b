"""The text of an OpenDocument file (.odt) as LibreOffice shows it, without comments."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from frontend_bot.file_formats.reading.refusal import ReadingRefused, Refusal
from frontend_bot.file_formats.reading.zip_container import ZipContainer

MIME_TYPE = b"application/vnd.oasis.opendocument.text"
_NAMES = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _OFFICE, _STYLE = _NAMES % "text", _NAMES % "office", _NAMES % "style"
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_UNREAD = frozenset({
    f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_OFFICE}forms", f"{_TEXT}ruby-text", f"{_TEXT}hidden-text",
    f"{_TEXT}hidden-paragraph", f"{_TEXT}note-citation", f"{_TEXT}sequence-decls", f"{_TEXT}variable-decls",
})  # fmt: skip
_SIGNS = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}


def is_open_document(archive: ZipContainer) -> bool:
    """Whether the archive says that it is one with a text in it."""
    if "mimetype" not in archive:
        return False
    with archive.open("mimetype") as file:
        return file.read(200).startswith(MIME_TYPE)


def open_document_text(archive: ZipContainer, most: int) -> str:
    """The paragraphs, a line for each. Raises ReadingRefused; ``most`` bounds the characters."""
    if "content.xml" not in archive or _is_locked(archive):
        raise ReadingRefused(Refusal.LOCKED if "content.xml" in archive else Refusal.UNREADABLE)
    lines, characters = [], 0
    try:
        for line in _lines(archive):
            characters += len(line)
            if characters > most:
                raise ReadingRefused(Refusal.TOO_LONG)
            lines.append(line)
    except etree.XMLSyntaxError as error:
        raise ReadingRefused(Refusal.UNREADABLE) from error
    return "\n".join(lines)


def _is_locked(archive: ZipContainer) -> bool:
    if "meta-inf/manifest.xml" not in archive:
        return False
    with archive.open("meta-inf/manifest.xml") as file:
        return b"encryption-data" in file.read(2**20)


def _lines(archive: ZipContainer) -> Iterator[str]:
    hidden: set[str] = set()
    wanted = (*_PARAGRAPHS, f"{_STYLE}style", *_UNREAD)
    with archive.open("content.xml") as file:
        # No entities and no network: a document can neither blow itself up nor read our files.
        for _, element in etree.iterparse(file, tag=wanted, resolve_entities=False, no_network=True):
            if element.tag == f"{_STYLE}style":
                if any(child.get(f"{_TEXT}display") == "none" for child in element):
                    hidden.add(element.get(f"{_STYLE}name", ""))
            elif any(ancestor.tag in _PARAGRAPHS or ancestor.tag in _UNREAD for ancestor in element.iterancestors()):
                continue  # read, or left out, with what it stands in
            elif element.tag in _PARAGRAPHS and not _is_in_hidden_section(element):
                aside: list[str] = []
                yield "".join(_pieces(element, hidden, aside)).strip()
                yield from aside
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _is_in_hidden_section(element: Any) -> bool:
    return any(section.get(f"{_TEXT}display") == "none" for section in element.iterancestors(f"{_TEXT}section"))


def _pieces(element: Any, hidden: set[str], aside: list[str]) -> Iterator[str]:
    """The words within; paragraphs that stand in a text box or a note go ``aside``."""
    if element.get(f"{_TEXT}style-name", "") in hidden:
        return
    yield _spaces_as_one(element.text)
    for child in element:
        if child.tag in _PARAGRAPHS:
            further: list[str] = []
            aside.append("".join(_pieces(child, hidden, further)).strip())
            aside += further
        elif child.tag == f"{_TEXT}s":
            yield " " * min(int(child.get(f"{_TEXT}c", "1")), 1000)
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif isinstance(child.tag, str) and child.tag not in _UNREAD:
            yield from _pieces(child, hidden, aside)
        yield _spaces_as_one(child.tail)


def _spaces_as_one(text: str | None) -> str:
    """White space in the file is layout; what counts has elements of its own."""
    if not text:
        return ""
    edges = (" " if text[0].isspace() else "", " " if text[-1].isspace() else "")
    words = " ".join(text.split())
    return f"{edges[0]}{words}{edges[1]}" if words else " "
