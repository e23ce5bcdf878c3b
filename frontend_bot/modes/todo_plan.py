"""A transcript to a plan of what is to be done, with a box to tick for each task."""

from frontend_bot.core.job import Result
from frontend_bot.workflows.documents.document_job import DocumentJob
from frontend_bot.workflows.documents.document_mode import DocumentMode
from frontend_bot.workflows.documents.minutes_layout import todo_blocks


class ToDoPlan(DocumentMode):
    """The tasks by topic, with owners and deadlines where somebody said them."""

    id = "todo_plan"
    order = 43

    async def write(self, work: DocumentJob) -> Result:
        minutes = await work.minutes(anew=work.differently)
        return work.result(todo_blocks(minutes, work.tools.say), minutes)
