"""What the bot says, in the reader's language: the Fluent files of ``locales/`` and the modes' own texts."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import structlog
from fluent.runtime import FluentBundle
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from frontend_bot.core.languages import CALLED, FALLBACK, Language, Languages, either_of, name_of, words_of
from frontend_bot.core.phrase import Phrase

log = structlog.get_logger(__name__)

LOCALES = Path(__file__).parent.parent / "locales"
OWN_NAME, READS_ALSO = "language-name", "language-reads-also"
"""What each folder says of its language, in ``language.ftl``."""
_CODE = re.compile(r"[a-z]{2,3}(-[a-z]{4})?(-[a-z]{2})?")


class TranslationsError(Exception):
    """The texts are broken; for the person who writes them, at start. One problem a line."""


class Translations:
    """All sentences, loaded and parsed once; ``say`` only puts the variables in.

    A variable longer than 2500 characters is cut by Fluent: long texts of users and providers
    do not belong in a phrase. Beside what stands in the files every language can say ``language-called-<code>``, what
    its readers call another language, and ``language-list``, all languages there are ("Russian or English").
    """

    languages: Languages
    """Every folder of ``locales/``, English last."""

    def __init__(self, folder: Path = LOCALES) -> None:
        """Read ``folder/<language>/*.ftl``; blocking, meant for the start of the program.

        Raises TranslationsError for a folder that is named by no language, one without files, a line that is no
        Fluent, or an id that is there twice.
        """
        codes = _codes_in(folder)
        self._bundles = {code: FluentBundle([code, FALLBACK], use_isolating=False) for code in codes}
        self._messages: dict[str, dict[str, _Contents]] = {code: {} for code in codes}
        self._terms: dict[str, set[str]] = {code: set() for code in codes}
        self._brought: list[frozenset[str]] = []
        self._constant: dict[tuple[str, str], str] = {}
        for code in codes:
            files = sorted((folder / code).glob("*.ftl"))
            if not files:
                raise TranslationsError(f"no .ftl files in {folder.name}/{code}")
            for file in files:
                self._load(code, file.read_text(encoding="utf-8"), origin=f"{code}/{file.name}")
        self.languages = Languages(tuple(map(self._language, codes)))
        self._call_languages_by_name()

    def say(self, phrase: Phrase, language: str) -> str:
        """The sentence in the language nearest to ``language`` (Telegram's code, "" or anything).

        Never fails in front of a user: what is missing is said in English, and what is missing there by its id, with
        an error in the log. ``check`` at the start finds both before anybody reads them.
        """
        spoken = self.nearest(language)
        phrase = self._with_variables_said(phrase, spoken)
        if not phrase.variables and (spoken, phrase.id) in self._constant:
            return self._constant[spoken, phrase.id]
        for candidate in (spoken, FALLBACK):
            if phrase.id in self._messages[candidate]:
                return self._format(phrase, candidate)
        log.error("phrase is missing", phrase=phrase.id, language=spoken)
        return phrase.id

    def _with_variables_said(self, phrase: Phrase, language: str) -> Phrase:
        if not any(isinstance(value, Phrase) for value in phrase.variables.values()):
            return phrase
        said = {
            name: self.say(value, language) if isinstance(value, Phrase) else value
            for name, value in phrase.variables.items()
        }
        return Phrase(phrase.id, said)

    def nearest(self, language: str) -> str:
        """The language of ours that serves a reader of ``language`` ("pt-BR", "uk", "") best."""
        return language if language in self._bundles else self.languages.nearest(language)

    def add(self, language: str, ftl_source: str) -> None:
        """Add a mode's own texts. Raises TranslationsError as the constructor does, also for a foreign language."""
        if language not in self._bundles:
            raise TranslationsError(f"texts in {language!r}: the bot speaks {', '.join(self._bundles)} only")
        ids = self._load(language, ftl_source, origin=f"added {language} texts")
        if language == FALLBACK:
            self._brought.append(ids)

    def check(self, needed: Iterable[str] = ()) -> None:
        """Every language has the same ids with the same variables, and has every id in ``needed``.

        A mode's own texts may leave out a language as a whole: its readers get English then, and the log says so.
        Raises TranslationsError with all differences, one a line.
        """
        everything = {*needed, OWN_NAME, READS_ALSO}.union(*self._messages.values())
        excused = {code: self._not_brought(code) for code in self._bundles}
        differences = [line for id in sorted(everything) for line in self._differences(id, excused)]
        differences += self._references_into_nothing()
        if differences:
            raise TranslationsError("\n".join(differences))

    def _not_brought(self, language: str) -> frozenset[str]:
        """The ids of every mode that brings texts, but none in this language."""
        lacking = [ids for ids in self._brought if not ids & self._messages[language].keys()]
        for ids in lacking:
            log.warning("a mode has no texts in this language, English is said", language=language, ids=sorted(ids))
        return frozenset[str]().union(*lacking)

    def _differences(self, id: str, excused: dict[str, frozenset[str]]) -> Iterator[str]:
        found = {language: ids[id].variables for language, ids in self._messages.items() if id in ids}
        for language in self._bundles:
            if language not in found and id not in excused[language]:
                yield f"{id}: missing in {language}"
        if len(set(found.values())) > 1:
            shown = "; ".join(f"{language}: {', '.join(sorted(names)) or 'none'}" for language, names in found.items())
            yield f"{id}: different variables ({shown})"

    def _references_into_nothing(self) -> Iterator[str]:
        for language, messages in self._messages.items():
            known = messages.keys() | self._terms[language]
            for id, contents in messages.items():
                for name in sorted(contents.references - known):
                    yield f"{id}: refers to {name}, which is missing in {language}"

    def _language(self, code: str) -> Language:
        name, reads_also = (
            self._format(Phrase(id), code) if id in self._messages[code] else "" for id in (OWN_NAME, READS_ALSO)
        )
        words = frozenset(word for contents in self._messages[code].values() for word in contents.words)
        return Language(code, name or code, frozenset(reads_also.lower().split()), words)

    def _call_languages_by_name(self) -> None:
        for reader in self.languages.codes:
            named = {one.code: name_of(one.code, reader) or one.name for one in self.languages.all}
            told = {CALLED + code: name for code, name in named.items()}
            told["language-list"] = either_of(tuple(named.values()), reader)
            source = "\n".join(f"{id} = {_literal(text)}" for id, text in told.items())
            self._load(reader, source, origin=f"names of languages in {reader}")

    def _format(self, phrase: Phrase, language: str) -> str:
        bundle = self._bundles[language]
        pattern = bundle.get_message(phrase.id).value
        assert pattern is not None, "_load keeps messages with a value only"
        text, problems = bundle.format_pattern(pattern, dict(phrase.variables))
        if problems:
            log.error(
                "phrase is not said properly", phrase=phrase.id, language=language, problems=[*map(str, problems)]
            )
        elif not phrase.variables:
            self._constant[language, phrase.id] = str(text)
        return str(text)

    def _load(self, language: str, source: str, origin: str) -> frozenset[str]:
        resource = FluentParser().parse(source)
        problems = [*_junk(resource, origin)]
        loaded = set()
        for entry in resource.body:
            if isinstance(entry, ftl.Term):
                self._terms[language].add(f"-{entry.id.name}")
            if isinstance(entry, ftl.Message) and entry.value is not None:
                if entry.id.name in self._messages[language]:
                    problems.append(f"{origin}: {entry.id.name} is there twice")
                self._messages[language][entry.id.name] = _Contents(entry)
                loaded.add(entry.id.name)
        if problems:
            raise TranslationsError("\n".join(problems))
        self._bundles[language].add_resource(resource)
        return frozenset(loaded)


def _codes_in(folder: Path) -> list[str]:
    """In the order of buttons: English, which is spoken to everybody else, comes last."""
    codes = {path.name for path in folder.iterdir() if path.is_dir() and path.name[0] not in "._"}
    for code in sorted(codes):
        if not _CODE.fullmatch(code):
            raise TranslationsError(f"{folder.name}/{code}: a language's folder is named like de or pt-br")
    return [*sorted(codes - {FALLBACK}), FALLBACK]


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'{{ "{escaped}" }}'


def _junk(resource: ftl.Resource, origin: str) -> Iterator[str]:
    for entry in resource.body:
        if isinstance(entry, ftl.Junk):
            first_line = (entry.content or "").strip().partition("\n")[0]
            reasons = ", ".join(note.message or note.code for note in entry.annotations)
            yield f"{origin}: not Fluent: {first_line!r} ({reasons})"


class _Contents(Visitor):
    """What stands in a message: its variables, the messages and terms that it refers to, its words."""

    def __init__(self, message: ftl.Message) -> None:
        self._variables: set[str] = set()
        self._references: set[str] = set()
        self._words: set[str] = set()
        self.visit(message)
        self.variables, self.references = frozenset(self._variables), frozenset(self._references)
        self.words = frozenset(self._words)

    def visit_VariableReference(self, node: Any) -> None:
        self._variables.add(node.id.name)

    def visit_MessageReference(self, node: Any) -> None:
        self._references.add(node.id.name)

    def visit_TermReference(self, node: Any) -> None:
        self._references.add(f"-{node.id.name}")
        self.generic_visit(node)

    def visit_TextElement(self, node: Any) -> None:
        self._words.update(words_of(node.value))
