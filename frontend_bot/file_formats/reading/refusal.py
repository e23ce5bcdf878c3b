"""Why a file is not read; the words are those that the reading process prints."""

from enum import StrEnum


class Refusal(StrEnum):
    """The reason, as it is printed."""

    EMPTY = "empty"
    NOT_TEXT = "not text"
    TOO_LONG = "too long"
    UNREADABLE = "unreadable"
    LOCKED = "locked"
    OLD_WORD = "old word"
    SCANNED = "scanned"
    ENCODING = "encoding"
    TOO_HEAVY = "too heavy"


class ReadingRefused(Exception):
    """This file is not read, and why."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.value)
        self.why = why
