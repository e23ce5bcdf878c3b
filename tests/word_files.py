"""Word documents as other programs than Word write them: any names, any namespaces, any parts."""

import io
import zipfile
from collections.abc import Mapping

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_NAMESPACES = (
    f'xmlns:r="{_OFFICE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def packed(members: Mapping[str, str | bytes]) -> bytes:
    """An archive with these members."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            member = zipfile.ZipInfo(name)
            member.filename = name  # which the constructor would tidy up
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, data)
    return target.getvalue()


def part(root: str, body: str, namespace: str = TRANSITIONAL) -> str:
    """One XML part of a document."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} xmlns:w="{namespace}" {_NAMESPACES}>{body}</w:{root}>'


def document(body: str, namespace: str = TRANSITIONAL) -> str:
    """The main part."""
    return part("document", f"<w:body>{body}</w:body>", namespace)


def paragraph(text: str, properties: str = "") -> str:
    """A paragraph of one run."""
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def relations(targets: Mapping[str, str], office: str = _OFFICE) -> str:
    """A part of relationships: the last word of each kind, and where it leads."""
    found = "".join(
        f'<Relationship Id="r{number}" Type="{office}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'


def word_file(
    body: str, *, main: str = "word/document.xml", target: str = "", strict: bool = False, **parts: str
) -> bytes:
    """A whole document; ``parts`` are further ones by their kind (styles, footnotes, endnotes, comments).

    ``main`` is the member's name in the archive and ``target`` what the relationship calls it.
    """
    office = _STRICT_OFFICE if strict else _OFFICE
    folder, _, name = main.replace("\\", "/").rpartition("/")
    types = f'<Override PartName="/{main.lstrip("/")}" ContentType="{_MAIN_TYPE}"/>'
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{types}</Types>',
            "_rels/.rels": relations({"officeDocument": target or main}, office),
            main: document(body, STRICT if strict else TRANSITIONAL),
            f"{folder}/_rels/{name}.rels": relations({kind: f"{kind}.xml" for kind in parts}, office),
            **{f"{folder}/{kind}.xml": data for kind, data in parts.items()},
        }
    )
