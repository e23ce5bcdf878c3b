"""One part of a Word document as its paragraphs: a walk through its elements that knows which of them are shown."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from lxml import etree

from frontend_bot.file_formats.reading.symbols import symbol
from frontend_bot.file_formats.reading.word_parts import attribute, is_on, local

_MARKUP = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATHS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}t", "{http://purl.oclc.org/ooxml/officeDocument/math}t",
)  # fmt: skip
_UNREAD = frozenset({"del", "moveFrom", "rt", "instrText", "delText", "delInstrText", "tabs", "sdtPr"})
"""Elements with nothing in them that is to be read; ``rt`` stands above a word and says how it is spoken."""
_PROPERTIES = ("pPr", "rPr")
_IN_RUNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_NOT_NOTES = ("separator", "continuationSeparator", "continuationNotice")


@dataclass
class _Run:
    is_hidden: bool
    pieces: list[str] = field(default_factory=list)


@dataclass
class _Paragraph:
    pieces: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    runs: list[_Run] = field(default_factory=list)
    """Those that are open: a word with its pronunciation above it has runs within a run."""
    is_hidden: bool = False
    goes_on: bool = False
    """Its end was deleted, so that the next one continues it."""


class WordReader:
    """Walks through one part, start and end of every element, and empties what it has read: memory stays small."""

    def __init__(self, hidden_styles: frozenset[str], notes: Mapping[str, str], *, knows_fields: bool) -> None:
        self._hidden_styles, self._notes, self._knows_fields = hidden_styles, notes, knows_fields
        self._unread = 0
        self._open: list[_Paragraph] = []
        self._fields: list[str] = []
        self._alternatives: list[bool] = []
        self._inner: list[str] = []
        self._note = ""
        self._noted = 0
        self._unended = ""
        self._properties = 0
        self.by_note: dict[str, list[str]] = {}
        self.has_altered_chunk = False

    @property
    def is_within_instruction(self) -> bool:
        """Whether what follows would be a field's instruction and no text."""
        return self._knows_fields and "instruction" in self._fields

    def paragraphs(self, file: IO[bytes]) -> Iterator[str]:
        """In order; those of a text box after the paragraph that it is anchored to."""
        # No entities and no network: a document can neither blow itself up nor read our files.
        for event, element in etree.iterparse(file, events=("start", "end"), resolve_entities=False, no_network=True):
            if event == "start":
                self._start(element)
                continue
            self._end(element)
            if not self._open:
                yield from self._inner
                self._inner = []
            if not self._properties:
                _forget(element)
        if self._unended:
            yield self._unended.strip()

    def _start(self, element: Any) -> None:
        self._properties += local(element) in _PROPERTIES
        if self._is_unread(element):
            self._unread += 1
        if self._unread:
            return
        match local(element):
            case "p":
                self._open.append(_Paragraph())
            case "r" if self._open:
                self._open[-1].runs.append(_Run(self._open[-1].is_hidden))
            case "footnote" | "endnote":
                self._note = attribute(element, "id") or ""
            case "altChunk":
                self.has_altered_chunk = True

    def _is_unread(self, element: Any) -> bool:
        """Whether nothing within it is read; counted once more while within such an element."""
        if self._unread:
            return True
        name = local(element)
        if element.tag == f"{_MARKUP}AlternateContent":
            self._alternatives.append(False)
        elif element.tag in (f"{_MARKUP}Choice", f"{_MARKUP}Fallback") and self._alternatives:
            is_first, self._alternatives[-1] = not self._alternatives[-1], True
            return not is_first
        is_separator = name in ("footnote", "endnote") and attribute(element, "type") in _NOT_NOTES
        return is_separator or (name in _UNREAD and not self._is_property(element))

    @staticmethod
    def _is_property(element: Any) -> bool:
        """``del`` among the properties of a paragraph's mark tells of the mark alone."""
        parent = element.getparent()
        return parent is not None and local(parent) in ("rPr", "trPr")

    def _end(self, element: Any) -> None:
        self._properties -= local(element) in _PROPERTIES
        if self._unread:
            self._unread -= 1
            return
        if element.tag == f"{_MARKUP}AlternateContent" and self._alternatives:
            self._alternatives.pop()
        elif element.tag in _MATHS:
            self._say(element.text or "")
        match local(element):
            case "p":
                self._end_paragraph(self._open.pop())
            case "pPr" if self._open:
                self._know_paragraph(element)
            case "rPr" if self._runs and local(element.getparent()) == "r":
                self._runs[-1].is_hidden = self._is_hidden(element, "rStyle", otherwise=self._runs[-1].is_hidden)
            case "r" if self._runs:
                self._end_run(self._runs.pop())
            case "footnote" | "endnote":
                self._note = ""
            case name:
                self._read(name, element)

    def _read(self, name: str, element: Any) -> None:
        if name == "fldChar":
            self._pass_field(attribute(element, "fldCharType"))
        elif name in ("footnoteReference", "endnoteReference") and self._open:
            note = self._notes.get(f"{name.removesuffix('Reference')}{attribute(element, 'id')}", "")
            self._open[-1].notes += [note] if note else []
        elif name == "t":
            self._say((element.text or "").replace("\n", " "))
        elif name == "sym":
            self._say(symbol(attribute(element, "font") or "", attribute(element, "char") or ""))
        elif name in _IN_RUNS and self._runs:
            self._say(_IN_RUNS[name])

    @property
    def _runs(self) -> list[_Run]:
        return self._open[-1].runs if self._open else []

    def _say(self, words: str) -> None:
        if self._open and not self.is_within_instruction:
            (self._runs or self._open)[-1].pieces.append(words)

    def _pass_field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append("instruction")
        elif kind == "separate" and self._fields:
            self._fields[-1] = "result"
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _is_hidden(self, properties: Iterable[Any], style_name: str, *, otherwise: bool) -> bool:
        by_style = any(local(one) == style_name and attribute(one, "val") in self._hidden_styles for one in properties)
        own = [is_on(one) for one in properties if local(one) == "vanish"]
        return own[-1] if own else by_style or otherwise

    def _know_paragraph(self, properties: Any) -> None:
        paragraph = self._open[-1]
        paragraph.is_hidden = self._is_hidden(properties, "pStyle", otherwise=False)
        marks = (mark for one in properties if local(one) == "rPr" for mark in one)
        paragraph.goes_on = any(local(mark) in ("del", "moveFrom") for mark in marks)

    def _end_run(self, run: _Run) -> None:
        if not run.is_hidden:
            (self._runs or self._open)[-1].pieces.extend(run.pieces)

    def _end_paragraph(self, paragraph: _Paragraph) -> None:
        text = "".join(paragraph.pieces)
        if self._note:
            self.by_note.setdefault(self._note, []).append(text)
        if self._open:
            self._inner.append(text.strip())
            return
        text = self._unended + text
        self._unended = text if paragraph.goes_on else ""
        if not paragraph.goes_on:
            self._inner.insert(0, text.strip())
        for note in paragraph.notes:
            self._noted += 1
            self._inner.append(f"[{self._noted}] {note}")


def _forget(element: Any) -> None:
    """Empty an element that has been read, and let go of those before it: otherwise memory grows with the document."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
