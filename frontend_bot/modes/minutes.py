"""A transcript to the minutes of a meeting: decisions, tasks, dates and what was talked about, each with its place."""

from frontend_bot.core.job import Result
from frontend_bot.workflows.documents.document_job import DocumentJob
from frontend_bot.workflows.documents.document_mode import DocumentMode
from frontend_bot.workflows.documents.minutes_layout import mom_blocks


class MinutesOfMeeting(DocumentMode):
    """MoM."""

    id = "minutes"
    order = 42

    async def write(self, work: DocumentJob) -> Result:
        minutes = await work.minutes(anew=work.differently)
        return work.result(mom_blocks(minutes, work.tools.say), minutes)
