"""A question about a transcript to its answer, with the places that it rests on."""

from dataclasses import replace

from frontend_bot.core.job import Result
from frontend_bot.workflows.documents.document_job import DocumentJob
from frontend_bot.workflows.documents.document_mode import DocumentMode
from frontend_bot.workflows.documents.question_answering import answer_question

_LONGEST_TITLE = 60


class AnswerQuestion(DocumentMode):
    """Only what is in the transcript; else it says that nothing is."""

    id = "answer_question"
    order = 48
    needs_words = True
    is_kept = False
    options = ()

    async def write(self, work: DocumentJob) -> Result:
        question = work.job.content[0].text
        # In the language of the person who asks, not of the recording.
        blocks, missing = await answer_question(work.questions, work.transcript, question, work.tools.say)
        return replace(work.result(blocks, missing=missing), title=f"❓ {question[:_LONGEST_TITLE]}")
