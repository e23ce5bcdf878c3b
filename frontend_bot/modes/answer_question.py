"""A question about a transcript to its answer, with the places that it rests on."""

from dataclasses import replace

from frontend_bot.core.content import Kind
from frontend_bot.core.job import Job, Result
from frontend_bot.core.mode import JobMode
from frontend_bot.core.phrase import Phrase
from frontend_bot.core.tools import Tools
from frontend_bot.workflows.documents.document_job import open_document_job
from frontend_bot.workflows.documents.question_answering import answer_question

_LONGEST_TITLE = 60


class AnswerQuestion(JobMode):
    """Only what is in the transcript; else it says that nothing is."""

    id = "answer_question"
    order = 48
    in_menu = False
    accepts = frozenset({Kind.TEXT})
    needs_transcript = True
    needs_words = True
    is_kept = False

    def why_unavailable(self, tools: Tools) -> Phrase | None:
        return tools.language_model.why_unavailable()

    async def run(self, job: Job, tools: Tools) -> Result:
        work = await open_document_job(job, tools)
        question = job.content[0].text
        # In the language of the person who asks, not of the recording.
        blocks, missing = await answer_question(work.questions, work.transcript, question, tools.say)
        return replace(work.result(blocks, missing=missing), title=f"❓ {question[:_LONGEST_TITLE]}")
