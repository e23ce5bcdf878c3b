"""A transcript worked on by an instruction that its owner has written."""

from dataclasses import replace

from frontend_bot.core.content import Kind
from frontend_bot.core.job import Job, Result
from frontend_bot.core.mode import JobMode
from frontend_bot.core.phrase import Phrase
from frontend_bot.core.tools import Tools
from frontend_bot.workflows.documents.custom_prompt import follow_instruction
from frontend_bot.workflows.documents.document_job import DOCUMENT_LANGUAGE, open_document_job


class FollowInstruction(JobMode):
    """What the instruction asks for, under its name."""

    id = "own_instruction"
    order = 49
    in_menu = False
    accepts = frozenset({Kind.TEXT})
    needs_transcript = True
    needs_words = True
    options = (DOCUMENT_LANGUAGE,)

    def why_unavailable(self, tools: Tools) -> Phrase | None:
        return tools.language_model.why_unavailable()

    async def run(self, job: Job, tools: Tools) -> Result:
        work = await open_document_job(job, tools)
        content, name = job.content[0], job.choices.get("name", "")
        blocks, missing = await follow_instruction(
            work.questions, work.transcript, content.text, name, work.chosen_language, work.say
        )
        return replace(work.result(blocks, missing=missing), title=f"⭐ {name} · {content.file_name}")
