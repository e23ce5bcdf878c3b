"""What a language model is asked to note down of one part of a transcript: the shapes of its answers.

The descriptions are part of the question. Everything may be left out, so that a server that is not held to the shape
is not refused for a missing list.
"""

from pydantic import BaseModel, ConfigDict, Field


class AnswerSchema(BaseModel):
    """An answer, or a part of one."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)


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
