"""Word files that Word opens were called empty, and what was read of others was not what Word shows."""

from pathlib import Path

import pytest

from frontend_bot.errors import BotError, OldWordFile, TextLocked, TextTooHeavy, TextUnreadable
from frontend_bot.file_formats.reading.any_file import transcript_in_bytes
from frontend_bot.file_formats.text_reading import TextReading
from frontend_bot.media.programs import Programs
from tests.word_files import document, packed, paragraph, part, relations, word_file

MOST = 100_000
SAID = "Анна: Смета готова, релиз в пятницу."
RUN = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"


def _read(data: bytes) -> str:
    return transcript_in_bytes(data, MOST).text


_BODY = paragraph(SAID)
OPENED = {
    "another name of the main part": word_file(_BODY, main="word/document2.xml"),
    "another folder": word_file(_BODY, main="documents/text.xml"),
    "an absolute target": word_file(_BODY, target="/word/document.xml"),
    "Strict Open XML": word_file(_BODY, strict=True),
    "backslashes": word_file(_BODY, main="word\\document.xml"),
    "backslashes in names and targets": word_file(_BODY, main="word\\document.xml", target="word\\document.xml"),
    "a leading slash": word_file(_BODY, main="/word/document.xml"),
    "a leading dot": word_file(_BODY, main="./word/document.xml", target="word/document.xml"),
    "capitals": word_file(_BODY, main="Word/Document.XML", target="word/document.xml"),
    "escapes": word_file(_BODY, main="word/the%20text.xml", target="word/the text.xml"),
    "no content types": packed({"_rels/.rels": relations({"officeDocument": "a/b.xml"}), "a/b.xml": document(_BODY)}),
    "no relations": packed({"word/document3.xml": document(_BODY)}),
    "a relation that leads nowhere": packed(
        {"_rels/.rels": relations({"officeDocument": "word/gone.xml"}), "word/document.xml": document(_BODY)}
    ),
    "a picture beside it": packed({"media/a.png": b"\x89PNG", "word/document.xml": document(_BODY)}),
}


@pytest.mark.parametrize("what", OPENED)
def test_the_main_part_is_found_as_word_finds_it(what: str) -> None:
    assert _read(OPENED[what]) == SAID


def _field(instruction: str, result: str) -> str:
    begin, separate, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    return f"{begin}<w:r><w:instrText>{instruction}</w:instrText></w:r>{separate}{result}{end}"


def _box(words: str) -> str:
    return f"<w:txbxContent>{paragraph(words)}</w:txbxContent>"


