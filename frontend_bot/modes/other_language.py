"""A finished transcript once more, in the language that was really spoken."""

from frontend_bot.core.action import OldButton
from frontend_bot.core.mode import Mode, Option, PageMode, Visit
from frontend_bot.core.phrase import phrase
from frontend_bot.core.record import Record
from frontend_bot.core.screen import Button, Screen, choice_of

_OPTION = "language"


class OtherLanguagePage(PageMode):
    """The languages ("list", or a page of them "from"); "in" one of them starts work."""

    id = "other_language"
    in_menu = False
    actions = ("list {record}", "from {number} {record}", "in {number} {record}")

    def beside(self, record: Record) -> Button | None:
        transcript = record.result.transcript
        if transcript is None or not transcript.engine or not record.source_file_id:
            return None
        if not transcript.text and not transcript.is_unclear:  # nobody speaks, in no language
            return None
        return Button(phrase("other-language-button"), f"list {record.id}")

    async def page(self, visit: Visit) -> Screen:
        verb, (*numbers, record_id) = visit.action.form.partition(" ")[0], visit.action.values or ("",)
        number = int(numbers[0]) if numbers else 0
        record_id = str(record_id)
        record = await visit.history.get(visit.user_id, record_id)
        found = _language_of(visit, record.mode) if record else None
        if found is None:
            return Screen(lines=(phrase("record-gone"),), is_apart=True)
        mode, option = found
        if verb == "in":
            if number >= len(option.values):
                raise OldButton
            value = option.values[number]
            started = phrase("other-language-started", language=mode.label_of(option, value))
            return Screen(lines=(started,), again_of=record_id, choices={option.id: value})
        buttons = [
            Button(mode.label_of(option, value), f"in {number} {record_id}")
            for number, value in enumerate(option.values)
        ]
        rows = choice_of(buttons, number, lambda page: f"from {page} {record_id}")
        return Screen(lines=(phrase("other-language-question"),), rows=rows, is_apart=verb == "list")


def _language_of(visit: Visit, mode_id: str) -> tuple[Mode, Option] | None:
    wanted = (mode_id, _OPTION)
    named = ((mode, option) for mode in visit.modes for option in mode.options if (mode.id, option.id) == wanted)
    return next(named, None)
