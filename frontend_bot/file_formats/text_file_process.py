"""Reads the words out of a file that somebody sent, as a program of its own: it can be limited and killed, and it
imports nothing of the bot.

``python text_file_process.py FILE MOST_CHARACTERS`` prints a JSON object: ``{"text": words}``, or ``{"refused": why}``,
which is ``empty``, ``not text``, ``unreadable`` or ``too long``. What the file is called plays no part.
"""

import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import chardet
from lxml import etree

ENCODINGS = (
    "utf-8", "utf-16", "utf-16-le", "utf-16-be", "windows-1251", "koi8-r", "cp866", "mac-cyrillic", "iso-8859-5",
    "windows-1252",
)  # fmt: skip
"""What people's editors write. Among these only, the detector is right for single lines too."""
SAMPLE_BYTES = 262_144
ZIP, OLD_WORD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MARKED_UP = (b"%PDF-", b"{\\rtf")
"""Readable to the eye of a detector, but no text."""
MOST_CONTROLS = 0.002
"""Share of control characters; a picture taken for letters has fifty times as many."""
DOCUMENT = "word/document.xml"
LARGEST_DOCUMENT = 64 * 2**20
MOST_MEMBERS = 10_000
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
BREAKS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n"}


class TextRefused(Exception):
    """The reason, as it is printed."""


def main(path: Path, most: int) -> None:
    """Read one file."""
    try:
        told = {"text": text_of(path, most)}
    except TextRefused as refused:
        told = {"refused": str(refused)}
    sys.stdout.buffer.write(json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"))


def text_of(path: Path, most: int) -> str:
    """The words, lines ended by line feeds only. Raises TextRefused."""
    with path.open("rb") as file:
        data = file.read(4 * most + 4)  # no encoding takes more than four bytes for a character
    if data.startswith(ZIP):
        text = "\n".join(_word_paragraphs(path, most))
    elif data.startswith(OLD_WORD):
        raise TextRefused("unreadable")
    else:
        text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").strip("\ufeff")
        if len(data) > 4 * most:
            raise TextRefused("too long")
        _require_text(text)
    if len(text) > most:
        raise TextRefused("too long")
    if not text.strip():
        raise TextRefused("empty")
    return text


def _decoded(data: bytes) -> str:
    if data.startswith(MARKED_UP):
        raise TextRefused("not text")
    if b"\0" not in data:  # else it is UTF-16 at best, whose Russian letters look like ASCII
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            if error.start > len(data) - 4 and error.reason == "unexpected end of data":
                return data[: error.start].decode("utf-8-sig")  # cut off inside its last letter
    encoding = chardet.detect(data[:SAMPLE_BYTES], include_encodings=ENCODINGS)["encoding"]
    if encoding is None:
        raise TextRefused("not text")
    return data.decode(encoding, "replace")


def _require_text(text: str) -> None:
    controls = sum(text.count(chr(code)) for code in (*range(9), *range(14, 32), 0x7F))
    if controls > MOST_CONTROLS * len(text) or "\0" in text:
        raise TextRefused("not text")


def _word_paragraphs(path: Path, most: int) -> Iterator[str]:
    """Paragraphs in order, those of tables and of tracked changes too; what was deleted is left out."""
    characters = 0
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            document = next((member for member in members if member.filename == DOCUMENT), None)
            if document is None:
                raise TextRefused("not text")
            if document.file_size > LARGEST_DOCUMENT or len(members) > MOST_MEMBERS:
                raise TextRefused("too long")
            with archive.open(document) as file:
                for paragraph in _paragraphs(file):
                    characters += len(paragraph)
                    if characters > most:
                        raise TextRefused("too long")
                    yield paragraph
    except (zipfile.BadZipFile, etree.XMLSyntaxError, OSError, NotImplementedError, RuntimeError, EOFError) as error:
        raise TextRefused("unreadable") from error


def _paragraphs(file: IO[bytes]) -> Iterator[str]:
    # No entities and no network: a document can neither blow itself up nor read our files.
    wanted = {"events": ("end",), "tag": (f"{W}p", FALLBACK), "resolve_entities": False, "no_network": True}
    for _, element in etree.iterparse(file, **wanted):
        if element.tag == f"{W}p":
            yield "".join(_pieces(element)).strip()
        # Emptied once read: memory stays small, and a text box inside a paragraph is not read twice.
        element.clear()


def _pieces(paragraph: Any) -> Iterator[str]:
    for element in paragraph.iter(f"{W}t", *BREAKS):
        yield BREAKS.get(element.tag) or element.text or ""


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
