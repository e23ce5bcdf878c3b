"""A file that somebody sent as a transcript: known by what is in it, whatever it is called."""

import io
from pathlib import Path

from frontend_bot.core.transcript import Transcript
from frontend_bot.file_formats.reading.encodings import decoded
from frontend_bot.file_formats.reading.refusal import ReadingRefused, Refusal
from frontend_bot.file_formats.reading.said import segments_of
from frontend_bot.file_formats.reading.spoken_lines import transcript_of, transcript_of_segments
from frontend_bot.file_formats.reading.zip_container import MAGIC as ZIP
from frontend_bot.file_formats.reading.zip_container import opened

OLE = b"\xd0\xcf\x11\xe0"
"""Begins what Office wrote before 2007, and what it writes with a password."""
LARGEST_FILE = 64 * 2**20
MOST_CONTROLS = 0.002
"""Share of control characters; a picture taken for letters has fifty times as many."""
_CONTROLS = bytes((*range(9), *range(14, 27), *range(28, 32), 0x7F))


def transcript_in_file(path: Path, most: int) -> Transcript:
    """Raises ReadingRefused; ``most`` bounds the characters."""
    with path.open("rb") as file:
        data = file.read(LARGEST_FILE + 1)
    return transcript_in_bytes(data, most)


def transcript_in_bytes(data: bytes, most: int) -> Transcript:
    """Raises ReadingRefused; ``most`` bounds the characters."""
    transcript = _read(data, most)
    if len(transcript.text) > most:
        raise ReadingRefused(Refusal.TOO_LONG)
    if not transcript.text:
        raise ReadingRefused(Refusal.EMPTY)
    return transcript


def _read(data: bytes, most: int) -> Transcript:
    # Each library is loaded for its own files only: loading takes longer than reading.
    if len(data) > LARGEST_FILE:
        _require_text(data[:4096])
        raise ReadingRefused(Refusal.TOO_LONG)
    if data.startswith(ZIP):
        return transcript_of(_packed_text(data, most))
    if data.startswith(OLE):
        raise ReadingRefused(_why_not_ole(data))
    if b"%PDF-" in data[:1024]:
        from frontend_bot.file_formats.reading.pdf_document import pdf_text

        return transcript_of(pdf_text(data, most))
    if data.startswith(b"{\\rtf"):
        from frontend_bot.file_formats.reading.rich_text import rich_text

        return transcript_of(rich_text(data))
    return _written(_text_of(data, most), most)


def _packed_text(data: bytes, most: int) -> str:
    from frontend_bot.file_formats.reading.open_document import is_open_document, open_document_text
    from frontend_bot.file_formats.reading.word_document import word_text

    with opened(io.BytesIO(data)) as archive:
        return open_document_text(archive, most) if is_open_document(archive) else word_text(archive, most)


def _why_not_ole(data: bytes) -> Refusal:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Refusal.LOCKED
    return Refusal.OLD_WORD if "WordDocument".encode("utf-16-le") in data else Refusal.UNREADABLE


def _text_of(data: bytes, most: int) -> str:
    if len(data) > 4 * most + 4:  # no encoding takes more than four bytes for a character
        _require_text(data[:4096])
        raise ReadingRefused(Refusal.TOO_LONG)
    _require_text(data)
    text = decoded(data).replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").strip("\ufeff")
    if "\0" in text:
        raise ReadingRefused(Refusal.NOT_TEXT)
    return text


def _require_text(data: bytes) -> None:
    """Bytes that no text has many of give a picture or a program away; in UTF-16 they belong to letters."""
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if b"\0" not in data and controls > MOST_CONTROLS * len(data):
        raise ReadingRefused(Refusal.NOT_TEXT)


def _written(text: str, most: int) -> Transcript:
    """A text as what it is written for: subtitles, data, a page, or words."""
    from frontend_bot.file_formats.reading.subtitle_files import captions_of, format_of
    from frontend_bot.file_formats.reading.transcript_data import transcript_in
    from frontend_bot.file_formats.reading.web_page import is_web_page, web_page_text

    if len(text) > most:
        raise ReadingRefused(Refusal.TOO_LONG)
    name = format_of(text)
    if name and (captions := captions_of(text, name)):
        return transcript_of_segments(segments_of(captions))
    if is_web_page(text):
        return transcript_of(web_page_text(text))
    return transcript_in(text) or transcript_of(text)
