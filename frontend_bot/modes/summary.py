"""A transcript to a page about it."""

from frontend_bot.core.job import Result
from frontend_bot.workflows.documents.document_job import DocumentJob
from frontend_bot.workflows.documents.document_mode import DocumentMode
from frontend_bot.workflows.documents.summary import write_summary


class Summary(DocumentMode):
    """What it was about and what came of it, on one page."""

    id = "summary"
    order = 41

    async def write(self, work: DocumentJob) -> Result:
        minutes = await work.minutes()
        blocks = await write_summary(work.questions, minutes, work.say, differently=work.differently)
        return work.result(blocks, minutes)
