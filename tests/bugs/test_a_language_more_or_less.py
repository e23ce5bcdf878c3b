"""Languages come and go with their folders: what was chosen in one that is gone, and what many of them look like."""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import SetMyCommands
from aiogram.types import Chat, User
from structlog.testing import capture_logs

from frontend_bot.core.action import OldButton, parse_action
from frontend_bot.core.mode import PageMode, Visit
from frontend_bot.core.registry import Modes
from frontend_bot.core.screen import Screen
from frontend_bot.core.state import UserState
from frontend_bot.modes import find_modes
from frontend_bot.services.translations import LOCALES, Translations
from frontend_bot.telegram.handlers.commands import COMMANDS
from frontend_bot.telegram.handlers.context import Services, actor_of
from frontend_bot.telegram.output.entities import utf16_length
from frontend_bot.telegram.output.keyboards import Renderer
from frontend_bot.telegram.session import introduce
from tests.pseudo_language import write_pseudo_language

MANY = ("de", "es", "fr", "it", "pt-br", "tr", "xx")


@pytest.fixture(scope="module")
def translations(tmp_path_factory: pytest.TempPathFactory) -> Translations:
    """The shipped languages and seven more, one of them with far too long sentences."""
    folder = tmp_path_factory.mktemp("locales")
    for language in ("ru", "en"):
        (folder / language).symlink_to(LOCALES / language)
    for code in MANY:
        itself = f'language-name = Language {code}\nlanguage-reads-also = {{ "" }}\n'
        write_pseudo_language(LOCALES / "en", folder / code, itself)
    file = folder / "xx" / "bot.ftl"
    file.write_text(file.read_text("utf-8").replace(" = ", f" = {'long ' * 120}"), "utf-8")
    return Translations(folder)


@pytest.fixture(scope="module")
def modes(translations: Translations) -> Modes:
    return find_modes(translations.languages.codes)


def test_a_choice_that_is_none_any_more_counts_as_not_made(modes: Modes) -> None:
    state = UserState(choices={"full_transcript.language": "nn", "speak_text.language": "de", "speak_text.voice": "x"})
    assert modes.by_id["full_transcript"].choice(state, "language") == "source"
    assert modes.by_id["minutes"].choice(state, "language") == "source"
    assert modes.by_id["speak_text"].choice(state, "language") == "de"
    assert modes.by_id["speak_text"].choice(state, "voice") == "female"


@pytest.mark.parametrize(
    ("chosen", "telegram", "language"),
    [("", "de-AT", "de"), ("fr", "de", "fr"), ("nn", "de", "de"), ("nn", "uk", "ru"), ("nn", "", "en")],
)
async def test_a_language_that_is_gone_is_not_spoken(
    translations: Translations, chosen: str, telegram: str, language: str
) -> None:
    class States:
        async def get(self, user_id: int) -> UserState:
            return UserState(language=chosen)

    services = SimpleNamespace(states=States(), translations=translations, limits=SimpleNamespace(admins=()))
    user = User(id=1, is_bot=False, first_name="A", language_code=telegram)
    actor = await actor_of(user, Chat(id=1, type="private"), cast(Services, services))
    assert actor.language == language


async def _settings(
    translations: Translations, modes: Modes, text: str, language: str = "de"
) -> tuple[Screen, UserState]:
    state = UserState(language=language)

    async def change(how: Callable[[UserState], UserState]) -> UserState:
        nonlocal state
        state = how(state)
        return state

    async def nothing_left() -> tuple[()]:
        return ()

    page = modes.by_id["settings"]
    assert isinstance(page, PageMode)
    action = parse_action(text, ("", *page.actions))
    assert action is not None
    nobody = cast(Any, None)
    visit = Visit(
        user_id=1, language=language, languages=translations.languages, action=action,
        state=state, history=nobody, modes=modes.all, left_today=nothing_left, change=change, instructions=nobody,
        say=lambda what: translations.say(what, language), vocabulary=nobody,
    )  # fmt: skip
    return await page.page(visit), state


async def test_many_languages_are_chosen_from_a_list(translations: Translations, modes: Modes) -> None:
    listed, _ = await _settings(translations, modes, "language")
    labels = [(button.label, button.action) for row in listed.rows[:-1] for button in row]
    names = [(language.name, f"language {language.code}") for language in translations.languages.all]
    assert labels == names and names[-1] == ("English", "language en")
    assert (await _settings(translations, modes, "language from 0"))[0] == listed
    _, state = await _settings(translations, modes, "language pt-br")
    assert state.language == "pt-br"
    with pytest.raises(OldButton):
        await _settings(translations, modes, "language nn")


def test_keyboards_in_every_language(translations: Translations, modes: Modes) -> None:
    renderer = Renderer(translations, modes)
    rows = renderer.languages_keyboard().inline_keyboard
    assert [len(row) for row in rows] == [2, 2, 2, 2, 1]
    for language in translations.languages.codes:
        menu = renderer.menu(language)
        assert utf16_length(menu.input_field_placeholder or "") <= 64
        for mode in modes.all:
            current = {option.id: option.values[-1] for option in mode.options}
            for row in renderer.prompt_keyboard(mode, current, language).inline_keyboard:
                assert all(utf16_length(button.text) <= 60 for button in row)
                assert all(len((button.callback_data or "").encode()) <= 64 for button in row)


class _Telegram:
    """Takes what fits, and refuses one language."""

    def __init__(self) -> None:
        self.told: dict[str | None, list[str]] = {}

    def _take(self, texts: list[tuple[str, int]], code: str | None) -> None:
        assert code is None or len(code) == 2
        if code == "fr" or any(not 0 < utf16_length(text) <= limit for text, limit in texts):
            raise TelegramBadRequest(SetMyCommands(commands=[]), "Bad Request")
        self.told.setdefault(code, []).extend(text for text, _ in texts)

    async def set_my_commands(self, commands: list[Any], language_code: str | None) -> None:
        self._take([(command.description, 256) for command in commands], language_code)

    async def set_my_description(self, text: str, language_code: str | None) -> None:
        self._take([(text, 512)], language_code)

    async def set_my_short_description(self, text: str, language_code: str | None) -> None:
        self._take([(text, 120)], language_code)


def test_telegram_is_told_in_every_language_that_it_takes(translations: Translations) -> None:
    telegram = _Telegram()
    with capture_logs() as logs:
        asyncio.run(introduce(cast(Bot, telegram), translations, COMMANDS))
    assert set(telegram.told) == {None, "ru", "de", "es", "it", "pt", "tr", "xx"}
    assert all(len(texts) == len(COMMANDS) + 2 for texts in telegram.told.values())
    assert [entry["language"] for entry in logs] == ["fr"]
