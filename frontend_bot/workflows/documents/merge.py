"""The parts' notes put together: nothing twice that two parts read in their overlap, nothing else thrown away."""

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

from rapidfuzz import fuzz

from frontend_bot.core.minutes import READING, Decision, KeyDate, Member, Minutes, Place, Point, Stretch, Task, Topic
from frontend_bot.workflows.documents.quotes import words_of
from frontend_bot.workflows.documents.verify import Item, VerifiedItem, VerifiedPart

AnItem = TypeVar("AnItem", bound=Item)

SAME_ITEM = 60.0
"""Per cent of the words: two tellings of one thing, when they rest on the same place in an overlap."""
SAME_TITLE = 80.0
NEAR = 2
"""Lines that two quotes of one thing may lie apart."""


def merged(parts: Sequence[VerifiedPart], not_covered: Iterable[Stretch], language: str) -> Minutes:
    """The minutes of the whole; items in the order in which they were said."""
    found: list[VerifiedItem] = []
    for part in parts:
        fresh: list[VerifiedItem] = []
        for one in part.found:
            twin = _twin(one, found) if one.line < part.overlap_end + NEAR else None
            if twin is None:
                fresh.append(one)
            else:
                found[twin] = _fuller(found[twin], one)
        found += fresh
    found.sort(key=lambda one: one.line)
    return Minutes(
        title=next((part.notes.title for part in parts if part.notes.title), ""),
        organisation=next((part.notes.organisation for part in parts if part.notes.organisation), ""),
        venue=next((part.notes.venue for part in parts if part.notes.venue), ""),
        date=next((part.notes.date for part in parts if part.notes.date), ""),
        members=_members(parts),
        agenda=tuple(dict.fromkeys(point for part in parts for point in part.notes.agenda)),
        topics=_topics(found),
        decisions=tuple(one.item for one in found if isinstance(one.item, Decision)),
        tasks=tuple(one.item for one in found if isinstance(one.item, Task)),
        dates=tuple(one.item for one in found if isinstance(one.item, KeyDate)),
        not_covered=tuple(not_covered),
        language=language,
        reading=READING,
    )


def joined(earlier: Minutes, more: Minutes) -> Minutes:
    """Minutes with parts missing, and those of the missing parts, in order.

    What stands at the edge of a missing part may have been read in an overlap already.
    """
    topics = list(earlier.topics)
    known = [point for topic in topics for point in topic.points]
    for topic in more.topics:
        _add_points(topics, topic.title, tuple(point for point in topic.points if not _is_known(point, known)))
    return Minutes(
        title=earlier.title or more.title,
        organisation=earlier.organisation or more.organisation,
        venue=earlier.venue or more.venue,
        date=earlier.date or more.date,
        members=tuple({member.name: member for member in (*more.members, *earlier.members)}.values()),
        agenda=tuple(dict.fromkeys((*earlier.agenda, *more.agenda))),
        topics=tuple(topic for topic in topics if topic.points),
        decisions=_in_order(earlier.decisions, more.decisions),
        tasks=_in_order(earlier.tasks, more.tasks),
        dates=_in_order(earlier.dates, more.dates),
        not_covered=more.not_covered,
        language=more.language or earlier.language,
        reading=more.reading,
    )


def _in_order(known: Sequence[AnItem], more: Sequence[AnItem]) -> tuple[AnItem, ...]:
    def place(item: Item) -> float:
        at = item.evidence.place if item.evidence else Place()
        return float(at.line) if at.seconds is None else at.seconds

    return tuple(sorted((*known, *(item for item in more if not _is_known(item, known))), key=place))


def _is_known(item: Item, known: Iterable[Item]) -> bool:
    def place(item: Item) -> Place | None:
        return item.evidence.place if item.evidence else None

    return any(place(item) == place(other) and _is_same(_text(item), _text(other)) for other in known)


def _twin(one: VerifiedItem, found: Sequence[VerifiedItem]) -> int | None:
    """Which of these is the same thing, read in the overlap by the part before."""
    for number, other in enumerate(found):
        is_near = type(one.item) is type(other.item) and abs(one.line - other.line) <= NEAR
        if is_near and _is_same(_text(one.item), _text(other.item)):
            return number
    return None


def _is_same(one: str, other: str) -> bool:
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    return fuzz.token_set_ratio(" ".join(words_of(one)), " ".join(words_of(other))) >= SAME_ITEM


def _text(item: Item) -> str:
    return f"{item.when} {item.what}" if isinstance(item, KeyDate) else item.text


def _fuller(one: VerifiedItem, other: VerifiedItem) -> VerifiedItem:
    """The telling that says more: an owner, a deadline; else the first."""

    def said(found: VerifiedItem) -> int:
        item = found.item
        return bool(item.owner) + bool(item.deadline) if isinstance(item, Task) else 0

    return other if said(other) > said(one) else one


def _members(parts: Sequence[VerifiedPart]) -> tuple[Member, ...]:
    members: dict[str, Member] = {}
    for note in (member for part in parts for member in part.notes.members):
        known = members.get(note.name)
        if known is None or (note.role and not known.role):
            members[note.name] = Member(note.name, note.role)
    return tuple(members.values())


def _topics(found: Iterable[VerifiedItem]) -> tuple[Topic, ...]:
    topics: list[Topic] = []
    for one in found:
        if isinstance(one.item, Point):
            _add_points(topics, one.topic, (one.item,))
    return tuple(topics)


def _add_points(topics: list[Topic], title: str, points: tuple[Point, ...]) -> None:
    """To the topic of that name, whoever of the parts named it; a topic that comes up again is the same one."""
    for number, topic in enumerate(topics):
        if _is_same_title(topic.title, title):
            topics[number] = Topic(topic.title, (*topic.points, *points))
            return
    topics.append(Topic(title, points))


def _is_same_title(one: str, other: str) -> bool:
    alike = fuzz.token_sort_ratio(one.casefold(), other.casefold()) >= SAME_TITLE
    return one == other or (alike and re.findall(r"\d+", one) == re.findall(r"\d+", other))
