"""A text that somebody brings, as a transcript: everything offered under a recording is offered under it too."""

from collections.abc import Sequence
from dataclasses import replace

from frontend_bot.core.content import Kind
from frontend_bot.core.job import Job, Result
from frontend_bot.core.mode import JobMode
from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.tools import Tools
from frontend_bot.core.transcript import Transcript
from frontend_bot.errors import FileGone, TooLittleText, TooMuchText

_PAGE = 1800
"""Characters of a typed page, as Russian offices count it."""
_SHORTEST, _LONGEST = 40, 1_000_000
"""Characters; the longest is also that of one file (frontend_bot.core.document)."""
_TITLE_LENGTH = 60


class TextTranscript(JobMode):
    """Takes a text in and says what it got; the text itself its sender has already."""

    id = "text_transcript"
    order = 20
    accepts = frozenset({Kind.TEXT})
    receives = frozenset({Kind.TEXT})
    joins_pastes = True

    async def run(self, job: Job, tools: Tools) -> Result:
        parts = [await tools.files.transcript(content) for content in job.content]
        transcript = _joined([part for part in parts if part is not None])
        if len(transcript.text) < _SHORTEST:
            raise TooLittleText(characters=_SHORTEST)
        if len(transcript.text) > _LONGEST:
            raise TooMuchText(characters=_LONGEST)
        return Result(
            transcript=transcript,
            note=_receipt(transcript),
            title=job.content[0].file_name or _beginning(transcript.text),
        )


def _joined(parts: Sequence[Transcript]) -> Transcript:
    """One text of the messages that a long paste was parted into."""
    if not parts:
        raise FileGone("no part is left")
    if len(parts) == 1:
        return parts[0]
    return replace(
        parts[0],
        text="\n".join(part.text for part in parts),
        segments=tuple(segment for part in parts for segment in part.segments),
        duration=max(part.duration for part in parts),
    )


def _receipt(transcript: Transcript) -> Phrase:
    count = len(transcript.text.split())
    return phrase(
        "text_transcript-got",
        pages=phrase("text_transcript-pages", count=-(-len(transcript.text) // _PAGE)),
        words=_words(count),
        language=transcript.language,
    )


def _words(count: int) -> Phrase:
    """Exactly where somebody could count them, else rounded to two figures."""
    if count < 100:
        return phrase("text_transcript-words", count=count)
    return phrase("text_transcript-about", count=round(count, 2 - len(str(count))))


def _beginning(text: str) -> str:
    line = " ".join(text[:200].split())
    return line if len(line) <= _TITLE_LENGTH else f"{line[:_TITLE_LENGTH].rpartition(' ')[0] or line[:_TITLE_LENGTH]}…"
