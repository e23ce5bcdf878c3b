"""Which parts of a Word document hold what: names come from the relationships, as Word itself finds them."""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from frontend_bot.file_formats.reading.refusal import ReadingRefused, Refusal
from frontend_bot.file_formats.reading.zip_container import ZipContainer

W = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",  # Strict Open XML
)
_MAIN_TYPES = ("wordprocessingml.document.main+xml", "wordprocessingml.template.main+xml", "word.document.macroenabled",
               "word.template.macroenabled")  # fmt: skip
_LARGEST_HELPER = 8 * 2**20


@dataclass(frozen=True, slots=True)
class WordParts:
    """Names of members; ``notes`` has that of the footnotes and that of the endnotes, where there are some.

    ``hidden_styles`` are the ids of styles whose text is not shown.
    """

    main: str
    notes: Mapping[str, str] = field(default_factory=dict)
    hidden_styles: frozenset[str] = field(default_factory=frozenset)


def parts_of(archive: ZipContainer) -> WordParts:
    """Raises ReadingRefused for an archive that is no Word document."""
    main = _main_part(archive)
    if main is None:
        raise ReadingRefused(Refusal.NOT_TEXT)
    related = dict(_related(archive, main))
    notes = {kind: name for kind in ("footnote", "endnote") if (name := related.get(f"{kind}s", "")) in archive}
    styles = related.get("styles", "")
    return WordParts(main, notes, _hidden_styles(archive, styles) if styles in archive else frozenset())


def local(element: Any) -> str:
    """The name of a Word element without its namespace, "" for an element of another one."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    return next((tag[len(namespace) :] for namespace in W if tag.startswith(namespace)), "")


def attribute(element: Any, name: str) -> str | None:
    """An attribute of Word's namespace."""
    return next((value for namespace in W if (value := element.get(namespace + name)) is not None), None)


def is_on(element: Any) -> bool:
    """A property that is there is switched on, unless it says otherwise."""
    return (attribute(element, "val") or "true") not in ("0", "false", "off")


def _main_part(archive: ZipContainer) -> str | None:
    by_relation = [target for kind, target in _related(archive, "") if kind == "officeDocument"]
    by_type = [
        element.get("PartName", "")
        for element in _elements(archive, "[Content_Types].xml")
        if any(kind in element.get("ContentType", "").lower() for kind in _MAIN_TYPES)
    ]
    by_name = sorted(name for name in archive if name.startswith("word/document") and name.endswith(".xml"))
    candidates = (name for name in (*by_type, *by_relation, *by_name) if name in archive)
    return next((name for name in candidates if name in by_type or _is_word(archive, name)), None)


def _is_word(archive: ZipContainer, name: str) -> bool:
    """Whether the part begins as a Word document does; that of a table or a presentation does not."""
    with archive.open(name) as file:
        try:
            _, root = next(etree.iterparse(file, events=("start",), resolve_entities=False, no_network=True))
        except (etree.XMLSyntaxError, StopIteration):
            return True  # the reader will say what is wrong with it
    return local(root) == "document" or etree.QName(root).localname not in ("workbook", "presentation")


def _related(archive: ZipContainer, part: str) -> Iterator[tuple[str, str]]:
    """The last word of each relation's kind, and the part it leads to; ``part`` is "" for the whole archive."""
    folder, name = posixpath.split(part.replace("\\", "/").lstrip("/"))
    for element in _elements(archive, posixpath.join(folder, "_rels", f"{name}.rels")):
        target = element.get("Target", "").replace("\\", "/")
        if target and element.get("TargetMode") != "External":
            kind = element.get("Type", "").rpartition("/")[2]
            yield kind, target if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _elements(archive: ZipContainer, name: str) -> list[Any]:
    """The elements below the root of a small part; none where it is missing or broken."""
    if name not in archive:
        return []
    with archive.open(name) as file:
        data = file.read(_LARGEST_HELPER)
    try:
        return list(etree.fromstring(data, _parser()))
    except etree.XMLSyntaxError:
        return []


def _parser() -> etree.XMLParser:
    # No entities and no network: a document can neither blow itself up nor read our files.
    return etree.XMLParser(resolve_entities=False, no_network=True)


def _hidden_styles(archive: ZipContainer, name: str) -> frozenset[str]:
    parents: dict[str, str] = {}
    own: dict[str, bool] = {}
    for style in _elements(archive, name):
        identity = attribute(style, "styleId")
        if local(style) != "style" or not identity:
            continue
        for child in style:
            if local(child) == "basedOn":
                parents[identity] = attribute(child, "val") or ""
            if local(child) == "rPr":
                own |= [(identity, is_on(one)) for one in child if local(one) == "vanish"]
    return frozenset(identity for identity in {*parents, *own} if _is_hidden(identity, parents, own))


def _is_hidden(style: str, parents: Mapping[str, str], own: Mapping[str, bool]) -> bool:
    seen: set[str] = set()
    while style and style not in own and style not in seen:
        seen.add(style)
        style = parents.get(style, "")
    return own.get(style, False)
