"""Who speaks in a recording: each voice with a sample of what it says, to be given a name."""

from dataclasses import replace
from time import time

from frontend_bot.core.action import Action, OldButton
from frontend_bot.core.conversation import formatted, speakers, with_gaps_named
from frontend_bot.core.mode import PageMode, Visit
from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.record import Record
from frontend_bot.core.screen import Button, Screen, in_rows
from frontend_bot.core.transcript import Transcript, clock

LONGEST_NAME = 40
_PAGE_SIZE = 8
_SAMPLE = 90
"""Characters."""
_NAMES_OFFERED = 6


class SpeakersPage(PageMode):
    """The speakers ("list", "from"), the question for a name ("who", whose answer it is), another one's name taken
    ("same"), and the result with the names ("text"). Numbers are places in ``speakers(transcript)``, from 0: labels may
    be too long for a button."""

    id = "speakers"
    in_menu = False
    actions = (
        "list {record}",
        "from {number} {record}",
        "who {number} {record}",
        "same {number} {number} {record}",
        "text {record}",
    )

    def beside(self, record: Record) -> Button | None:
        transcript = record.result.transcript
        if transcript is None or len(speakers(transcript)) < 2:
            return None
        return Button(phrase("speakers-button"), f"list {record.id}")

    async def page(self, visit: Visit) -> Screen:
        record = await _record(visit)
        if record is None or record.result.transcript is None:
            return Screen(lines=(phrase("record-gone"),), is_apart=True)
        _require(record.result.transcript, visit.action)
        match visit.action.form, visit.action.values:
            case "text {record}", _:
                return Screen(record_id=record.id)
            case "from {number} {record}", (int(offset), _):
                return _list(record, offset)
            case "who {number} {record}", (int(number), _):
                return _question(record, number)
            case "same {number} {number} {record}", (int(number), int(other), _):
                return await _rename(visit, record, number, _name(record.result.transcript, other))
        return replace(_list(record, 0), is_apart=True)

    async def answer(self, visit: Visit, text: str) -> Screen:
        record = await _record(visit)
        if record is None or record.result.transcript is None:
            return Screen(lines=(phrase("record-gone"),))
        _require(record.result.transcript, visit.action)
        number, name = int(visit.action.values[0]), _clean(text)
        return await _rename(visit, record, number, name) if name else _question(record, number)


async def _record(visit: Visit) -> Record | None:
    """The record that every action ends with."""
    record_id = visit.action.values[-1] if visit.action.values else ""
    return await visit.history.get(visit.user_id, str(record_id))


def _require(transcript: Transcript, action: Action) -> None:
    """Raises OldButton for a speaker who is not there."""
    count = len(speakers(transcript))
    if any(number >= count for number in action.values if isinstance(number, int)):
        raise OldButton


def _clean(text: str) -> str:
    """One line, printable, short: it stands before each paragraph. A colon would look like the end of the name."""
    line = "".join(letter if letter.isprintable() else " " for letter in text).replace(":", " ")
    return " ".join(line.split())[:LONGEST_NAME].strip()


async def _rename(visit: Visit, record: Record, number: int, name: str) -> Screen:
    transcript = record.result.transcript
    if transcript is None or number >= len(speakers(transcript)):
        return _list(record, 0)
    transcript = replace(transcript, names={**transcript.names, speakers(transcript)[number]: name})
    text = formatted(transcript, has_times=record.result.has_times)
    result = replace(
        record.result,
        transcript=transcript,
        text=with_gaps_named(text, transcript, visit.say),
        renamed_at=time(),
    )
    if not await visit.history.rewrite(visit.user_id, record.id, result):
        return Screen(lines=(phrase("record-gone"),))
    offset = number // _PAGE_SIZE * _PAGE_SIZE
    return _list(replace(record, result=result), offset, phrase("speakers-renamed", name=name))


def _list(record: Record, offset: int, notice: Phrase | None = None) -> Screen:
    transcript = record.result.transcript
    assert transcript is not None, "the page is offered under transcripts only"
    count = len(speakers(transcript))
    shown = range(offset, min(offset + _PAGE_SIZE, count))
    lines = [_sample(transcript, number) for number in shown]
    buttons = [Button(f"✏️ {_name(transcript, number)}", f"who {number} {record.id}") for number in shown]
    turning = []
    if offset:
        turning.append(Button(phrase("button-earlier"), f"from {max(0, offset - _PAGE_SIZE)} {record.id}"))
    if offset + _PAGE_SIZE < count:
        turning.append(Button(phrase("button-later"), f"from {offset + _PAGE_SIZE} {record.id}"))
    done = Button(phrase("speakers-text"), f"text {record.id}")
    return Screen(
        lines=(phrase("speakers-list", count=count), "", *lines),
        rows=tuple(row for row in (*in_rows(buttons, 2), tuple(turning), (done,)) if row),
        notice=notice,
    )


def _question(record: Record, number: int) -> Screen:
    transcript = record.result.transcript
    assert transcript is not None, "the page is offered under transcripts only"
    others = {_name(transcript, one): one for one in range(len(speakers(transcript))) if one != number}
    given = [(name, one) for name, one in others.items() if not _is_a_number(name)]
    row = [Button(f"= {name}", f"same {number} {one} {record.id}") for name, one in given[:_NAMES_OFFERED]]
    return Screen(
        lines=(_sample(transcript, number), "", phrase("speakers-question")),
        rows=(*in_rows(row, 2), (Button(phrase("button-back"), f"from 0 {record.id}"),)),
        awaits=f"who {number} {record.id}",
    )


def _is_a_number(name: str) -> bool:
    """Still called as we called them: nobody has named this one."""
    return name.rpartition(" ")[2].isdigit()


def _name(transcript: Transcript, number: int) -> str:
    label = speakers(transcript)[number]
    return transcript.names.get(label, label)


def _sample(transcript: Transcript, number: int) -> str:
    """The name, when the voice is first heard, and the longest of its first phrases: by these one recognises it."""
    label = speakers(transcript)[number]
    mine = [segment for segment in transcript.segments if segment.speaker == label]
    longest = max(mine[:5], key=lambda segment: len(segment.text))
    words = " ".join(longest.text.split())
    sample = words if len(words) <= _SAMPLE else f"{words[:_SAMPLE].rpartition(' ')[0] or words[:_SAMPLE]}…"
    return f"{_name(transcript, number)} · {clock(longest.start)}\n«{sample}»"
