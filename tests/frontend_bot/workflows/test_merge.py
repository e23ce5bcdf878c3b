"""Notes of several parts as one: what two parts read in their overlap stands there once, everything else stays."""

from collections.abc import Sequence
from typing import Any

import pytest

from frontend_bot.core.minutes import Decision, Evidence, KeyDate, Member, Minutes, Place, Point, Stretch, Task, Topic
from frontend_bot.workflows.documents.merge import joined, merged
from frontend_bot.workflows.documents.minutes_schema import MemberNote, PartNotes
from frontend_bot.workflows.documents.verify import Item, VerifiedItem, VerifiedPart


def _at(line: int) -> Evidence:
    return Evidence("a quote", Place(10.0 * line))


def _task(text: str, line: int, owner: str = "", deadline: str = "") -> VerifiedItem:
    return VerifiedItem(Task(text, _at(line), owner, deadline), line)


def _decision(text: str, line: int) -> VerifiedItem:
    return VerifiedItem(Decision(text, _at(line)), line)


def _notes(**told: Any) -> PartNotes:
    """What an answer with nothing in its lists tells of the meeting itself."""
    return PartNotes(topics=(), decisions=(), tasks=(), dates=(), **told)


def _part(first: int, overlap_end: int, *found: VerifiedItem, notes: PartNotes | None = None) -> VerifiedPart:
    return VerifiedPart(notes or _notes(), found, first, overlap_end)


def _texts(items: Sequence[Item]) -> list[str]:
    return [f"{one.when} {one.what}" if isinstance(one, KeyDate) else one.text for one in items]


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        (_task("write the report", 48), _task("write the report for us", 48), ["write the report"]),
        (_task("write the report", 48), _task("write the report", 50), ["write the report"]),
        (_task("write the report", 48), _task("write the report", 51), ["write the report", "write the report"]),
        (_task("write report 1", 48), _task("write report 2", 48), ["write report 1", "write report 2"]),
        (_task("write the report", 48), _task("order a server", 48), ["write the report", "order a server"]),
        (_task("write the report", 40), _task("write the report", 60), ["write the report", "write the report"]),
    ],
)
def test_one_thing_read_twice_in_the_overlap_is_one(before: VerifiedItem, after: VerifiedItem, kept: list[str]) -> None:
    minutes = merged([_part(0, 0, before), _part(45, 50, after)], (), "en")
    assert _texts(minutes.tasks) == kept


def test_a_decision_and_a_task_of_the_same_words_are_two() -> None:
    minutes = merged([_part(0, 0, _decision("buy a server", 48)), _part(45, 50, _task("buy a server", 48))], (), "en")
    assert (_texts(minutes.decisions), _texts(minutes.tasks)) == (["buy a server"], ["buy a server"])


def test_what_one_part_repeats_is_said_twice() -> None:
    """Only an overlap reads twice. Two like tasks in one part were two."""
    minutes = merged([_part(0, 0, _task("call Anna back", 3), _task("call Anna back", 4))], (), "en")
    assert len(minutes.tasks) == 2


@pytest.mark.parametrize("fuller_first", [True, False])
def test_the_telling_that_knows_who_and_when_is_kept(fuller_first: bool) -> None:
    full, bare = _task("write the report", 48, "Anna", "by Friday"), _task("write the report now", 48)
    first, second = (full, bare) if fuller_first else (bare, full)
    (task,) = merged([_part(0, 0, first), _part(45, 50, second)], (), "en").tasks
    assert (task.owner, task.deadline) == ("Anna", "by Friday")


def test_the_whole_is_told_in_the_order_of_the_meeting() -> None:
    later, sooner = _decision("the last", 70), _decision("the first", 4)
    parts = [_part(0, 0, _decision("the second", 20), sooner), _part(45, 50, later)]
    minutes = merged(parts, [Stretch(Place(1.0), Place(2.0))], "ru")
    assert _texts(minutes.decisions) == ["the first", "the second", "the last"]
    assert (minutes.language, minutes.not_covered) == ("ru", (Stretch(Place(1.0), Place(2.0)),))


def test_members_topics_and_the_heading_of_all_parts() -> None:
    notes = [
        _notes(members=(MemberNote(name="Anna"), MemberNote(name="Boris", role="chair")), agenda=("Budget", "IT")),
        _notes(title="Planning", members=(MemberNote(name="Anna", role="secretary"),), agenda=("IT", "Other")),
        _notes(title="Another", organisation="ACME", members=(MemberNote(name="Boris", role="guest"),)),
    ]
    points = [VerifiedItem(Point(f"point {n}", _at(n)), n, topic) for n, topic in enumerate(["Servers", "", "servers"])]
    minutes = merged([_part(0, 0, points[n], notes=note) for n, note in enumerate(notes)], (), "en")
    assert (minutes.title, minutes.organisation) == ("Planning", "ACME")
    assert minutes.members == (Member("Anna", "secretary"), Member("Boris", "chair"))
    assert minutes.agenda == ("Budget", "IT", "Other")
    assert [(topic.title, _texts(topic.points)) for topic in minutes.topics] == [
        ("Servers", ["point 0", "point 2"]), ("", ["point 1"])
    ]  # fmt: skip


def test_what_was_missing_comes_to_its_place_and_what_was_there_is_there_once() -> None:
    gap = (Stretch(Place(40.0), Place(60.0)),)
    earlier = Minutes(
        title="Planning",
        tasks=(Task("write report 1", _at(3), "Anna"), Task("order the server", _at(39))),
        decisions=(Decision("the last", _at(90)),),
        topics=(Topic("Servers", (Point("slow", _at(39)),)),),
        not_covered=gap,
    )
    more = Minutes(
        title="Something else",
        tasks=(Task("order the server now", _at(39)), Task("call 2 people", _at(50)), Task("call 3 people", _at(50))),
        decisions=(Decision("between", _at(45)),),
        topics=(Topic("servers", (Point("slow", _at(39)), Point("loud", _at(50)))), Topic("Lunch", ())),
    )
    whole = joined(earlier, more)
    assert whole.title == "Planning"
    assert _texts(whole.tasks) == ["write report 1", "order the server", "call 2 people", "call 3 people"]
    assert _texts(whole.decisions) == ["between", "the last"]
    assert [(topic.title, _texts(topic.points)) for topic in whole.topics] == [("Servers", ["slow", "loud"])]
    assert whole.not_covered == ()
    assert joined(earlier, Minutes(not_covered=gap)).not_covered == gap, "failed again"
