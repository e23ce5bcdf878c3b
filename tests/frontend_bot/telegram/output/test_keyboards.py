"""Texts cut as Telegram counts them."""

from hypothesis import given
from hypothesis import strategies as st

from frontend_bot.core.screen import Button, Screen
from frontend_bot.modes import find_modes
from frontend_bot.services.translations import Translations
from frontend_bot.telegram.output.entities import MESSAGE_LIMIT, beginning, utf16_length
from frontend_bot.telegram.output.keyboards import Renderer

TEXTS = st.text(
    alphabet=st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("👍🏳️ \n\u200bе")), max_size=300
)


@given(TEXTS, st.integers(1, 200))
def test_a_beginning_is_one_and_fits(text: str, limit: int) -> None:
    cut = beginning(text, limit)
    assert text.startswith(cut)
    assert utf16_length(cut) <= limit
    if utf16_length(text) <= limit:
        assert cut == text
    elif not any(blank in text[:limit] for blank in " \n"):
        assert utf16_length(cut) >= limit - 1, "nothing is given away but half a pair"


@given(TEXTS)
def test_lengths_are_those_of_utf16(text: str) -> None:
    assert utf16_length(text) == sum(2 if ord(letter) > 0xFFFF else 1 for letter in text)


def test_a_cut_falls_between_words() -> None:
    assert beginning("one two three", 9) == "one two"
    assert beginning("👍👍👍", 3) == "👍"


def test_screens_fit_and_their_buttons_carry_their_page() -> None:
    renderer = Renderer(Translations(), find_modes())
    screen = Screen(lines=("x" * 3000, "y" * 3000), rows=((Button("ю" * 200, "open 1:2"),),))
    assert utf16_length(renderer.screen_text(screen, "en")) <= MESSAGE_LIMIT
    keyboard = renderer.screen_keyboard(screen, "history", "en")
    assert keyboard is not None
    first, home = (row[0] for row in keyboard.inline_keyboard)
    assert first.callback_data == "page|history|open 1:2"
    assert utf16_length(first.text) <= 60
    assert home.text == "🏠 Main menu"


def test_every_label_of_every_language_opens_its_entry() -> None:
    renderer = Renderer(Translations(), find_modes())
    for language in ("ru", "en"):
        for row in renderer.menu(language).keyboard:
            for button in row:
                assert renderer.menu_entry(f" {button.text} ")
    assert renderer.menu_entry("🏠 Главное меню") == renderer.menu_entry("⬅️ Back") == "home"
    assert renderer.menu_entry("something else") is None
