"""A transcript to a page about it."""

from frontend_bot.core.content import Kind
from frontend_bot.core.job import Job, Result
from frontend_bot.core.mode import JobMode
from frontend_bot.core.phrase import Phrase
from frontend_bot.core.tools import Tools
from frontend_bot.workflows.documents.document_job import DOCUMENT_LANGUAGE, open_document_job
from frontend_bot.workflows.documents.summary import write_summary


class Summary(JobMode):
    """What it was about and what came of it, on one page."""

    id = "summary"
    order = 41
    in_menu = False
    accepts = frozenset({Kind.TEXT})
    needs_transcript = True
    options = (DOCUMENT_LANGUAGE,)

    def why_unavailable(self, tools: Tools) -> Phrase | None:
        return tools.language_model.why_unavailable()

    async def run(self, job: Job, tools: Tools) -> Result:
        work = await open_document_job(job, tools)
        minutes = await work.minutes()
        blocks = await write_summary(work.questions, minutes, work.say, differently=work.differently)
        return work.result(blocks, minutes)
