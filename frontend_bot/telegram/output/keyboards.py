"""Screens, results' buttons and menus as Telegram shows them."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from frontend_bot.core.mode import JobMode, Mode, Option
from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.registry import Modes
from frontend_bot.core.screen import Button, Screen
from frontend_bot.services.translations import Translations
from frontend_bot.telegram.callback_data import (
    AgainJob,
    Choose,
    ChooseLanguage,
    Differently,
    DoNext,
    DoWith,
    FillGaps,
    Home,
    JoinBatch,
    OpenPage,
    SendFile,
    ShowFormats,
)
from frontend_bot.telegram.output.entities import MESSAGE_LIMIT, beginning

_LABEL_LIMIT = 60
_PLACEHOLDER_LIMIT = 64
_HALF_LABEL = 17
"""Characters of a label that half the width of a phone shows."""


class Renderer:
    """Knows the words and the modes; knows nothing of who is asking."""

    def __init__(self, translations: Translations, modes: Modes) -> None:
        self._translations = translations
        self._menu_modes = [mode for mode in modes.all if mode.in_menu]
        self._entries = self._all_entries()

    def say(self, what: Phrase | str, language: str) -> str:
        """A phrase in the reader's language; a plain text as it is."""
        return what if isinstance(what, str) else self._translations.say(what, language)

    def menu(self, language: str) -> ReplyKeyboardMarkup:
        """The main menu, two buttons a row."""
        labels = [self.say(phrase(f"mode-{mode.id}"), language) for mode in self._menu_modes]
        labels.append(self.say(phrase("menu-help"), language))
        buttons = [KeyboardButton(text=label) for label in labels]
        return ReplyKeyboardMarkup(
            keyboard=[buttons[i : i + 2] for i in range(0, len(buttons), 2)],
            resize_keyboard=True,
            is_persistent=True,
            input_field_placeholder=beginning(self.say(phrase("menu-placeholder"), language), _PLACEHOLDER_LIMIT),
        )

    def menu_entry(self, text: str) -> str | None:
        """The id of the mode whose button (in any language) this is, "help", "home", or None."""
        return self._entries.get(text.strip())

    def _all_entries(self) -> dict[str, str]:
        names = {f"mode-{mode.id}": mode.id for mode in self._menu_modes}
        names |= {"menu-help": "help", "menu-home": "home", "button-back": "home"}
        languages = self._translations.languages.codes
        return {self.say(Phrase(name), language): id for language in languages for name, id in names.items()}

    def screen_text(self, screen: Screen, language: str) -> str:
        """The lines below each other, cut at Telegram's limit."""
        return beginning("\n".join(self.say(line, language) for line in screen.lines), MESSAGE_LIMIT)

    def screen_keyboard(self, screen: Screen, mode_id: str, language: str) -> InlineKeyboardMarkup | None:
        """The page's buttons, with the way home below them."""
        rows = [[self._page_button(button, mode_id, language) for button in row] for row in screen.rows]
        return InlineKeyboardMarkup(inline_keyboard=[*rows, [self._home(language)]])

    def prompt_keyboard(self, mode: Mode, current: dict[str, str], language: str) -> InlineKeyboardMarkup:
        """A job mode's options under its prompt, the chosen values marked."""
        rows = [
            [self._long_option(mode, option, current[option.id], language)]
            if option.is_long
            else [
                self._button(
                    ("✅ " if current[option.id] == value else "") + self.say(mode.label_of(option, value), language),
                    Choose(mode=mode.id, option=option.id, value=value).pack(),
                )
                for value in option.values
            ]
            for option in mode.options
        ]
        return InlineKeyboardMarkup(inline_keyboard=[*rows, [self._home(language)]])

    def _long_option(self, mode: Mode, option: Option, value: str, language: str) -> InlineKeyboardButton:
        """The chosen one of many values; the settings have the list."""
        name, chosen = mode.name_of(option), mode.label_of(option, value)
        label = self.say(phrase("settings-option", name=name, value=chosen), language)
        return self._button(label, OpenPage(mode="settings", action=f"{mode.id} {option.id}").pack())

    def result_keyboard(
        self,
        record_id: str,
        modes: Sequence[JobMode],
        groups: Sequence[str],
        language: str,
        beside: Sequence[tuple[str, Button]] = (),
        *,
        has_gaps: bool = False,
        made_by: str = "",
        is_partial: bool = False,
    ) -> InlineKeyboardMarkup:
        """What next? The gaps once more, every mode that takes this result, the pages that have to do with it, the
        groups of formats, away with it.

        ``beside`` are the pages' ids and buttons; ``made_by`` is the mode that can make this document again,
        ``is_partial`` whether something is missing in it.
        """
        names = [(mode.id, self.say(phrase(f"mode-{mode.id}"), language)) for mode in modes]
        next = [self._button(name, DoNext(mode=id, record=record_id).pack()) for id, name in names]
        rows = self._paired([*next, *(self._page_button(button, page, language) for page, button in beside)])
        if made_by:
            label = self.say(phrase("button-differently"), language)
            rows.append([self._button(label, Differently(record=record_id).pack())])
        if made_by and is_partial:
            label = self.say(phrase("button-again"), language)
            rows.insert(0, [self._button(label, DoNext(mode=made_by, record=record_id).pack())])
        if has_gaps:
            rows.insert(0, [self._button(self.say(phrase("button-gaps"), language), FillGaps(record=record_id).pack())])
        files = [
            self._button(
                self.say(phrase(f"button-{group}"), language), ShowFormats(group=group, record=record_id).pack()
            )
            for group in groups
        ]
        action = OpenPage(mode="history", action=f"ask {record_id}").pack()
        delete = self._button(self.say(phrase("button-delete"), language), action)
        return InlineKeyboardMarkup(inline_keyboard=[*rows, [*files, delete]])

    def formats_keyboard(self, record_id: str, formats: Sequence[str], language: str) -> InlineKeyboardMarkup:
        """The formats of one group, in the place of everything else that is offered under a result."""
        files = [
            self._button(
                self.say(phrase(f"button-{format}"), language), SendFile(format=format, record=record_id).pack()
            )
            for format in formats
        ]
        back = self._button(self.say(phrase("button-back"), language), ShowFormats(group="", record=record_id).pack())
        return InlineKeyboardMarkup(inline_keyboard=[files, [back]])

    def offer_keyboard(self, modes: list[JobMode], language: str) -> InlineKeyboardMarkup:
        """What shall I do with this?"""
        rows = [
            [self._button(self.say(phrase(f"mode-{mode.id}"), language), DoWith(mode=mode.id).pack())] for mode in modes
        ]
        return InlineKeyboardMarkup(inline_keyboard=rows)

    def batch_keyboard(self, batch: str, language: str) -> InlineKeyboardMarkup:
        """One result of all, or one of each?"""
        rows = [
            [self._button(self.say(phrase(f"button-batch-{answer}"), language), data.pack())]
            for answer, data in (
                ("one", JoinBatch(is_joined=True, batch=batch)),
                ("each", JoinBatch(is_joined=False, batch=batch)),
            )
        ]
        return InlineKeyboardMarkup(inline_keyboard=rows)

    def languages_keyboard(self) -> InlineKeyboardMarkup:
        """Each language by its own name, so that everybody finds theirs; two in a row."""
        languages = self._translations.languages.all
        buttons = [self._button(language.name, ChooseLanguage(code=language.code).pack()) for language in languages]
        return InlineKeyboardMarkup(inline_keyboard=[buttons[at : at + 2] for at in range(0, len(buttons), 2)])

    def again_keyboard(self, job_id: str, language: str) -> InlineKeyboardMarkup:
        """🔁 under a failure."""
        button = self._button(self.say(phrase("button-again"), language), AgainJob(job=job_id).pack())
        return InlineKeyboardMarkup(inline_keyboard=[[button]])

    def _paired(self, buttons: Sequence[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
        """One below the other, two short neighbours side by side: what a phone shows without cutting labels."""
        rows: list[list[InlineKeyboardButton]] = []
        for button in buttons:
            above = rows[-1] if rows else []
            if len(above) == 1 and len(above[0].text) <= _HALF_LABEL and len(button.text) <= _HALF_LABEL:
                above.append(button)
            else:
                rows.append([button])
        return rows

    def _page_button(self, button: Button, mode_id: str, language: str) -> InlineKeyboardButton:
        label = self.say(button.label, language)
        return self._button(label, OpenPage(mode=button.mode or mode_id, action=button.action).pack())

    def _home(self, language: str) -> InlineKeyboardButton:
        return self._button(self.say(phrase("menu-home"), language), Home().pack())

    def _button(self, label: str, data: str) -> InlineKeyboardButton:
        return InlineKeyboardButton(text=beginning(label, _LABEL_LIMIT), callback_data=data)
