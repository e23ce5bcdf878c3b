"""A transcript to an official one: everything that was said, by topics and speakers, without fillers."""

from frontend_bot.core.content import Kind
from frontend_bot.core.job import Job, Result
from frontend_bot.core.mode import JobMode, Option
from frontend_bot.core.phrase import Phrase
from frontend_bot.core.tools import Tools
from frontend_bot.workflows.documents.document_job import DOCUMENT_LANGUAGES, open_document_job
from frontend_bot.workflows.documents.full_transcript import write_full_transcript


class FullTranscript(JobMode):
    """The first of the documents, so it asks for the language of all of them."""

    id = "full_transcript"
    order = 40
    in_menu = False
    accepts = frozenset({Kind.TEXT})
    needs_transcript = True
    options = (Option("language", DOCUMENT_LANGUAGES),)

    def why_unavailable(self, tools: Tools) -> Phrase | None:
        return tools.language_model.why_unavailable()

    async def run(self, job: Job, tools: Tools) -> Result:
        work = await open_document_job(job, tools)
        blocks, missing = await write_full_transcript(
            work.questions, work.transcript, work.chosen_language, work.say, differently=work.differently
        )
        return work.result(blocks, missing=missing)
