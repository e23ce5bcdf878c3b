"""What the bot says, in the reader's language: the Fluent files of ``locales/`` and the modes' own texts."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import structlog
from fluent.runtime import FluentBundle
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from frontend_bot.core.phrase import Phrase

log = structlog.get_logger(__name__)

LOCALES = Path(__file__).parent.parent / "locales"
LANGUAGES = ("ru", "en")
FALLBACK = "en"
READS_RUSSIAN = frozenset({"ru", "uk", "be", "kk"})
"""Telegram's language codes of people who are better served in Russian than in English."""


class TranslationsError(Exception):
    """The texts are broken; for the person who writes them, at start. One problem a line."""


class Translations:
    """All sentences, loaded and parsed once; ``say`` only puts the variables in.

    A variable longer than 2500 characters is cut by Fluent: long texts of users and providers
    do not belong in a phrase.
    """

    def __init__(self, folder: Path = LOCALES) -> None:
        """Read ``folder/<language>/*.ftl``; blocking, meant for the start of the program.

        Raises TranslationsError for a language without files, a line that is no Fluent, or an id that is there twice.
        """
        self._bundles = {language: FluentBundle([language], use_isolating=False) for language in LANGUAGES}
        self._variables: dict[str, dict[str, frozenset[str]]] = {language: {} for language in LANGUAGES}
        self._constant: dict[tuple[str, str], str] = {}
        for language in LANGUAGES:
            files = sorted((folder / language).glob("*.ftl"))
            if not files:
                raise TranslationsError(f"no .ftl files in {folder.name}/{language}")
            for file in files:
                self._load(language, file.read_text(encoding="utf-8"), origin=f"{language}/{file.name}")

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
            if phrase.id in self._variables[candidate]:
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
        """The language of ours, "ru" or "en", that serves a reader of ``language`` ("pt-BR", "uk", "") best."""
        primary = language.replace("_", "-").partition("-")[0].lower()
        if primary in self._bundles:
            return primary
        return "ru" if primary in READS_RUSSIAN else FALLBACK

    def add(self, language: str, ftl_source: str) -> None:
        """Add a mode's own texts. Raises TranslationsError as the constructor does, also for a foreign language."""
        if language not in self._bundles:
            raise TranslationsError(f"texts in {language!r}: the bot speaks {', '.join(LANGUAGES)} only")
        self._load(language, ftl_source, origin=f"added {language} texts")

    def check(self, needed: Iterable[str] = ()) -> None:
        """Every language has the same ids with the same variables, and has every id in ``needed``.

        Raises TranslationsError with all differences, one a line.
        """
        everything = set(needed).union(*self._variables.values())
        differences = [line for id in sorted(everything) for line in self._differences(id)]
        if differences:
            raise TranslationsError("\n".join(differences))

    def _differences(self, id: str) -> Iterator[str]:
        found = {language: ids[id] for language, ids in self._variables.items() if id in ids}
        for language in LANGUAGES:
            if language not in found:
                yield f"{id}: missing in {language}"
        if len(set(found.values())) > 1:
            shown = "; ".join(f"{language}: {', '.join(sorted(names)) or 'none'}" for language, names in found.items())
            yield f"{id}: different variables ({shown})"

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

    def _load(self, language: str, source: str, origin: str) -> None:
        resource = FluentParser().parse(source)
        problems = [*_junk(resource, origin)]
        for entry in resource.body:
            if isinstance(entry, ftl.Message) and entry.value is not None:
                if entry.id.name in self._variables[language]:
                    problems.append(f"{origin}: {entry.id.name} is there twice")
                self._variables[language][entry.id.name] = _variables_of(entry)
        if problems:
            raise TranslationsError("\n".join(problems))
        self._bundles[language].add_resource(resource)


def _junk(resource: ftl.Resource, origin: str) -> Iterator[str]:
    for entry in resource.body:
        if isinstance(entry, ftl.Junk):
            first_line = (entry.content or "").strip().partition("\n")[0]
            reasons = ", ".join(note.message or note.code for note in entry.annotations)
            yield f"{origin}: not Fluent: {first_line!r} ({reasons})"


class _VariableNames(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: Any) -> None:
        self.names.add(node.id.name)


def _variables_of(message: ftl.Message) -> frozenset[str]:
    visitor = _VariableNames()
    visitor.visit(message)
    return frozenset(visitor.names)
