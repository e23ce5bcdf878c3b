"""Titles of recordings: the names of files without what only programs need of them."""

import re

_EXTENSION = re.compile(r"\.(?!v\d+$)(?:(?=[a-z0-9]*[a-z])[a-z0-9]{2,5}|[A-Z0-9]*[A-Z][A-Z0-9]{1,3})$", re.ASCII)


def without_extension(name: str) -> str:
    """The name without its extension; a date, a number, an initial or a word behind a dot is none and stays.

    An extension has two to five letters and digits, all small or all capitals, one of them a letter, is no number of a
    version, and stands behind something.
    """
    cut = _EXTENSION.sub("", name)
    return cut if cut.strip(" .") else name
