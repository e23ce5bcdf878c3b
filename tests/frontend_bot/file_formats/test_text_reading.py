"""Files that people call text: read in whatever encoding, refused in one sentence where they are none."""

import io
import zipfile
from pathlib import Path

import docx
import pytest

from frontend_bot.core.document import MOST_CHARACTERS
from frontend_bot.errors import EmptyFile, InputError, NotText, TextUnreadable, TooMuchText
from frontend_bot.file_formats.text_reading import TextReading
from frontend_bot.media.programs import Programs

TALK = "Анна: Добрый день, коллеги! Начнём.\nБорис: Релиз переносим на пятницу, смету жду до среды."
LINE = "Повестка: бюджет"
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "windows-1251", "koi8-r", "cp866", "iso-8859-5")
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.fixture
def reading() -> TextReading:
    return TextReading(Programs())


async def _read(reading: TextReading, folder: Path, data: bytes) -> str:
    path = folder / "in"
    path.write_bytes(data)
    return (await reading.read(path)).text


async def test_the_same_text_in_every_encoding(reading: TextReading, tmp_path: Path) -> None:
    for encoding in ENCODINGS:
        assert await _read(reading, tmp_path, TALK.encode(encoding)) == TALK, encoding
    for encoding in ("windows-1251", "koi8-r", "cp866"):
        assert await _read(reading, tmp_path, LINE.encode(encoding)) == LINE, encoding


async def test_a_word_document_whatever_it_is_called(reading: TextReading, tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Планёрка", 1)
    document.add_paragraph("Анна:\tначнём с бюджета")
    cells = document.add_table(1, 2).rows[0].cells
    cells[0].text, cells[1].text = "Задача", "Срок"
    document.save(str(tmp_path / "made"))
    text = await _read(reading, tmp_path, (tmp_path / "made").read_bytes())
    assert [line for line in text.split("\n") if line] == ["Планёрка", "Анна:\tначнём с бюджета", "Задача", "Срок"]


def _archive(**members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/") + ".xml", data)
    return target.getvalue()


def _word(body: bytes) -> bytes:
    return _archive(word__document=body)


async def test_tracked_changes_are_read_as_accepted(reading: TextReading, tmp_path: Path) -> None:
    body = f"<w:document {W}><w:body><w:p><w:r><w:t>Срок — </w:t></w:r><w:del><w:r><w:delText>среда</w:delText></w:r>"
    body += "</w:del><w:ins><w:r><w:t>пятница</w:t></w:r></w:ins></w:p></w:body></w:document>"
    assert await _read(reading, tmp_path, _word(body.encode())) == "Срок — пятница"


_ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
BOMB = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "ха">{_ENTITIES}]><w:document {W}><w:p><w:t>&e11;</w:t></w:p>'
REFUSED: dict[str, tuple[bytes, type[InputError]]] = {
    "a zip": (_archive(readme=b"words"), NotText),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, NotText),
    "a jpeg": (b"\xff\xd8\xff\xe0" + bytes(reversed(range(256))) * 40, NotText),
    "half a pdf": (b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj", TextUnreadable),
    "a program": (b"\x7fELF\x02\x01\x01" + b"\0" * 500, NotText),
    "zeros": (bytes(1000), NotText),
    "spaces": (b" \r\n\t " * 30, EmptyFile),
    "an old doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, TextUnreadable),
    "half a docx": (_word(b"<w:document/>" * 90)[:80], TextUnreadable),
    "a docx that is no XML": (_word(b"words"), TextUnreadable),
    "entities": (_word(f"{BOMB}</w:document>".encode()), TextUnreadable),
    "100 MB": ("слово ".encode() * 9_000_000, TooMuchText),
    "a zip bomb": (_word(b" " * 100_000_000), TooMuchText),
    "a long docx": (_word(f"<d {W}>".encode() + b"<w:p><w:t>word word </w:t></w:p>" * 110_000 + b"</d>"), TooMuchText),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_what_is_no_text_is_refused(reading: TextReading, tmp_path: Path, what: str) -> None:
    data, error = REFUSED[what]
    with pytest.raises(error) as raised:
        await _read(reading, tmp_path, data)
    assert type(raised.value) is error
    if error is TooMuchText:
        assert raised.value.variables == {"characters": MOST_CHARACTERS}
