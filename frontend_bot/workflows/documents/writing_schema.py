"""Texts that a language model writes itself, in shapes that need no markup.

Every text is put together from blocks; places are shown only where they are places of the transcript.
"""

from typing import Literal

from pydantic import Field

from frontend_bot.core.block import Block, Style
from frontend_bot.workflows.documents.minutes_schema import AnswerSchema, Sourced


class KeyPoint(AnswerSchema):
    """One point of a summary."""

    text: str = ""
    notes: tuple[int, ...] = Field((), description="numbers of the notes that it rests on")


class WrittenSummary(AnswerSchema):
    """A summary of a page."""

    needs = ("overview", "points")
    title: str = Field("", description="at most eight words")
    overview: str = Field("", description="two to four sentences")
    points: tuple[KeyPoint, ...] = ()


class Condensed(AnswerSchema):
    """Fewer notes in place of many."""

    needs = ("points",)
    points: tuple[KeyPoint, ...] = ()


class WrittenTurn(AnswerSchema):
    """What one person says until another one speaks."""

    speaker: str = Field("", description="as the transcript names them; else empty")
    text: str = ""
    place: str = Field("", description="the mark of the turn's first line, without brackets")


class Section(AnswerSchema):
    """What belongs to one topic."""

    topic: str = ""
    turns: tuple[WrittenTurn, ...] = ()


class FullPart(AnswerSchema):
    """One part of an official transcript."""

    needs = ("sections",)
    sections: tuple[Section, ...] = ()


class AnswerFinding(Sourced):
    """A passage that an answer rests on."""

    text: str = Field("", description="what it says, in one sentence")


class PartAnswer(AnswerSchema):
    """What one part of a transcript says to a question."""

    needs = ("answer", "findings")
    answer: str = Field("", description="one to five sentences; empty if this part says nothing about it")
    findings: tuple[AnswerFinding, ...] = ()


class WrittenBlock(AnswerSchema):
    """One paragraph, heading or item."""

    kind: Literal["heading", "text", "bullet", "task"] = "text"
    text: str = Field("", description="plain words without any markup")
    place: str = Field("", description="the mark of the line it rests on, without brackets, if it rests on one")


class WrittenDocument(AnswerSchema):
    """A text of one's own making."""

    needs = ("blocks",)
    title: str = Field("", description="at most eight words")
    blocks: tuple[WrittenBlock, ...] = ()


STYLES = {"heading": Style.HEADING, "text": Style.TEXT, "bullet": Style.BULLET, "task": Style.TASK}


def words_in(blocks: tuple[Block, ...]) -> int:
    """Characters of a document, its marks not counted."""
    return sum(len(block.text) + len(block.lead) for block in blocks)
