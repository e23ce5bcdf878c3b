"""The text of a Word document as a reader of its last version sees it.

Tracked changes count as accepted; what is deleted, moved away or hidden is not read, nor are instructions of fields,
and of two drawings of one text box only the one that Word shows. Footnotes and endnotes follow their paragraph.
Comments, headers and footers are no part of what the document says, and are left out.
"""

from collections.abc import Iterable, Iterator, Mapping

from lxml import etree

from frontend_bot.file_formats.reading.refusal import ReadingRefused, Refusal
from frontend_bot.file_formats.reading.word_parts import WordParts, parts_of
from frontend_bot.file_formats.reading.word_reader import WordReader
from frontend_bot.file_formats.reading.zip_container import ZipContainer


def word_text(archive: ZipContainer, most: int) -> str:
    """The paragraphs, a line for each. Raises ReadingRefused; ``most`` bounds the characters."""
    parts = parts_of(archive)
    try:
        notes = {key: note for kind in parts.notes for key, note in _notes(archive, kind, parts, most)}
        paragraphs = _read(archive, parts, notes, most, knows_fields=True)
        if paragraphs is None:  # a field that never ends: its instruction would swallow the rest
            paragraphs = _read(archive, parts, notes, most, knows_fields=False) or []
    except etree.XMLSyntaxError as error:
        raise ReadingRefused(Refusal.UNREADABLE) from error
    return "\n".join(paragraphs)


def _read(
    archive: ZipContainer, parts: WordParts, notes: Mapping[str, str], most: int, *, knows_fields: bool
) -> list[str] | None:
    """The main part's paragraphs; None if a field in it never ends."""
    reader = WordReader(parts.hidden_styles, notes, knows_fields=knows_fields)
    with archive.open(parts.main) as file:
        paragraphs = list(_bounded(reader.paragraphs(file), most))
    if reader.has_altered_chunk and not any(map(str.strip, paragraphs)):
        raise ReadingRefused(Refusal.UNREADABLE)  # another file stands in it, which Word unpacks when it saves
    return paragraphs if not reader.is_within_instruction else None


def _bounded(paragraphs: Iterable[str], most: int) -> Iterator[str]:
    characters = 0
    for paragraph in paragraphs:
        characters += len(paragraph)
        if characters > most:
            raise ReadingRefused(Refusal.TOO_LONG)
        yield paragraph


def _notes(archive: ZipContainer, kind: str, parts: WordParts, most: int) -> Iterator[tuple[str, str]]:
    """Footnotes or endnotes: what refers to each, and its text."""
    reader = WordReader(parts.hidden_styles, {}, knows_fields=True)
    with archive.open(parts.notes[kind]) as file:
        for _ in _bounded(reader.paragraphs(file), most):
            pass
    for number, paragraphs in reader.by_note.items():
        yield f"{kind}{number}", " ".join(" ".join(paragraphs).split())