_INNER = _field("MERGEFIELD a", RUN.format("лишнее"))
_HIDDEN = "<w:rPr><w:vanish/></w:rPr>"
_TABS = '<w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/><w:tab w:val="left" w:pos="1440"/></w:tabs></w:pPr>'
_MOVE = '<w:move{} w:id="1" w:author="a">{}</w:move{}>'
_BOTH = f"<mc:Choice Requires='wps'><w:drawing><wps:txbx>{_box('в рамке')}</wps:txbx></w:drawing></mc:Choice>"
_BOTH += f"<mc:Fallback><w:pict><v:textbox>{_box('в рамке')}</v:textbox></w:pict></mc:Fallback>"
_MARK_DELETED = '<w:pPr><w:rPr><w:del w:id="1" w:author="a"/></w:rPr></w:pPr>'
SHOWN = {
    "a hyphen that does not break": (
        f"<w:p>{RUN.format('Приказ 1')}<w:r><w:noBreakHyphen/></w:r>{RUN.format('24 от 12')}</w:p>",
        "Приказ 1-24 от 12",
    ),
    "a hyphen within a run": ("<w:p><w:r><w:t>1</w:t><w:noBreakHyphen/><w:t>24</w:t></w:r></w:p>", "1-24"),
    "a soft hyphen": ("<w:p><w:r><w:t>согла</w:t><w:softHyphen/><w:t>сование</w:t></w:r></w:p>", "согласование"),
    "a tab and a tab of position": ("<w:p><w:r><w:t>а</w:t><w:tab/><w:t>б</w:t><w:ptab/><w:t>в</w:t></w:r></w:p>",
                                    "а\tб\tв"),
    "stops of tabs are no tabs": (f"<w:p>{_TABS}{RUN.format('Итог')}</w:p>", "Итог"),
    "breaks": ("<w:p><w:r><w:t>а</w:t><w:br/><w:t>б</w:t><w:cr/><w:t>в</w:t></w:r></w:p>", "а\nб\nв"),
    "a symbol": ('<w:p><w:r><w:t>5</w:t><w:sym w:font="Symbol" w:char="F0B0"/><w:t>C </w:t>'
                 '<w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font="Symbol" w:char="F061"/></w:r></w:p>',
                 "5°C ✓α"),
    "a symbol by its own number": ('<w:p><w:r><w:sym w:font="Arial" w:char="2192"/></w:r></w:p>', "→"),
    "moved text": (
        f"<w:p>{_MOVE.format('From', RUN.format('раз '), 'From')}{RUN.format('два ')}"
        f"{_MOVE.format('To', RUN.format('раз'), 'To')}</w:p>",
        "два раз",
    ),
    "deleted and inserted text": (
        f"<w:p>{RUN.format('до ')}<w:del><w:r><w:delText>среды</w:delText></w:r></w:del>"
        f"<w:ins>{RUN.format('пятницы')}</w:ins></w:p>",
        "до пятницы",
    ),
    "a deleted end of a paragraph": (
        f"<w:p>{_MARK_DELETED}{RUN.format('Решили: ')}</w:p>{paragraph('ничего.')}", "Решили: ничего."
    ),
    "hidden text": (f"<w:p><w:r>{_HIDDEN}<w:t>тайна</w:t></w:r>{RUN.format('явь')}</w:p>", "явь"),
    "hidden switched off": (
        '<w:p><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>явь</w:t></w:r></w:p>', "явь"
    ),
    "a text box, drawn twice": (
        f"<w:p>{RUN.format('снаружи')}<w:r><mc:AlternateContent>{_BOTH}</mc:AlternateContent></w:r></w:p>",
        "снаружи\nв рамке",
    ),
    "a text box, old": (
        f"<w:p><w:r><w:pict><v:textbox>{_box('в рамке')}</v:textbox></w:pict></w:r></w:p>", "\nв рамке"
    ),
    "a fallback alone": (
        f"<w:p><w:r><mc:AlternateContent><mc:Fallback>{_box('в рамке')}</mc:Fallback></mc:AlternateContent></w:r>"
        "</w:p>",
        "\nв рамке",
    ),
    "two choices": (
        "<w:p><mc:AlternateContent><mc:Choice>" + RUN.format("раз") + "</mc:Choice><mc:Choice>" + RUN.format("раз")
        + "</mc:Choice></mc:AlternateContent></w:p>", "раз",
    ),
    "a field": (f"<w:p>{RUN.format('с. ')}{_field(' PAGEREF x ', RUN.format('7'))}</w:p>", "с. 7"),
    "a field within a field's instruction": (
        f"<w:p>{_field(f'IF </w:instrText></w:r>{_INNER}<w:r><w:instrText>', RUN.format('итог'))}</w:p>",
        "итог",
    ),
    "a field that never ends": (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{RUN.format("всё ")}{RUN.format("цело")}</w:p>', "всё цело"
    ),
    "a simple field": (f'<w:p><w:fldSimple w:instr="DATE">{RUN.format("12 мая")}</w:fldSimple></w:p>', "12 мая"),
    "a link and a control": (
        f"<w:p><w:hyperlink>{RUN.format('ссылка ')}</w:hyperlink><w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr>"
        f"<w:sdtContent>{RUN.format('поле')}</w:sdtContent></w:sdt></w:p>",
        "ссылка поле",
    ),
    "how a word is spoken": (
        "<w:p><w:r><w:ruby><w:rt><w:r><w:t>кандзи</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>漢字</w:t></w:r></w:rubyBase>"
        "</w:ruby></w:r></w:p>", "漢字",
    ),
    "a formula": ("<w:p><m:oMath><m:r><m:t>x=5</m:t></m:r></m:oMath></w:p>", "x=5"),
    "a table": (
        f"<w:tbl><w:tr><w:tc>{paragraph('Задача')}</w:tc><w:tc>{paragraph('Срок')}</w:tc></w:tr></w:tbl>",
        "Задача\nСрок",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", SHOWN)
def test_what_word_shows_is_read_and_nothing_else(what: str) -> None:
    body, shown = SHOWN[what]
    around = paragraph("начало"), paragraph("конец")
    assert _read(word_file(around[0] + body + around[1])) == f"начало\n{shown}\nконец"
    assert _read(word_file(around[0] + body + around[1], strict=True)) == f"начало\n{shown}\nконец"


def test_styles_hide_text_too() -> None:
    styles = part(
        "styles",
        '<w:style w:type="character" w:styleId="A"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
        '<w:style w:type="character" w:styleId="C"><w:basedOn w:val="A"/><w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="P"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="L1"><w:basedOn w:val="L2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="L2"><w:basedOn w:val="L1"/></w:style>',
    )
    runs = "".join(f'<w:r><w:rPr><w:rStyle w:val="{one}"/></w:rPr><w:t>{one}</w:t></w:r>' for one in "ABCD")
    whole = paragraph("тайна", '<w:pPr><w:pStyle w:val="P"/></w:pPr>')
    circle = paragraph("круг", '<w:pPr><w:pStyle w:val="L1"/></w:pPr>')
    assert (_read(word_file(f"<w:p>{runs}</w:p>{whole}{circle}", styles=styles))).split() == [
        "CD",
        "круг",
    ]


def test_notes_follow_their_paragraph_and_comments_are_left_out() -> None:
    notes = '<w:footnote w:id="-1" w:type="separator"><w:p><w:r><w:t>---</w:t></w:r></w:p></w:footnote>'
    notes += f'<w:footnote w:id="2">{paragraph("Без НДС.")}</w:footnote>'
    ends = f'<w:endnote w:id="2">{paragraph("См. приложение.")}</w:endnote>'
    body = f'<w:p>{RUN.format("Цена 5")}<w:r><w:footnoteReference w:id="2"/></w:r>{RUN.format(" млн")}</w:p>'
    body += (
        f'<w:p>{RUN.format("Срок — май")}<w:r><w:endnoteReference w:id="2"/><w:commentReference w:id="0"/></w:r></w:p>'
    )
    comments = part("comments", f'<w:comment w:id="0">{paragraph("а точно?")}</w:comment>')
    data = word_file(body, footnotes=part("footnotes", notes), endnotes=part("endnotes", ends), comments=comments)
    assert _read(data) == "Цена 5 млн\n[1] Без НДС.\nСрок — май\n[2] См. приложение."


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
REFUSED: dict[str, tuple[bytes, type[BotError]]] = {
    "a document of Word 97": (_OLE + "WordDocument".encode("utf-16-le") + bytes(300), OldWordFile),
    "a document with a password": (_OLE + "EncryptedPackage".encode("utf-16-le") + bytes(300), TextLocked),
    "another file within": (word_file('<w:altChunk r:id="r1"/>'), TextUnreadable),
    "60,000 members": (packed({f"word/{number}.xml": b"" for number in range(60_000)}), TextTooHeavy),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_what_cannot_be_read_says_why(tmp_path: Path, what: str) -> None:
    data, error = REFUSED[what]
    (tmp_path / "in").write_bytes(data)
    with pytest.raises(error) as raised:
        await TextReading(Programs()).read(tmp_path / "in")
    assert type(raised.value) is error
