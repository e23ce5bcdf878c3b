"""Who speaks in a recording: each voice with a sample of what it says, to be given a name."""

from dataclasses import replace
from time import time

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
    """Actions: "list <record>" and "from <offset> <record>" show the speakers, "who <number> <record>" asks for a name
    (so does its answer's), "same <number> <other> <record>" takes another one's, "text <record>" shows the result.
    Numbers are places in ``speakers(transcript)``, from 0: labels may be too long for a button."""

    id = "speakers"
    in_menu = False

    def beside(self, record: Record) -> Button | None:
        transcript = record.result.transcript
        if transcript is None or len(speakers(transcript)) < 2:
            return None
        return Button(phrase("speakers-button"), f"list {record.id}")

    async def page(self, visit: Visit) -> Screen:
        verb, *arguments, record_id = visit.action.split(" ")
        record = await visit.history.get(visit.user_id, record_id)
        if record is None or record.result.transcript is None:
            return Screen(lines=(phrase("record-gone"),), is_apart=True)
        match verb, arguments:
            case "text", []:
                return Screen(record_id=record.id)
            case "from", [offset]:
                return _list(record, int(offset))
            case "who", [number]:
                return _question(record, int(number))
            case "same", [number, other]:
                return await _rename(visit, record, int(number), _name(record.result.transcript, int(other)))
        return replace(_list(record, 0), is_apart=True)

    async def answer(self, visit: Visit, text: str) -> Screen:
        _, number, record_id = visit.action.split(" ")
        record = await visit.history.get(visit.user_id, record_id)
        if record is None:
            return Screen(lines=(phrase("record-gone"),))
        name = _clean(text)
        return await _rename(visit, record, int(number), name) if name else _question(record, int(number))


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
