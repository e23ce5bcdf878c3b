"""A transcript to the minutes of a meeting: decisions, tasks, dates and what was talked about, each with its place."""

from frontend_bot.core.content import Kind
from frontend_bot.core.job import Job, Result
from frontend_bot.core.mode import JobMode
from frontend_bot.core.phrase import Phrase
from frontend_bot.core.tools import Tools
from frontend_bot.workflows.documents.document_job import DOCUMENT_LANGUAGE, open_document_job
from frontend_bot.workflows.documents.minutes_layout import mom_blocks


class MinutesOfMeeting(JobMode):
    """MoM."""

    id = "minutes"
    order = 42
    in_menu = False
    accepts = frozenset({Kind.TEXT})
    needs_transcript = True
    options = (DOCUMENT_LANGUAGE,)

    def why_unavailable(self, tools: Tools) -> Phrase | None:
        return tools.language_model.why_unavailable()

    async def run(self, job: Job, tools: Tools) -> Result:
        work = await open_document_job(job, tools)
        minutes = await work.minutes(anew=work.differently)
        return work.result(mom_blocks(minutes, tools.say), minutes)
