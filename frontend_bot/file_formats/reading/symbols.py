"""Characters of symbol fonts, which Word writes by their number in the font and not as letters."""

_LATIN, _LETTERS = (
    "ABGDEZHQIKLMNXOPRSTUFCYWabgdezhqiklmnxoprstufcyw",
    "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρστυφχψω",
)
_GREEK = dict(zip(_LATIN, _LETTERS, strict=True))
_SYMBOL = {
    0xA3: "≤", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB3: "≥",
    0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xC5: "⊕", 0xCE: "∈", 0xD2: "®",
    0xD3: "©", 0xD4: "™", 0xD6: "√", 0xD7: "⋅", 0xDB: "⇔", 0xDE: "⇒", 0xE2: "®", 0xE3: "©", 0xE4: "™", 0xE5: "∑",
    0xF2: "∫", 0x22: "∀", 0x24: "∃", 0x2D: "−", 0x4A: "ϑ", 0x56: "ς", 0xC7: "∩", 0xC8: "∪", 0xD1: "∇", 0xB6: "∂",
}  # fmt: skip
"""Adobe's Symbol encoding, where it is not ASCII."""
_WINGDINGS = {
    0x28: "☎", 0x2A: "✉", 0x4A: "☺", 0x4C: "☹", 0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x75: "◆", 0x77: "◆",
    0x9F: "•", 0xA7: "•", 0xA8: "☐", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xEF: "⇦",
    0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_OTHER = "•"
"""What stands for a drawing that has no letter of its own."""


def symbol(font: str, number: str) -> str:
    """The character that a font shows for this number (hexadecimal); "" for what is no number."""
    try:
        code = int(number, 16)
    except ValueError:
        return ""
    within_font = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    family = font.lower()
    if family == "symbol":
        return _SYMBOL.get(within_font) or _GREEK.get(chr(within_font)) or _plain(within_font)
    if "dings" in family:
        return _WINGDINGS.get(within_font, _OTHER) if family == "wingdings" else _OTHER
    return _plain(within_font if within_font < 0x80 else code)


def _plain(code: int) -> str:
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return ""
    return _OTHER if 0xE000 <= code <= 0xF8FF or not chr(code).isprintable() else chr(code)
