"""What the bot says, in which language, and what is found wrong before anybody reads it."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from frontend_bot.core.languages import called
from frontend_bot.core.phrase import phrase
from frontend_bot.services.translations import Translations, TranslationsError

RU = """
hello = Привет!
files = { $count ->
    [one] { $count } файл
    [few] { $count } файла
   *[many] { $count } файлов
}
file = Файл «{ $name }» { hello }
"""
EN = """
hello = Hello!
files = { $count ->
    [one] { $count } file
   *[other] { $count } files
}
file = File “{ $name }” { hello }
"""


ITSELF = {
    "ru": "language-name = Русский\nlanguage-reads-also = uk be kk",
    "en": 'language-name = English\nlanguage-reads-also = {""}',
    "de": "language-name = Deutsch\nlanguage-reads-also = lb",
    "pt-br": 'language-name = Português\nlanguage-reads-also = {""}',
    "xx": 'language-name = "Xx" \\ xx\nlanguage-reads-also = {""}',
}


def write(folder: Path, **sources: str) -> Path:
    """A locales folder with a file of sentences for each language, and what the language says of itself."""
    for code, source in sources.items():
        language = code.replace("_", "-")
        (folder / language).mkdir()
        (folder / language / "test.ftl").write_text(source, encoding="utf-8")
        (folder / language / "language.ftl").write_text(ITSELF.get(language, ""), encoding="utf-8")
    return folder


@pytest.fixture
def translations(tmp_path: Path) -> Translations:
    return Translations(write(tmp_path, ru=RU, en=EN))


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("ru", "ru"),
        ("ru-RU", "ru"),
        ("uk", "ru"),
        ("be_BY", "ru"),
        ("KK", "ru"),
        ("en-GB", "en"),
        ("de", "en"),
        ("", "en"),
    ],
)
def test_everybody_gets_the_nearest_language(translations: Translations, code: str, language: str) -> None:
    assert translations.nearest(code) == language
    assert translations.say(phrase("hello"), code) == {"ru": "Привет!", "en": "Hello!"}[language]


@pytest.mark.parametrize(("count", "said"), [(1, "1 файл"), (3, "3 файла"), (5, "5 файлов"), (21, "21 файл")])
def test_numbers_are_counted_as_the_language_counts(translations: Translations, count: int, said: str) -> None:
    assert translations.say(phrase("files", count=count), "ru") == said


def test_a_variable_is_put_in_as_it_is_without_marks_around_it(translations: Translations) -> None:
    assert translations.say(phrase("file", name="a{ $b }<i>"), "en") == "File “a{ $b }<i>” Hello!"


def test_the_variables_of_one_time_are_not_said_the_next(translations: Translations) -> None:
    said = [translations.say(phrase("file", name=name), "ru") for name in ("a", "b")]
    assert said == ["Файл «a» Привет!", "Файл «b» Привет!"]


def test_a_phrase_is_the_same_the_second_time(translations: Translations) -> None:
    assert [translations.say(phrase("hello"), code) for code in ("ru", "en", "ru", "en")] == ["Привет!", "Hello!"] * 2


def test_what_is_missing_is_said_in_english_and_then_by_its_name(tmp_path: Path) -> None:
    translations = Translations(write(tmp_path, ru="a = а", en="a = a\nb = b"))
    with capture_logs() as logs:
        assert translations.say(phrase("b"), "ru") == "b"
        assert translations.say(phrase("no-such-phrase"), "ru") == "no-such-phrase"
    assert [entry["phrase"] for entry in logs] == ["no-such-phrase"]


def test_a_forgotten_variable_is_logged_and_no_error_in_the_chat(translations: Translations) -> None:
    with capture_logs() as logs:
        said = translations.say(phrase("file"), "ru")
    assert said.endswith("Привет!")
    assert [entry["phrase"] for entry in logs] == ["file"]


def test_a_mode_brings_its_own_texts(translations: Translations) -> None:
    translations.add("ru", "mode-echo = Эхо { hello }")
    translations.add("en", "mode-echo = Echo { hello }")
    translations.check()
    assert translations.say(phrase("mode-echo"), "ru") == "Эхо Привет!"


def test_languages_that_agree_pass_the_check(translations: Translations) -> None:
    translations.check(needed=["hello", "file"])


def test_all_differences_are_named_at_once(tmp_path: Path) -> None:
    translations = Translations(write(tmp_path, ru="a = { $x }\nb = б", en="a = { $y }\nc = c"))
    with pytest.raises(TranslationsError) as differences:
        translations.check(needed=["d"])
    assert str(differences.value).splitlines() == [
        "a: different variables (ru: x; en: y)",
        "b: missing in en",
        "c: missing in ru",
        "d: missing in ru",
        "d: missing in en",
    ]


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("a = b\nthis is no Fluent", "ru/test.ftl: not Fluent: 'this is no Fluent'"),
        ("a = { $x", "ru/test.ftl: not Fluent: 'a = { $x'"),
        ("a = 1\na = 2", "ru/test.ftl: a is there twice"),
    ],
)
def test_a_broken_file_is_named_with_the_line(tmp_path: Path, source: str, complaint: str) -> None:
    with pytest.raises(TranslationsError) as broken:
        Translations(write(tmp_path, ru=source, en="a = b"))
    assert complaint in str(broken.value)


def test_a_mode_cannot_change_what_is_there(translations: Translations) -> None:
    with pytest.raises(TranslationsError, match="hello is there twice"):
        translations.add("ru", "hello = Пока!")


def test_a_language_that_the_bot_does_not_speak_is_refused(translations: Translations) -> None:
    with pytest.raises(TranslationsError, match="'de'"):
        translations.add("de", "hello = Hallo!")


def test_a_language_without_files_is_named(tmp_path: Path) -> None:
    with pytest.raises(TranslationsError, match="/en"):
        Translations(write(tmp_path, ru=RU))


def test_a_variable_that_is_a_phrase_is_said_in_the_same_language(translations: Translations) -> None:
    assert translations.say(phrase("file", name=phrase("files", count=2)), "ru") == "Файл «2 файла» Привет!"


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("xx", "xx"),
        ("XX-YY", "xx"),
        ("de-AT", "de"),
        ("lb", "de"),
        ("pt-BR", "pt-br"),
        ("pt_br", "pt-br"),
        ("pt", "en"),
        ("uk", "ru"),
        ("fr", "en"),
    ],
)
def test_every_folder_is_a_language(tmp_path: Path, code: str, language: str) -> None:
    folder = write(tmp_path, xx="a = x", pt_br="a = p", de="a = d", ru="a = р", en="a = e")
    translations = Translations(folder)
    translations.check()
    assert translations.languages.codes == ("de", "pt-br", "ru", "xx", "en"), "English is last"
    assert translations.nearest(code) == language


def test_a_language_is_called_as_its_readers_call_it_and_else_by_its_own_name(tmp_path: Path) -> None:
    said = "a = { language-list }"
    translations = Translations(write(tmp_path, xx=said, pt_br=said, de=said, ru=said, en=said))
    translations.check()
    own = '"Xx" \\ xx'
    assert {reader: translations.say(phrase("a"), reader) for reader in ("ru", "en", "xx")} == {
        "ru": f"немецкий, бразильский португальский, русский, {own} или английский",
        "en": f"German, Brazilian Portuguese, Russian, {own}, or English",
        "xx": f"Deutsch, Português, Русский, {own}, English",
    }
    assert translations.say(called("de"), "ru") == "немецкий"
    assert translations.say(called("xx"), "ru") == own


def test_without_a_word_about_itself_a_language_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path, ru="a = а", en="a = a", zz="a = a\n-brand = b\nc = { d } { -brand } { -other }")
    with pytest.raises(TranslationsError) as differences:
        Translations(folder).check()
    assert str(differences.value).splitlines() == [
        "c: missing in ru",
        "c: missing in en",
        "language-name: missing in zz",
        "language-reads-also: missing in zz",
        "c: refers to -other, which is missing in zz",
        "c: refers to d, which is missing in zz",
    ]


@pytest.mark.parametrize("name", ["German", "de_DE", "d", "de-", "portuguese"])
def test_a_folder_that_is_named_by_no_language_is_refused(tmp_path: Path, name: str) -> None:
    (write(tmp_path, ru=RU, en=EN) / name).mkdir()
    with pytest.raises(TranslationsError, match=f"/{name}: "):
        Translations(tmp_path)


def test_a_modes_own_texts_may_leave_a_language_out_but_not_a_sentence(tmp_path: Path) -> None:
    translations = Translations(write(tmp_path, xx="a = x", ru="a = а", en="a = a"))
    for language, source in {"ru": "b = б\nc = в", "en": "b = b\nc = c"}.items():
        translations.add(language, source)
    with capture_logs() as logs:
        translations.check(needed=["b"])
        assert translations.say(phrase("b"), "xx") == "b"
    assert [(entry["language"], entry["ids"]) for entry in logs] == [("xx", ["b", "c"])]
    translations.add("xx", "b = x")
    with pytest.raises(TranslationsError, match=r"^c: missing in xx$"):
        translations.check()


@pytest.mark.parametrize("brought", ["ru", "xx"])
def test_a_modes_own_texts_need_english(tmp_path: Path, brought: str) -> None:
    translations = Translations(write(tmp_path, xx="a = x", ru="a = а", en="a = a"))
    translations.add(brought, "b = б")
    with pytest.raises(TranslationsError, match="b: missing in en"):
        translations.check()
