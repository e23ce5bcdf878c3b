"""A transcript to an official one: everything that was said, by topics and speakers, without fillers."""

from frontend_bot.core.job import Result
from frontend_bot.core.mode import Option
from frontend_bot.workflows.documents.document_job import SOURCE, DocumentJob
from frontend_bot.workflows.documents.document_mode import DocumentMode
from frontend_bot.workflows.documents.full_transcript import write_full_transcript


class FullTranscript(DocumentMode):
    """The first of the documents, so it asks for the language of all of them."""

    id = "full_transcript"
    order = 40
    options = (Option("language", (SOURCE,), offers_languages=True),)

    async def write(self, work: DocumentJob) -> Result:
        blocks, missing = await write_full_transcript(
            work.questions, work.transcript, work.chosen_language, work.say, differently=work.differently
        )
        return work.result(blocks, missing=missing)
