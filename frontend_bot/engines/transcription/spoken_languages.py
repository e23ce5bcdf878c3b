"""The languages that servers name, as ISO 639 codes: "ru", "rus", "pt-BR", "russian", "русский", "Chinese (Mandarin)".

langcodes knows the names in English and in the languages themselves; Babel, which fluent brings, knows them too, but
holds 140 MB for it.
"""

import re
from functools import lru_cache

import langcodes

LONGEST_NAME = 60
_CODE = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE)
_NO_LANGUAGE = re.compile(r"und|mul|mis|zxx|q[a-t][a-z]")
"""ISO 639's codes for "nobody knows", "several", "none of ours", "no speech", and those without a meaning."""


@lru_cache(maxsize=256)
def language_code(told: str) -> str:
    """The ISO 639-1 code of a language, its ISO 639-3 code where it has no shorter one, "" for what is no language."""
    name = told.strip().partition(".")[0][:LONGEST_NAME]  # a locale has an encoding behind a dot
    if not name.isprintable():  # langcodes' trie ends its keys with a NUL, and breaks on another
        return ""
    try:
        language = langcodes.get(name) if _CODE.fullmatch(name) else langcodes.find(name)
        if not language.is_valid() or not language.language:
            return ""
        # "macro": Mandarin is Chinese, whatever the server calls it.
        code = langcodes.standardize_tag(language.language, macro=True).partition("-")[0]
    except (LookupError, ValueError):  # the second for tags and bytes that are none
        return ""
    return "" if _NO_LANGUAGE.fullmatch(code) else code
