"""A job: one run of one mode over some content with some choices; plain data that survives a crash."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import TypeAdapter

from frontend_bot.core.block import Block, Style
from frontend_bot.core.content import Content
from frontend_bot.core.minutes import Minutes
from frontend_bot.core.phrase import Phrase
from frontend_bot.core.transcript import Transcript


class Lane(StrEnum):
    """Which line a job waits in. Short work never waits behind a long recording."""

    SHORT = "short"
    LONG = "long"


DIFFERENTLY = "differently"
"""A choice of a job: an earlier result did not please, so what was kept does not count. Not kept with the record."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker needs to know, and nothing that lives only in one process.

    ``id`` comes from the update that asked for the job (chat and message), so that Telegram's redelivery of that
    update finds the job already there. ``message_id`` is the message that the result answers.
    """

    id: str
    mode: str
    user_id: int
    chat_id: int
    message_id: int
    language: str
    content: tuple[Content, ...]
    choices: Mapping[str, str] = field(default_factory=dict)
    lane: Lane = Lane.SHORT
    created_at: float = 0.0
    """Unix time in seconds."""
    album: str = ""
    """Names the album or batch that the content belongs to: the job works on all of it, collected when it starts."""
    zone: str = ""
    """Its person's time zone, by its name in the IANA database; "" for UTC."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a mode made of a job.

    ``text`` is shown as it is, whatever characters it holds. ``note`` is one line of ours above it (for example
    that a draft engine did the work). ``files`` are scratch files to send beside the text, as documents; the note is
    their caption. ``previews`` are pictures to show above them. Several of a kind go as an album. ``has_times`` says
    that the text tells when each phrase was said: it stays so when a speaker is renamed, which happened last at
    ``renamed_at`` (Unix time in seconds).

    A document made of a transcript has ``blocks``, which ``text`` says in plain words (core.block.plain) and which are
    what is shown; ``minutes`` is what it was written from, where it was, so that the other formats need no new work.
    """

    text: str = ""
    transcript: Transcript | None = None
    note: Phrase | None = None
    files: tuple[Content, ...] = ()
    previews: tuple[Content, ...] = ()
    title: str = ""
    has_times: bool = False
    renamed_at: float = 0.0
    is_partial: bool = False
    """Whether something that was wanted is missing, so that trying again can help."""
    blocks: tuple[Block, ...] = ()
    minutes: Minutes | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it may be handed out again instead of being made once more.

        What earlier versions made of an answer that they did not understand has a title at most, or empty minutes.
        """
        is_bare = bool(self.blocks) and all(block.style is Style.TITLE for block in self.blocks)
        return not self.is_partial and not is_bare and not (self.minutes and self.minutes.is_doubtful)

    @property
    def words(self) -> str:
        """The text as it is shown, or the transcript's, where only a word about it is shown."""
        return self.text or (self.transcript.text if self.transcript else "")


JOB = TypeAdapter(Job)
"""Job to and from JSON; raises pydantic.ValidationError on a shape it does not know."""
RESULT = TypeAdapter(Result)
