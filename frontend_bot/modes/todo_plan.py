"""A transcript to a plan of what is to be done, with a box to tick for each task."""

from frontend_bot.core.content import Kind
from frontend_bot.core.job import Job, Result
from frontend_bot.core.mode import JobMode
from frontend_bot.core.phrase import Phrase
from frontend_bot.core.tools import Tools
from frontend_bot.workflows.documents.document_job import DOCUMENT_LANGUAGE, open_document_job
from frontend_bot.workflows.documents.minutes_layout import todo_blocks


class ToDoPlan(JobMode):
    """The tasks by topic, with owners and deadlines where somebody said them."""

    id = "todo_plan"
    order = 43
    in_menu = False
    accepts = frozenset({Kind.TEXT})
    needs_transcript = True
    options = (DOCUMENT_LANGUAGE,)

    def why_unavailable(self, tools: Tools) -> Phrase | None:
        return tools.language_model.why_unavailable()

    async def run(self, job: Job, tools: Tools) -> Result:
        work = await open_document_job(job, tools)
        minutes = await work.minutes(anew=work.differently)
        return work.result(todo_blocks(minutes, tools.say), minutes)
