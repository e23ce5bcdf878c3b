"""The settings of a user, drawn from the options that the modes declare."""

from dataclasses import replace

from frontend_bot.core.languages import Languages
from frontend_bot.core.mode import MOST_IN_A_ROW, Mode, Option, PageMode, Visit
from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.screen import Button, Screen, choice_of


class SettingsPage(PageMode):
    """Actions: "" shows the page, "language" goes to the bot's next language, "<mode> <option>" to its next value, or
    to the list of them where there are many: "language from <page>", "language <code>", "<mode> <option> from <page>",
    "<mode> <option> <number>"."""

    id = "settings"
    order = 95

    async def page(self, visit: Visit) -> Screen:
        screen = await self._turned(visit)
        return replace(screen, lines=(*screen.lines, *await visit.left_today()))

    async def _turned(self, visit: Visit) -> Screen:
        if not visit.action:
            return _screen(visit)
        mode_id, _, rest = visit.action.partition(" ")
        if mode_id == "language":
            return await _other_language(visit, rest)
        option_id, _, argument = rest.partition(" ")
        found = _option_named(visit, mode_id, option_id)
        if found is None:
            return _screen(visit)
        mode, option = found
        if option.is_long and not argument.isdigit():
            return _values(mode, option, int(argument.removeprefix("from ") or 0))
        values = option.values
        number = int(argument) if argument.isdigit() else values.index(mode.choice(visit.state, option.id)) + 1
        value = values[number % len(values)]
        state = await visit.change(lambda state: state.with_choice(mode.id, option.id, value))
        return _screen(replace(visit, state=state), phrase("settings-saved"))


async def _other_language(visit: Visit, argument: str) -> Screen:
    """The next of a few languages, the list of many; ``argument`` is "from <page>" of it, or the chosen code."""
    codes = visit.languages.codes
    if argument not in codes and len(codes) > MOST_IN_A_ROW:
        return _languages(visit.languages, int(argument.removeprefix("from ") or 0))
    following = codes[(codes.index(visit.language) + 1) % len(codes)]
    chosen = argument if argument in codes else following
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


def _option_named(visit: Visit, *action: str) -> tuple[Mode, Option] | None:
    return next(
        ((mode, option) for mode in visit.modes for option in mode.options if (mode.id, option.id) == action), None
    )


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
