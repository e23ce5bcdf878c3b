"""A language nobody speaks, made of the English folder: every text marked and 40 per cent longer, Fluent's syntax kept.

What a screen cuts, what still says English, and what counts on two languages shows at once.
"""

import math
import re
from pathlib import Path
from typing import Any

from fluent.syntax import FluentParser, FluentSerializer
from fluent.syntax.visitor import Transformer

_ACCENTED = str.maketrans("aeiouycgnszAEIOUYCGNSZ", "áéíóúýćǵńśźÁÉÍÓÚÝĆǴŃŚŹ")
_WORD = re.compile(r"(?<![/.\w])[^\W\d_]+(?![\w.]*_)")
"""Not the commands, settings and names of files, which are the same in every language."""
PADDING = "ẋ"


def pseudo(text: str) -> str:
    """``text`` with accents, and with so many ẋ at its end that it is 40 per cent longer; blanks stay around it."""
    words = text.strip()
    if not any(letter.isalpha() for letter in words):
        return text
    before, _, after = text.partition(words)
    return f"{before}{_WORD.sub(_accented, words)}{PADDING * math.ceil(0.4 * len(words))}{after}"


def _accented(word: re.Match[str]) -> str:
    return word[0] if word[0].isupper() and len(word[0]) > 2 else word[0].translate(_ACCENTED)


class _Texts(Transformer):
    def visit_TextElement(self, node: Any) -> Any:
        node.value = pseudo(node.value)
        return node


def write_pseudo_language(english: Path, folder: Path, language_file: str) -> None:
    """Every file of ``english``, as somebody would translate it, into ``folder``; ``language_file`` is its own."""
    folder.mkdir()
    for file in english.glob("*.ftl"):
        resource = _Texts().visit(FluentParser().parse(file.read_text("utf-8")))
        (folder / file.name).write_text(FluentSerializer().serialize(resource), "utf-8")
    (folder / "language.ftl").write_text(language_file, "utf-8")
