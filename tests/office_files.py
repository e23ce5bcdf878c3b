"""Documents of other programs than Word, made by hand: OpenDocument, RTF, PDF."""

from collections.abc import Sequence

from tests.word_files import packed

ODT_TYPE = "application/vnd.oasis.opendocument.text"
_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "style", "draw")
)


def odt_file(body: str, styles: str = "", mime_type: str = ODT_TYPE, **members: str) -> bytes:
    """An OpenDocument text with these elements in its body and among its automatic styles."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return packed({"mimetype": mime_type, "content.xml": content, **members})


def rtf_file(body: str, code_page: int = 1251) -> bytes:
    """An RTF document as Word begins it; letters beyond ASCII are escaped in the code page."""
    letters = (
        letter if letter.isascii() else "".join(f"\\'{byte:02x}" for byte in letter.encode(f"cp{code_page}"))
        for letter in body
    )
    charset = {932: 128, 1251: 204, 1250: 238}.get(code_page, 0)
    fonts = rf"{{\fonttbl{{\f0\fswiss\fcharset{charset} Arial;}}}}{{\*\generator Riched20 10.0;}}"
    return f"{{\\rtf1\\ansi\\ansicpg{code_page}\\deff0{fonts}\\f0\\fs24 {''.join(letters)}}}".encode("ascii")


def pdf_file(pages: Sequence[Sequence[str]], trailer: str = "") -> bytes:
    """A PDF with these lines on its pages, in a font that tells which letters it has; ``trailer`` joins its own."""
    kids = " ".join(f"{10 + 2 * number} 0 R" for number in range(len(pages)))
    mapping = "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
    mapping += "".join(
        f"1 beginbfrange <{high:02X}00> <{high:02X}FF> <{high:02X}00> endbfrange\n" for high in range(48)
    )
    objects = {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        3: "<< /Type /Font /Subtype /Type0 /BaseFont /Made /Encoding /Identity-H /DescendantFonts [4 0 R]"
        " /ToUnicode 5 0 R >>",
        4: "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Made /FontDescriptor 6 0 R /DW 500"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        5: _stream(f"/CIDInit /ProcSet findresource begin begincmap\n{mapping}endcmap end"),
        6: "<< /Type /FontDescriptor /FontName /Made /Flags 4 /FontBBox [0 0 500 700] /ItalicAngle 0 /Ascent 700"
        " /Descent -200 /CapHeight 700 /StemV 80 >>",
    }
    for number, lines in enumerate(pages):
        drawn = "".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -16 Td\n" for line in lines)
        text = f"BT /F 12 Tf 50 700 Td\n{drawn}ET" if lines else "0 0 100 100 re f"
        objects[10 + 2 * number] = (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F 3 0 R >> >>"
            f" /Contents {11 + 2 * number} 0 R >>"
        )
        objects[11 + 2 * number] = _stream(text)
    return _assembled(objects, trailer)


def _stream(text: str) -> str:
    return f"<< /Length {len(text)} >>\nstream\n{text}\nendstream"


def _assembled(objects: dict[int, str], trailer: str) -> bytes:
    data, places = "%PDF-1.7\n", dict[int, int]()
    for number, body in objects.items():
        places[number] = len(data)
        data += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{number} 1\n{place:010} 00000 n \n" for number, place in places.items())
    end = f"trailer << /Size {max(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{len(data)}\n%%EOF\n"
    return f"{data}xref\n0 1\n0000000000 65535 f \n{table}{end}".encode("ascii")
