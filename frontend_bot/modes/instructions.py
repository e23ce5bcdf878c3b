"""The page of a user's own instructions: used with one press, written, renamed and deleted in the chat."""

from collections.abc import Sequence
from hashlib import blake2b

from frontend_bot.core.action import Action
from frontend_bot.core.mode import PageMode, Visit
from frontend_bot.core.own_instruction import LONGEST_INSTRUCTION, LONGEST_NAME, MOST_INSTRUCTIONS, OwnInstruction
from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.record import Record
from frontend_bot.core.screen import Button, DocumentRequest, Screen, in_rows


class OwnInstructionsPage(PageMode):
    """The instructions ("for", "list"), one used, a new one ("new" asks for its name, "words" then for itself), and one
    changed: "edit" shows all, "change" one, "name" asks for its new name, "delete" forgets it."""

    id = "instructions"
    in_menu = False
    actions = (
        *(f"{verb} {{record}}" for verb in ("for", "list", "new", "edit")),
        *(f"{verb} {{number}} {{record}}" for verb in ("use", "change", "name", "delete")),
        "words {name} {record}",
    )

    def beside(self, record: Record) -> Button | None:
        has_words = bool(record.result.transcript and record.result.transcript.text)
        if not has_words and not (record.source_record_id and record.result.blocks):
            return None
        return Button(phrase("instructions-button"), f"for {record.source_record_id or record.id}")

    async def page(self, visit: Visit) -> Screen:
        verb, numbers, record = _parts(visit.action)
        known = {one.number: one for one in await visit.instructions.all(visit.user_id)}
        if numbers:
            one = known.get(numbers[0])
            return await (_on_one(visit, verb, one, record) if one else _all(visit, record))
        if verb == "new":
            return Screen(lines=(phrase("instructions-ask-name"),), awaits=f"new {record}")
        if verb == "edit":
            return _list(tuple(known.values()), record, "change")
        return await _all(visit, record, is_apart=verb == "for")

    async def answer(self, visit: Visit, text: str) -> Screen:
        verb, numbers, record = _parts(visit.action)
        if verb == "new":
            name = _one_line(text)
            return Screen(
                lines=(phrase("instructions-ask-words", name=name),), awaits=f"words {_packed(name)} {record}"
            )
        if verb == "words":
            is_kept = await visit.instructions.add(
                visit.user_id, _unpacked(str(visit.action.values[0])), text.strip()[:LONGEST_INSTRUCTION]
            )
            return await _all(visit, record, None if is_kept else phrase("instructions-full", most=MOST_INSTRUCTIONS))
        await visit.instructions.rename(visit.user_id, numbers[0], _one_line(text))
        return await _all(visit, record)


def _parts(action: Action) -> tuple[str, list[int], str]:
    """Its verb, its numbers, and the record at its end."""
    numbers = [value for value in action.values if isinstance(value, int)]
    return action.form.partition(" ")[0], numbers, str(action.values[-1]) if action.values else ""


async def _on_one(visit: Visit, verb: str, one: OwnInstruction, record: str) -> Screen:
    match verb:
        case "use":
            mark = blake2b(one.words.encode(), digest_size=8).hexdigest()
            return Screen(
                request=DocumentRequest("own_instruction", record, one.words, {"name": one.name, "words": mark})
            )
        case "name":
            return Screen(lines=(phrase("instructions-ask-name"),), awaits=visit.action.text)
        case "delete":
            await visit.instructions.delete(visit.user_id, one.number)
            return await _all(visit, record, notice=phrase("instructions-deleted"))
    return _one(one, record)


async def _all(
    visit: Visit, record: str, above: Phrase | None = None, *, notice: Phrase | None = None, is_apart: bool = False
) -> Screen:
    known = await visit.instructions.all(visit.user_id)
    rows = [*_rows(known, record, "use")]
    if len(known) < MOST_INSTRUCTIONS:
        rows.append((Button(phrase("instructions-new"), f"new {record}"),))
    if known:
        rows.append((Button(phrase("instructions-edit"), f"edit {record}"),))
    lines = (phrase("instructions-list"),) if known else (phrase("instructions-none"),)
    return Screen(lines=(above, *lines) if above else lines, rows=tuple(rows), notice=notice, is_apart=is_apart)


def _list(known: tuple[OwnInstruction, ...], record: str, verb: str) -> Screen:
    back = (Button(phrase("button-back"), f"list {record}"),)
    return Screen(lines=(phrase("instructions-which"),), rows=(*_rows(known, record, verb), back))


def _rows(known: Sequence[OwnInstruction], record: str, verb: str) -> tuple[tuple[Button, ...], ...]:
    icon = "⭐" if verb == "use" else "✏️"
    return in_rows([Button(f"{icon} {one.name}", f"{verb} {one.number} {record}") for one in known], 1)


def _one(one: OwnInstruction, record: str) -> Screen:
    return Screen(
        lines=(one.name, "", one.words),
        rows=(
            (
                Button(phrase("instructions-rename"), f"name {one.number} {record}"),
                Button(phrase("button-delete"), f"delete {one.number} {record}"),
            ),
            (Button(phrase("button-back"), f"edit {record}"),),
        ),
    )


def _one_line(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()[:LONGEST_NAME].strip() or "…"


def _packed(name: str) -> str:
    """Without blanks, which part the words of an action."""
    return name.replace(" ", "\u00a0")


def _unpacked(name: str) -> str:
    return name.replace("\u00a0", " ")
