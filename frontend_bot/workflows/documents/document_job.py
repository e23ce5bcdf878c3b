"""A job on a transcript: what is to be read, in which language the result is chosen_language, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from frontend_bot.core.block import Block, plain
from frontend_bot.core.job import DIFFERENTLY, Job, Result
from frontend_bot.core.minutes import Minutes, Stretch
from frontend_bot.core.mode import Option
from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.tools import Tools
from frontend_bot.core.transcript import Transcript
from frontend_bot.errors import NothingToRead, RecordGone
from frontend_bot.workflows.documents.lines import language_of
from frontend_bot.workflows.documents.minutes import write_minutes
from frontend_bot.workflows.documents.questions import Questions

SOURCE = "source"
DOCUMENT_LANGUAGE = Option("language", (SOURCE,), asked_by="full_transcript", offers_languages=True)
"""The language of all documents, asked once: the transcript's own, or one that the bot speaks."""


@dataclass(frozen=True, slots=True)
class DocumentJob:
    """``chosen_language`` is the language the person chose, "" for the transcript's own, which is ``language`` then."""

    job: Job
    tools: Tools
    transcript: Transcript
    chosen_language: str
    questions: Questions

    @property
    def language(self) -> str:
        """The language of the document as far as it is known, "" else."""
        return self.chosen_language or language_of(self.transcript, self.tools.languages, self.job.language)

    @property
    def differently(self) -> bool:
        """Whether an earlier result did not please."""
        return DIFFERENTLY in self.job.choices

    def say(self, what: Phrase) -> str:
        """Words of ours in the document's language."""
        return self.tools.say(what, self.language)

    async def minutes(self, *, anew: bool = False) -> Minutes:
        """The transcript's minutes: those drawn before, or with what is missing of them, or all ``anew``.

        Raises a LanguageModel error.
        """
        content = self.job.content[0]
        earlier = None if anew else await self.tools.files.minutes(content, self.job.choices.get("language", SOURCE))
        if earlier is not None and earlier.is_doubtful:
            earlier = None
        return await write_minutes(
            self.questions, self.transcript, self.chosen_language, self.language, earlier, differently=anew
        )

    def result(
        self, blocks: Sequence[Block], minutes: Minutes | None = None, missing: Sequence[Stretch] = ()
    ) -> Result:
        """A document as the job's result."""
        is_partial = bool(missing) or bool(minutes and minutes.not_covered)
        source = self.job.content[0].file_name or next((block.text for block in blocks), "")
        name = self.tools.say(phrase(f"mode-{self.job.mode}"))
        return Result(
            text=plain(blocks),
            title=f"{name} · {source}" if source else name,
            blocks=tuple(blocks),
            minutes=minutes,
            is_partial=is_partial,
        )


async def open_document_job(job: Job, tools: Tools) -> DocumentJob:
    """Raises RecordGone, NothingToRead."""
    transcript = await tools.files.transcript(job.content[0])
    if transcript is None:
        raise RecordGone("the record of the transcript is gone")
    if not transcript.text.strip():
        raise NothingToRead("an empty transcript")
    language = job.choices.get("language", SOURCE)
    return DocumentJob(job, tools, transcript, "" if language == SOURCE else language, Questions(tools))
