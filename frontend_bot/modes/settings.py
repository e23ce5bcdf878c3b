"""The settings of a user, drawn from the options that the modes declare."""

from dataclasses import replace

from frontend_bot.core.action import OldButton, Value
from frontend_bot.core.mode import Mode, Option, PageMode, Visit
from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.screen import Button, Screen, choice_of

_LANGUAGES = ("ru", "en")


class SettingsPage(PageMode):
    """The page; "language" goes to the bot's next language, a mode's option to its next value, or to the list of them
    where there are many, of which one is chosen by its number."""

    id = "settings"
    order = 95
    actions = ("language", "{mode} {option}", "{mode} {option} {number}", "{mode} {option} from {number}")

    async def page(self, visit: Visit) -> Screen:
        screen = await self._turned(visit)
        return replace(screen, lines=(*screen.lines, *await visit.left_today()))

    async def _turned(self, visit: Visit) -> Screen:
        if not visit.action.form:
            return _screen(visit)
        if visit.action.form == "language":
            following = _LANGUAGES[(_LANGUAGES.index(visit.language) + 1) % len(_LANGUAGES)]
            state = await visit.change(lambda state: replace(state, language=following))
            return _screen(replace(visit, state=state, language=following), phrase("settings-saved"))
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


def _values(mode: Mode, option: Option, page: int) -> Screen:
    name = f"option-{mode.id}-{option.id}"
    action = f"{mode.id} {option.id}"
    buttons = [Button(phrase(f"{name}-{value}"), f"{action} {number}") for number, value in enumerate(option.values)]
    rows = choice_of(buttons, page, lambda page: f"{action} from {page}")
    return Screen(lines=(phrase(name),), rows=(*rows, (Button(phrase("button-back"), ""),)))


def _option_named(visit: Visit, mode_id: Value, option_id: Value) -> tuple[Mode, Option]:
    """Raises OldButton."""
    for mode in visit.modes:
        for option in mode.options:
            if (mode.id, option.id) == (mode_id, option_id):
                return mode, option
    raise OldButton


def _screen(visit: Visit, notice: Phrase | None = None) -> Screen:
    language = Button(phrase("settings-language", value=phrase(f"language-{visit.language}")), "language")
    rows = [
        (Button(_option_line(mode, option, mode.choice(visit.state, option.id)), f"{mode.id} {option.id}"),)
        for mode in visit.modes
        for option in mode.options
        if not option.asked_by
    ]
    opened = [(Button(phrase(f"mode-{mode.id}"), "", mode.id),) for mode in visit.modes if mode.in_settings]
    return Screen(lines=(phrase("settings-title"),), rows=((language,), *rows, *opened), notice=notice)


def _option_line(mode: Mode, option: Option, value: str) -> Phrase:
    name = f"option-{mode.id}-{option.id}"
    return phrase("settings-option", name=phrase(name), value=phrase(f"{name}-{value}"))
