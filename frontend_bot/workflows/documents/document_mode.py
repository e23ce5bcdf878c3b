"""What the modes have in common that write a document about a transcript with the language model."""

from abc import abstractmethod

from frontend_bot.core.content import Kind
from frontend_bot.core.job import Job, Result
from frontend_bot.core.mode import JobMode, Option
from frontend_bot.core.phrase import Phrase
from frontend_bot.core.tools import Tools
from frontend_bot.workflows.documents.document_job import DOCUMENT_LANGUAGE, DocumentJob, open_document_job


class DocumentMode(JobMode):
    """Offered under transcripts, not in the menu; a subclass says what it writes."""

    in_menu = False
    accepts = frozenset({Kind.TEXT})
    needs_transcript = True
    options: tuple[Option, ...] = (DOCUMENT_LANGUAGE,)

    def why_unavailable(self, tools: Tools) -> Phrase | None:
        return tools.language_model.why_unavailable()

    async def run(self, job: Job, tools: Tools) -> Result:
        return await self.write(await open_document_job(job, tools))

    @abstractmethod
    async def write(self, work: DocumentJob) -> Result:
        """Write the document. Raises a LanguageModel error, and what the tools raise."""
