"""Documents that are no Word files, and have a text all the same, were turned away: OpenDocument, RTF and PDF. Those
that cannot be read say what to do.
"""

from pathlib import Path

import pytest

from frontend_bot.errors import BotError, OldWordFile, ScannedText, TextLocked, TextUnreadable
from frontend_bot.file_formats.reading.any_file import transcript_in_bytes
from frontend_bot.file_formats.text_reading import TextReading
from frontend_bot.media.programs import Programs
from tests.office_files import ODT_TYPE, odt_file, pdf_file, rtf_file

MOST = 100_000
HIDDEN = '<style:style style:name="H"><style:text-properties text:display="none"/></style:style>'
CHANGES = "<text:tracked-changes><text:changed-region><text:deletion><text:p>удалено</text:p></text:deletion>"
CHANGES += "</text:changed-region></text:tracked-changes>"
NOTE = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Без НДС</text:p></text:note-body>"
READ = {
    "odt: paragraphs": (
        odt_file('<text:h>Планёрка</text:h><text:p>Анна:<text:tab/>раз<text:s text:c="2"/>два<text:line-break/>три'
                 "</text:p><text:list><text:list-item><text:p>пункт</text:p></text:list-item></text:list>"),
        "Планёрка\nАнна:\tраз  два\nтри\nпункт",
    ),
    "odt: changes, comments, notes": (
        odt_file(f"{CHANGES}<text:p>Цена<office:annotation><text:p>а точно?</text:p></office:annotation> 5{NOTE}"
                 "</text:note> млн</text:p>"),
        "Цена 5 млн\nБез НДС",
    ),
    "odt: hidden": (
        odt_file('<text:p>явь<text:span text:style-name="H"> тайна</text:span></text:p>'
                 '<text:section text:display="none"><text:p>скрыто</text:p></text:section>', HIDDEN), "явь",
    ),
    "odt: a template": (odt_file("<text:p>Смета</text:p>", mime_type=f"{ODT_TYPE}-template"), "Смета"),
    "rtf: paragraphs": (rtf_file("Анна: «да»\\par\nБорис:\\tab 1\\_24\\line \\{ок\\} \\u1046?\\par"),
                        "Анна: «да»\nБорис:\t1-24\n{ок} Ж"),
    "rtf: hidden and deleted": (rtf_file("{\\v тай{\\b на}}явь\\v скрыто\\v0 , {\\deleted было}стало\\par"),
                                "явь, стало"),
    "rtf: fields, pictures, headers": (
        rtf_file('{\\info{\\title Имя}}{\\header ШАПКА\\par}См. {\\field{\\*\\fldinst {HYPERLINK "x"}}{\\fldrslt сайт}}'
                 "{\\pict\\pngblip 89504e470d0a}\\par"),
        "См. сайт",
    ),
    "rtf: Japanese": (rtf_file("会議を始めます\\par", 932), "会議を始めます"),
    "rtf: Polish": (rtf_file("Zażółć gęślą jaźń\\par", 1250), "Zażółć gęślą jaźń"),
    "rtf: letters that are not escaped": (
        rb"{\rtf1\ansi\ansicpg1251 " + "Смета".encode("cp1251") + rb"\par}", "Смета",
    ),
    "pdf: pages": (pdf_file([["Анна: Смета готова,", "релиз в пятницу."], ["Борис: OK."]]),
                   "Анна: Смета готова,\nрелиз в пятницу.\nБорис: OK."),
    "pdf: a word parted": (pdf_file([["согла-", "сование сметы"]]), "согласование сметы"),
    "pdf: a picture among pages": (pdf_file([[], ["Смета"]]), "Смета"),
}  # fmt: skip


@pytest.mark.parametrize("what", READ)
def test_the_text_is_read_as_its_program_shows_it(what: str) -> None:
    data, text = READ[what]
    assert transcript_in_bytes(data, MOST).text == text


_LOCK = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{'00' * 32}> /U <{'00' * 32}> /P -44 >> /ID [<00><00>]"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
_MANIFEST = {"META-INF/manifest.xml": "<manifest:encryption-data/>"}
REFUSED: dict[str, tuple[bytes, type[BotError]]] = {
    "an old .doc": (_OLE + "WordDocument".encode("utf-16-le"), OldWordFile),
    "a table of Excel 97": (_OLE + "Workbook".encode("utf-16-le"), TextUnreadable),
    "a scanned pdf": (pdf_file([[], []]), ScannedText),
    "a pdf with a password": (pdf_file([["тайна"]], _LOCK), TextLocked),
    "half a pdf": (pdf_file([["Смета"]])[:300], TextUnreadable),
    "an odt with a password": (odt_file("<text:p>x</text:p>", **_MANIFEST), TextLocked),
    "half an odt": (odt_file("<text:p>x</text:p>")[:200], TextUnreadable),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_what_cannot_be_read_says_why(tmp_path: Path, what: str) -> None:
    data, error = REFUSED[what]
    (tmp_path / "talk.txt").write_bytes(data)
    with pytest.raises(error) as raised:
        await TextReading(Programs()).read(tmp_path / "talk.txt")
    assert type(raised.value) is error
