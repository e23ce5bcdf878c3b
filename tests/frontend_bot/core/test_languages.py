"""In which language of ours a text is, whom a language serves, what it is called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontend_bot.core.languages import Language, Languages, either_of, name_of, words_of
from frontend_bot.services.translations import Translations

GERMAN = "Das ist die Aufnahme, und hier steht der Text, den der Bot nicht lesen kann. Bitte noch einmal senden."
SHIPPED = Translations().languages
WIDER = Languages(
    (
        Language("de", "Deutsch", words=frozenset(words_of(GERMAN))),
        Language("el", "Ελληνικά"),
        Language("uk", "Українська", words=frozenset(words_of("Це запис, який я не можу прочитати"))),
        *SHIPPED.all,
    )
)


@pytest.mark.parametrize(
    ("text", "reader", "language"),
    [
        ("Привет! Встреча в девять.", "en", "ru"),
        ("Запусти deploy на staging через GitHub Actions", "en", "ru"),
        ("Deploy it to staging with GitHub Actions, сказал он", "ru", "en"),
        ("Hello", "ru", "en"),
        ("Guten Tag", "ru", "en"),
        ("12345 !?", "ru", ""),
        ("", "en", ""),
        ("Καλημέρα", "ru", ""),
    ],
)
def test_between_russian_and_english_the_letters_tell(text: str, reader: str, language: str) -> None:
    assert SHIPPED.written_in(text, reader) == language


@pytest.mark.parametrize(
    ("text", "reader", "language"),
    [
        ("Bitte noch einmal: das ist der Text.", "en", "de"),
        ("Send the text of a recording and I will answer.", "de", "en"),
        ("Peter Müller", "de", "de"),
        ("Peter Müller", "ru", "en"),
        ("Я не можу прочитати це", "ru", "uk"),
        ("Запись, которую я не могу прочитать", "uk", "ru"),
        ("Петренко", "uk", "uk"),
        ("Καλημέρα, Peter", "en", "el"),
    ],
)
def test_between_languages_with_the_same_letters_their_words_tell(text: str, reader: str, language: str) -> None:
    assert WIDER.written_in(text, reader) == language


@given(st.text(), st.text(max_size=12))
def test_whatever_is_asked_the_answer_is_a_language_of_ours(text: str, code: str) -> None:
    assert WIDER.written_in(text, code) in {"", *WIDER.codes}
    assert WIDER.nearest(code) in WIDER.codes
    assert Languages().nearest(code) == "en"
    assert isinstance(name_of(code, "en"), str)
    assert either_of(("a", "b"), code)


@pytest.mark.parametrize(
    ("code", "reader", "name"),
    [
        ("de", "en", "German"),
        ("de", "ru", "немецкий"),
        ("pt-br", "en", "Brazilian Portuguese"),
        ("zh-hant", "en", "Traditional Chinese"),
        ("la", "en", "Latin"),
        ("xx", "en", ""),
        ("de", "xx", ""),
        ("the language of the question", "en", ""),
        ("", "en", ""),
    ],
)
def test_names_of_languages(code: str, reader: str, name: str) -> None:
    assert name_of(code, reader) == name


def test_the_language_of_its_own_folder_comes_before_whoever_also_serves_its_readers() -> None:
    languages = Languages((Language("ru", "Русский", frozenset({"uk", "de"})), Language("uk", "Українська")))
    assert [languages.nearest(code) for code in ("uk", "uk-UA", "de-DE", "fr")] == ["uk", "uk", "ru", "en"]
