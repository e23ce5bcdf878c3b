"""The languages that the bot speaks. Each is a folder of ``locales/``, and what is known of it stands in its files."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from babel import Locale, UnknownLocaleError
from babel.core import parse_locale
from babel.lists import format_list

from frontend_bot.core.phrase import Phrase

FALLBACK = "en"
"""What everybody gets whose language has no folder; this one must be there."""

CALLED = "language-called-"
"""With a code after it, the id of what readers call that language; made by services/translations.py."""
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = "LATIN"
_SAMPLE = 20_000
"""Characters of a text that its language is told by."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language. ``code`` is the name of its folder ("de", "pt-br"), ``name`` what its own speakers call it.

    ``reads_also`` are Telegram's codes of people who are better served in it than in English; ``words`` are those of
    its sentences, in small letters.
    """

    code: str
    name: str
    reads_also: frozenset[str] = frozenset()
    words: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def script(self) -> str:
        """What Unicode calls its letters ("LATIN", "CYRILLIC"), told by its own name."""
        return max(_scripts(self.name).items(), key=lambda one: one[1], default=(_LATIN, 0))[0]


@dataclass(frozen=True, slots=True)
class Languages:
    """All of them, as they stand on buttons."""

    all: tuple[Language, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """Their codes, in the same order."""
        return tuple(language.code for language in self.all)

    def named(self, code: str) -> str:
        """What the speakers of one of ours call it."""
        return next((language.name for language in self.all if language.code == code), code)

    def nearest(self, code: str) -> str:
        """The code of ours that serves a reader of ``code`` (Telegram's: "pt-BR", "uk", "") best."""
        parts = code.replace("_", "-").lower().split("-")
        for tag in ("-".join(parts[:count]) for count in range(len(parts), 0, -1)):
            if tag in self.codes:
                return tag
            for language in self.all:
                if tag in language.reads_also:
                    return language.code
        return FALLBACK

    def written_in(self, text: str, reader: str) -> str:
        """The code of ours in which ``text`` is probably written, "" where its letters are those of no language here.

        A third of the letters decides where it is not Latin: Russian texts are full of English names. Of several
        languages with the same letters it is the one whose sentences have more of the text's words, else ``reader``.
        """
        sample = text[:_SAMPLE]
        script = self._script_of(sample)
        words = Counter(words_of(sample))

        def likeness(language: Language) -> tuple[int, bool, bool]:
            known = sum(words[word] for word in words.keys() & language.words)
            return known, language.code == reader, language.code == FALLBACK

        written = [language for language in self.all if language.script == script]
        return max(written, key=likeness).code if written else ""

    def _script_of(self, text: str) -> str:
        found = _scripts(text)
        ours = sorted({language.script for language in self.all} - {_LATIN})
        most = max(ours, key=lambda script: found[script], default="")
        if found[most] and 3 * found[most] >= found.total():
            return most
        return _LATIN if found[_LATIN] else ""


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, without numbers and punctuation."""
    return _WORD.findall(text.lower())


def called(code: str) -> Phrase:
    """The name of a language of ours, said in that of the reader: "German", "немецкий"."""
    return Phrase(CALLED + code)


def name_of(code: str, reader: str) -> str:
    """What people who read ``reader`` call a language: "German", "немецкий". "" where Unicode's data know it not."""
    try:
        language, territory, script, *_ = parse_locale(code, sep="-")
        names = Locale.parse(reader, sep="-").languages
    except (ValueError, UnknownLocaleError):
        return ""
    whole = "_".join(part for part in (language, script, territory) if part)
    return str(names.get(whole) or names.get(language) or "")


def either_of(names: Sequence[str], reader: str) -> str:
    """One of these names, as it is said in ``reader`` ("Russian or English"); commas where Unicode's data know not."""
    try:
        return format_list(names, "or", Locale.parse(reader, sep="-"))
    except (ValueError, UnknownLocaleError):
        return ", ".join(names)


def _scripts(text: str) -> Counter[str]:
    """How many letters of each script; ideographs are "CJK"."""
    scripts: Counter[str] = Counter()
    for letter, count in Counter(text).items():
        if letter.isalpha():
            scripts[unicodedata.name(letter, "").partition(" ")[0]] += count
    return scripts
