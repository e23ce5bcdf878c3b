"""The protocol's own template, built in code: a document that an office signs, with placeholders in it.

It imports nothing of the bot: frontend_bot/file_formats/protocol_process.py has it in a small process.
"""

from typing import Any

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
GREY = RGBColor(0x60, 0x60, 0x60)
BLANK = "____________________"
COLUMNS = ("column-number", "column-task", "column-owner", "column-deadline")


def build(words: dict[str, str]) -> Document:
    """The template with these words around its placeholders: a text for each, in one language."""
    return _Template(words).built()


class _Template:
    def __init__(self, words: dict[str, str]) -> None:
        self._words = words
        self._document = docx.Document()
        self._set_page()

    def built(self) -> Document:
        self._head()
        self._people()
        self._proceedings()
        self._decisions()
        self._tasks()
        self._dates()
        self._line("{%p if not_covered %}")
        self._line("{{ not_covered }}", italic=True)
        self._line("{%p endif %}")
        self._signatures()
        return self._document

    def _set_page(self) -> None:
        section = self._document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin, section.right_margin = Cm(3), Cm(1.5)
        section.top_margin, section.bottom_margin = Cm(2), Cm(2)
        normal: Any = self._document.styles["Normal"]
        normal.font.name, normal.font.size = FONT, Pt(12)
        normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
        normal.element.rPr.rFonts.set(qn("w:cs"), FONT)
        normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(3), 1.1
        footer = section.footer.paragraphs[0]
        footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
        page = OxmlElement("w:fldSimple")
        page.set(qn("w:instr"), "PAGE")
        footer._p.append(page)

    def _head(self) -> None:
        centre = WD_ALIGN_PARAGRAPH.CENTER
        self._line(f"{{{{ organisation or '{2 * BLANK}' }}}}", bold=True, align=centre, after=0)
        self._line(f"{{% if not organisation %}}{self._words['organisation']}{{% endif %}}", size=9, align=centre)
        self._line(self._words["protocol"], bold=True, size=15, align=centre, before=12)
        self._line("{{ title }}", bold=True, align=centre, after=10)
        cells = self._table(1, (8.25, 8.25)).rows[0].cells
        # Words of a language stand outside of the tags, where an apostrophe in them is one.
        blank = self._words["blank-date"]
        date = f"{{% if date %}}{{{{ date }}}}{{% else %}}{blank}{{% endif %}}"
        self._fill(cells[0].paragraphs[0], f"{self._words['date']} {date}")
        self._fill(cells[1].paragraphs[0], f"{self._words['venue']} {{{{ venue or '{BLANK}' }}}}")
        cells[1].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def _people(self) -> None:
        self._heading("members")
        role = "{% if member.role %} — {{ member.role }}{% endif %}"
        self._list("member in members", f"{{{{ loop.index }}}}. {{{{ member.name }}}}{role}", otherwise=3 * BLANK)
        self._line("{%p if agenda %}")
        self._heading("agenda")
        self._list("point in agenda", "{{ loop.index }}. {{ point }}")
        self._line("{%p endif %}")

    def _proceedings(self) -> None:
        self._line("{%p if topics %}")
        self._heading("topics")
        self._line("{%p for topic in topics %}")
        self._line("{%p if topic.title %}")
        self._line("{{ loop.index }}. {{ topic.title }}", bold=True, before=4, keep=True)
        self._line("{%p endif %}")
        said = self._list(
            "point in topic.points", "{% if point.speaker %}{{ point.speaker }}: {% endif %}{{ point.text }}"
        )
        said.paragraph_format.left_indent = Cm(0.75)
        self._place(said, "point")
        self._line("{%p endfor %}")
        self._line("{%p endif %}")

    def _decisions(self) -> None:
        self._heading("decisions")
        self._line("{%p for decision in decisions %}")
        self._place(self._line("{{ loop.index }}. {{ decision.text }}"), "decision")
        self._line("{%p if decision.votes %}")
        votes = self._line(f"{self._words['votes']} {{{{ decision.votes }}}}", italic=True)
        votes.paragraph_format.left_indent = Cm(0.75)
        self._line("{%p endif %}")
        self._line("{%p else %}")
        self._line(self._words["no-decisions"])
        self._line("{%p endfor %}")

    def _tasks(self) -> None:
        self._heading("tasks")
        self._line("{%p if tasks %}")
        table = self._table(4, (1.2, 8.3, 4, 3), style="Table Grid")
        for cell, column in zip(table.rows[0].cells, COLUMNS, strict=True):
            self._fill(cell.paragraphs[0], self._words[column], bold=True)
        _repeated_on_each_page(table.rows[0])
        table.rows[1].cells[0].text = "{%tr for task in tasks %}"
        values = ("{{ loop.index }}", "{{ task.text }}", "{{ task.owner or '—' }}", "{{ task.deadline or '—' }}")
        for cell, value in zip(table.rows[2].cells, values, strict=True):
            self._fill(cell.paragraphs[0], value)
        self._place(table.rows[2].cells[1].paragraphs[0], "task")
        table.rows[3].cells[0].text = "{%tr endfor %}"
        self._line("{%p else %}")
        self._line(self._words["no-tasks"])
        self._line("{%p endif %}")

    def _dates(self) -> None:
        self._line("{%p if dates %}")
        self._heading("dates")
        self._place(self._list("date in dates", "{{ date.when }} — {{ date.what }}"), "date")
        self._line("{%p endif %}")

    def _signatures(self) -> None:
        self._line("", after=14)
        table = self._table(4, (4.5, 5.5, 6.5))
        for row, who in ((0, "chair"), (2, "secretary")):
            texts = (self._words[who], BLANK, f"/ {{{{ {who} or '{BLANK}' }}}} /")
            for cell, text in zip(table.rows[row].cells, texts, strict=True):
                self._fill(cell.paragraphs[0], text, keep=True)
            for cell, word in zip(table.rows[row + 1].cells[1:], ("signature", "name"), strict=True):
                self._fill(cell.paragraphs[0], self._words[word], size=9, keep=True)
                cell.paragraphs[0].paragraph_format.space_after = Pt(12)

    def _heading(self, name: str) -> None:
        self._line(self._words[name], bold=True, size=13, before=12, after=4, keep=True)

    def _list(self, loop: str, text: str, otherwise: str = "") -> Paragraph:
        self._line(f"{{%p for {loop} %}}")
        item = self._line(text)
        if otherwise:
            self._line("{%p else %}")
            self._line(otherwise)
        self._line("{%p endfor %}")
        return item

    def _place(self, paragraph: Paragraph, name: str) -> None:
        """Where it was said, in small."""
        run = paragraph.add_run(f"{{% if {name}.place %}}  [{{{{ {name}.place }}}}]{{% endif %}}")
        run.font.size, run.font.color.rgb = Pt(9), GREY

    def _table(self, rows: int, widths: tuple[float, ...], style: str | None = None) -> Any:
        table = self._document.add_table(rows, len(widths), style)
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        for row in table.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Cm(width)
        return table

    def _line(
        self,
        text: str,
        *,
        bold: bool = False,
        italic: bool = False,
        size: float = 12,
        align: WD_ALIGN_PARAGRAPH | None = None,
        before: float = 0,
        after: float = 3,
        keep: bool = False,
    ) -> Paragraph:
        paragraph = self._document.add_paragraph()
        if align is not None:
            paragraph.alignment = align
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
        self._fill(paragraph, text, bold=bold, italic=italic, size=size, keep=keep)
        return paragraph

    def _fill(
        self,
        paragraph: Paragraph,
        text: str,
        *,
        bold: bool = False,
        italic: bool = False,
        size: float = 12,
        keep: bool = False,
    ) -> None:
        run = paragraph.add_run(text)
        run.bold, run.italic, run.font.size = bold, italic, Pt(size)
        paragraph.paragraph_format.keep_with_next = keep


def _repeated_on_each_page(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
