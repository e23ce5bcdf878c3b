"""What a language model is asked to note down of one part of a transcript: the shapes of its answers.

The descriptions are part of the question. Almost everything may be left out, so that a server that is not held to the
shape is not refused for a missing list; what is no answer at all has none of the fields that one ``needs``.
"""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, model_validator


class AnswerSchema(BaseModel):
    """An answer, or a part of one. What is null counts as left out."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)
    needs: ClassVar[tuple[str, ...]] = ()
    """Fields of which an answer has one at least, with something in it; one that says nothing has all of them, empty.
    What a model thinks aloud has others, a title for example."""

    @model_validator(mode="before")
    @classmethod
    def _is_an_answer(cls, told: Any) -> Any:
        if not isinstance(told, dict):
            return told
        given = {name: value for name, value in told.items() if value is not None}
        missing = [name for name in cls.needs if name not in given]
        if missing and not any(given.get(name) for name in cls.needs):
            raise ValueError(f"missing: {', '.join(missing)}")
        return given


class Sourced(AnswerSchema):
    """Something with its source."""

    place: str = Field("", description="the mark of the line it rests on, without brackets: 00:12:31 or line 14")
    quote: str = Field("", description="5 to 20 words copied from that line exactly as they stand there")


class PointNote(Sourced):
    """One thing that was said."""

    text: str = Field("", description="what was said, in one sentence")
    speaker: str = Field("", description="who said it, if the transcript tells; else empty")


class TopicNote(AnswerSchema):
    """A subject and what was said about it."""

    title: str = ""
    points: tuple[PointNote, ...] = ()


class DecisionNote(Sourced):
    """Something decided."""

    text: str = Field("", description="what was decided")
    votes: str = Field("", description="how they voted, only if it was said; else empty")
    topic: str = ""


class TaskNote(Sourced):
    """Something to do."""

    text: str = Field("", description="what is to be done, beginning with the action")
    owner: str = Field("", description="who does it, only if it was said; else empty")
    deadline: str = Field("", description="by when, in the words of the transcript, only if it was said; else empty")
    topic: str = ""


class DateNote(Sourced):
    """A date or time that matters."""

    when: str = Field("", description="in the words of the transcript")
    what: str = Field("", description="what happens then")


class MemberNote(AnswerSchema):
    """Somebody who takes part."""

    name: str = ""
    role: str = Field("", description="only if it was said; else empty")


class PartNotes(AnswerSchema):
    """Everything worth keeping of one part."""

    needs = ("topics", "decisions", "tasks", "dates")
    title: str = Field("", description="what the whole is about, in at most eight words")
    organisation: str = Field("", description="whose meeting it is, only if it was said; else empty")
    venue: str = Field("", description="where it takes place, only if it was said; else empty")
    date: str = Field("", description="when the meeting itself takes place, only if it was said; else empty")
    members: tuple[MemberNote, ...] = Field((), description="who takes part, by the names that are said")
    agenda: tuple[str, ...] = Field((), description="points of the agenda, only if one was read out")
    topics: tuple[TopicNote, ...] = ()
    decisions: tuple[DecisionNote, ...] = ()
    tasks: tuple[TaskNote, ...] = ()
    dates: tuple[DateNote, ...] = ()
