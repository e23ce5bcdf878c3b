"""Languages as servers name them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontend_bot.engines.transcription.spoken_languages import language_code
from tests.provider.fields import WHISPER_LANGUAGES


@pytest.mark.parametrize(("code", "name"), [*WHISPER_LANGUAGES.items()])
def test_each_language_of_whisper_by_code_and_by_name(code: str, name: str) -> None:
    expected = {"jw": "jv", "tl": "fil"}.get(code, code)  # Whisper's own code, and an old name of Filipino
    assert language_code(code) == language_code(code.upper()) == expected
    assert language_code(name) == language_code(name.title()) == language_code(name.upper()) == expected


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("rus", "ru"), ("deu", "de"), ("ger", "de"), ("fre", "fr"), ("zho", "zh"), ("cmn", "zh"), ("yue", "yue"),
        ("ru-RU", "ru"), ("ru_RU", "ru"), ("ru_RU.UTF-8", "ru"), ("pt-BR", "pt"), ("zh-Hans", "zh"),
        ("zh-Hant-TW", "zh"),
        ("sr-Latn", "sr"), ("iw", "he"), ("in", "id"), ("nb", "nb"), ("nob", "nb"), (" EN ", "en"),
        ("русский", "ru"), ("Русский язык", "ru"), ("українська", "uk"), ("Deutsch", "de"), ("FRANÇAIS", "fr"),
        ("español", "es"), ("português", "pt"), ("中文", "zh"), ("日本語", "ja"), ("한국어", "ko"), ("العربية", "ar"),
        ("Chinese (Mandarin)", "zh"), ("Mandarin Chinese", "zh"), ("Simplified Chinese", "zh"), ("English (US)", "en"),
        ("Portuguese (Brazil)", "pt"), ("Norwegian Bokmål", "nb"), ("Haitian Creole", "ht"), ("Farsi", "fa"),
        ("", ""), ("auto", ""), ("unknown", ""), ("Martian", ""), ("none", ""), ("null", ""), ("N/A", ""),
        ("und", ""), ("mul", ""), ("zxx", ""), ("mis", ""), ("qaa", ""), ("xyz", ""), ("und-Latn", ""), ("12", ""),
        ("\0", ""), ("\0\U00010000", ""), ("rus\0sian", ""), ("ru\x1b[0m", ""), ("\N{RIGHT-TO-LEFT OVERRIDE}ru", ""),
    ],
)  # fmt: skip
def test_every_spelling(told: str, code: str) -> None:
    assert language_code(told) == code


@settings(deadline=None)
@given(st.text(max_size=100))
def test_any_text_is_a_code_or_nothing(told: str) -> None:
    code = language_code(told)
    assert code == "" or (code.isascii() and code.islower() and code.isalpha() and len(code) in {2, 3})
