"""Writes a Word document, as a program of its own: hours of speech take seconds. It imports nothing of the bot.

Reads a JSON array of blocks (style, text, lead, source) from its standard input, prints the document.
"""

import io
import json
import re
import sys
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

FONT = "Calibri"
GREY, DARK = RGBColor(0x70, 0x70, 0x70), RGBColor(0x1F, 0x2A, 0x44)
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML file may hold (XML 1.0, section 2.2)."""
BOX = "☐ "


def main() -> None:
    """Write one document."""
    document = empty_document()
    for block in json.load(sys.stdin.buffer):
        add(document, block)
    target = io.BytesIO()
    document.save(target)
    sys.stdout.buffer.write(target.getvalue())


def empty_document() -> Document:
    """A4, a plain face, quiet headings, page numbers."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = Cm(2.5), Cm(2), Cm(2), Cm(2)
    for name, size, bold in (("Normal", 11, False), ("Title", 20, True), ("Heading 1", 14, True)):
        style: Any = document.styles[name]
        style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
        style.font.color.rgb = None if name == "Normal" else DARK
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:cs"), FONT)
        for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            style.element.rPr.rFonts.attrib.pop(qn(f"w:{attribute}"), None)
    normal: Any = document.styles["Normal"]
    normal.paragraph_format.space_after = Pt(6)
    number_pages(section.footer.paragraphs[0])
    return document


def number_pages(paragraph: Paragraph) -> None:
    """The page's number in the middle of the footer: a field that Word fills in."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def add(document: Document, block: dict[str, str]) -> None:
    """One block at the end."""
    style = block["style"]
    if style in ("title", "heading"):
        document.add_heading(clean(block["text"]), 0 if style == "title" else 1)
        return
    paragraph = document.add_paragraph(style="List Bullet" if style == "bullet" else None)
    if style == "task":
        paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Cm(0.6), Cm(-0.6)
        paragraph.add_run(BOX)
    if block["lead"]:
        paragraph.add_run(f"{clean(block['lead'])} ").bold = True
    run = paragraph.add_run(clean(block["text"]))
    if style == "note":
        run.italic, run.font.color.rgb = True, GREY
    if block["source"]:
        source = paragraph.add_run(f"  {clean(block['source'])}")
        source.font.size, source.font.color.rgb = Pt(8), GREY


def clean(text: str) -> str:
    """Without what an XML file cannot hold."""
    return NOT_XML.sub("", text)


if __name__ == "__main__":
    main()
