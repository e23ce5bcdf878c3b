"""The settings of a user, drawn from the options that the modes declare."""

from dataclasses import replace

from frontend_bot.core.action import OldButton, Value
from frontend_bot.core.languages import Languages
from frontend_bot.core.mode import MOST_IN_A_ROW, Mode, Option, PageMode, Visit
from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.screen import Button, Screen, choice_of
from frontend_bot.core.zones import OFFERED, choice_for


class SettingsPage(PageMode):
    """The page; the bot's language and a mode's option go to the next value, or to the list of them where there are
    many, of which one is chosen."""

    id = "settings"
    order = 95
    options = (Option("zone", ("auto", *map(choice_for, OFFERED))),)
    actions = (
        "language",
        "language from {number}",
        "language {code}",
        "{mode} {option}",
        "{mode} {option} {number}",
        "{mode} {option} from {number}",
    )

    async def page(self, visit: Visit) -> Screen:
        screen = await self._turned(visit)
        return replace(screen, lines=(*screen.lines, *await visit.left_today()))

    async def _turned(self, visit: Visit) -> Screen:
        if not visit.action.form:
            return _screen(visit)
        if visit.action.form.startswith("language"):
            return await _other_language(visit, *visit.action.values)
        mode_id, option_id, *numbers = visit.action.values
        mode, option = _option_named(visit, mode_id, option_id)
        values = option.values
        match visit.action.form, numbers:
            case "{mode} {option} {number}", [int(number)]:
                if number >= len(values):
                    raise OldButton
            case "{mode} {option} from {number}", [int(page)]:
                return _values(mode, option, page)
            case _ if option.is_long:
                return _values(mode, option, 0)
            case _:
                number = (values.index(mode.choice(visit.state, option.id)) + 1) % len(values)
        value = values[number]
        state = await visit.change(lambda state: state.with_choice(mode.id, option.id, value))
        return _screen(replace(visit, state=state), phrase("settings-saved"))


async def _other_language(visit: Visit, wanted: Value = "") -> Screen:
    """The next of a few languages, or the list of many; ``wanted`` is a page of it, or the chosen code."""
    codes = visit.languages.codes
    if isinstance(wanted, int) or (not wanted and len(codes) > MOST_IN_A_ROW):
        return _languages(visit.languages, int(wanted or 0))
    if wanted and wanted not in codes:
        raise OldButton
    chosen = wanted or codes[(codes.index(visit.language) + 1) % len(codes)]
    state = await visit.change(lambda state: replace(state, language=chosen))
    return _screen(replace(visit, state=state, language=chosen), phrase("settings-saved"))


def _languages(languages: Languages, page: int) -> Screen:
    buttons = [Button(language.name, f"language {language.code}") for language in languages.all]
    rows = choice_of(buttons, page, lambda page: f"language from {page}")
    return Screen(lines=(phrase("language-question"),), rows=(*rows, (Button(phrase("button-back"), ""),)))


def _values(mode: Mode, option: Option, page: int) -> Screen:
    action = f"{mode.id} {option.id}"
    buttons = [Button(mode.label_of(option, value), f"{action} {number}") for number, value in enumerate(option.values)]
    rows = choice_of(buttons, page, lambda page: f"{action} from {page}")
    return Screen(lines=(mode.name_of(option),), rows=(*rows, (Button(phrase("button-back"), ""),)))


def _option_named(visit: Visit, mode_id: Value, option_id: Value) -> tuple[Mode, Option]:
    """Raises OldButton."""
    for mode in visit.modes:
        for option in mode.options:
            if (mode.id, option.id) == (mode_id, option_id):
                return mode, option
    raise OldButton


def _screen(visit: Visit, notice: Phrase | None = None) -> Screen:
    language = Button(phrase("settings-language", value=visit.languages.named(visit.language)), "language")
    rows = [
        (Button(_option_line(mode, option, mode.choice(visit.state, option.id)), f"{mode.id} {option.id}"),)
        for mode in visit.modes
        for option in mode.options
        if not option.asked_by
    ]
    opened = [(Button(phrase(f"mode-{mode.id}"), "", mode.id),) for mode in visit.modes if mode.in_settings]
    return Screen(lines=(phrase("settings-title"),), rows=((language,), *rows, *opened), notice=notice)


def _option_line(mode: Mode, option: Option, value: str) -> Phrase:
    return phrase("settings-option", name=mode.name_of(option), value=mode.label_of(option, value))
