"""The user's finished jobs: look, open again without paying again, delete."""

from frontend_bot.core.mode import PageMode, Visit
from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.record import Record
from frontend_bot.core.screen import Button, Screen
from frontend_bot.core.zones import local_time

_PAGE_SIZE = 6
_LABEL_LENGTH = 36
"""Characters of the beginning; with date and length a button is full at 60."""


class HistoryPage(PageMode):
    """The list, a page of it, a record again, the question before one is deleted, and its end."""

    id = "history"
    order = 90
    actions = ("from {number}", "open {record}", "ask {record}", "delete {record}")

    async def page(self, visit: Visit) -> Screen:
        match visit.action.form, visit.action.values:
            case "open {record}", (str(record),):
                return Screen(record_id=record)
            case "ask {record}", (str(record),):
                return _question(record)
            case "delete {record}", (str(record),):
                deleted = await visit.history.delete(visit.user_id, record)
                return await self._list(visit, 0, phrase("history-deleted" if deleted else "record-gone"))
            case "from {number}", (int(offset),):
                return await self._list(visit, offset, None)
        return await self._list(visit, 0, None)

    async def _list(self, visit: Visit, offset: int, notice: Phrase | None) -> Screen:
        count = await visit.history.count(visit.user_id)
        if not count:
            return Screen(lines=(phrase("history-empty"),), notice=notice)
        records = await visit.history.page(visit.user_id, offset, _PAGE_SIZE)
        rows = [(Button(_label(record, visit.zone), f"open {record.id}"),) for record in records]
        return Screen(
            lines=(phrase("history-list", count=count),),
            rows=(*rows, *_paging(offset, count)),
            notice=notice,
        )


def _question(record_id: str) -> Screen:
    return Screen(
        lines=(phrase("history-delete-question"),),
        rows=(
            (
                Button(phrase("button-delete"), f"delete {record_id}"),
                Button(phrase("button-back"), ""),
            ),
        ),
        is_apart=True,
    )


def _paging(offset: int, count: int) -> tuple[tuple[Button, ...], ...]:
    row = []
    if offset > 0:
        row.append(Button(phrase("history-newer"), f"from {max(0, offset - _PAGE_SIZE)}"))
    if offset + _PAGE_SIZE < count:
        row.append(Button(phrase("history-older"), f"from {offset + _PAGE_SIZE}"))
    return (tuple(row),) if row else ()


def _label(record: Record, zone: str) -> Phrase | str:
    """When it was for its person, how long it is and how it begins: enough to recognise it on a phone."""
    when = local_time(record.created_at, zone, "%d.%m %H:%M")
    length = f" · {int(record.duration) // 60}:{int(record.duration) % 60:02d}" if record.duration else ""
    words = " ".join((record.title or record.result.text[: 2 * _LABEL_LENGTH]).split())
    beginning = words if len(words) <= _LABEL_LENGTH else words[:_LABEL_LENGTH].rstrip() + "…"
    if not beginning:  # a photo: it is recognised by what was done with it
        return phrase("history-line", when=f"{when}{length}", what=phrase(f"mode-{record.mode}"))
    return f"{when}{length} · {beginning}"
