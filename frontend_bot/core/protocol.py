"""The fields of a meeting's protocol, as templates know them: texts only, ready to be put into a document.

docs/protocol-template.md tells people of them; a test compares the two.
"""

from collections.abc import Callable
from dataclasses import dataclass

from frontend_bot.core.minutes import Evidence, Member, Minutes

SayPlace = Callable[[Evidence], str]
"""Says where something was said, as people read it: 00:12:31, or the number of a line."""


@dataclass(frozen=True, slots=True)
class PointFields:
    """What somebody said about a topic."""

    text: str
    speaker: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class TopicFields:
    """One item of the proceedings."""

    title: str
    points: tuple[PointFields, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionFields:
    """What was decided, and how the vote went."""

    text: str
    votes: str = ""
    topic: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class TaskFields:
    """Who does what until when."""

    text: str
    owner: str = ""
    deadline: str = ""
    topic: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class DateFields:
    """A date that matters."""

    when: str
    what: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class ProtocolFields:
    """Everything that a template may show; empty where nobody said it. ``language`` is that of the words in it."""

    language: str = ""
    organisation: str = ""
    title: str = ""
    date: str = ""
    venue: str = ""
    chair: str = ""
    secretary: str = ""
    not_covered: str = ""
    members: tuple[Member, ...] = ()
    agenda: tuple[str, ...] = ()
    topics: tuple[TopicFields, ...] = ()
    decisions: tuple[DecisionFields, ...] = ()
    tasks: tuple[TaskFields, ...] = ()
    dates: tuple[DateFields, ...] = ()


@dataclass(frozen=True, slots=True)
class ProtocolRoles:
    """How the words begin, in small letters and in all languages, by which a meeting calls these two."""

    chair: tuple[str, ...] = ()
    secretary: tuple[str, ...] = ()


def fields_of(minutes: Minutes, place: SayPlace, not_covered: str, roles: ProtocolRoles) -> ProtocolFields:
    """The minutes of a meeting as fields. ``not_covered`` says what of it could not be read, "" if all was."""
    return ProtocolFields(
        language=minutes.language,
        organisation=minutes.organisation,
        title=minutes.title,
        date=minutes.date,
        venue=minutes.venue,
        chair=_named(minutes, roles.chair),
        secretary=_named(minutes, roles.secretary),
        not_covered=not_covered,
        members=minutes.members,
        agenda=minutes.agenda,
        topics=tuple(
            TopicFields(
                topic.title,
                tuple(
                    PointFields(point.text, point.speaker, place(point.evidence) if point.evidence else "")
                    for point in topic.points
                ),
            )
            for topic in minutes.topics
        ),
        decisions=tuple(
            DecisionFields(one.text, one.votes, one.topic, place(one.evidence)) for one in minutes.decisions
        ),
        tasks=tuple(
            TaskFields(one.text, one.owner, one.deadline, one.topic, place(one.evidence)) for one in minutes.tasks
        ),
        dates=tuple(DateFields(one.when, one.what, place(one.evidence)) for one in minutes.dates),
    )


def _named(minutes: Minutes, roles: tuple[str, ...]) -> str:
    """The member with such a role, if the meeting named one."""
    return next((one.name for one in minutes.members if any(role in one.role.lower() for role in roles)), "")
