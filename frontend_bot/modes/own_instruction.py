"""A transcript worked on by an instruction that its owner has written."""

from dataclasses import replace

from frontend_bot.core.job import Result
from frontend_bot.workflows.documents.custom_prompt import follow_instruction
from frontend_bot.workflows.documents.document_job import DocumentJob
from frontend_bot.workflows.documents.document_mode import DocumentMode


class FollowInstruction(DocumentMode):
    """What the instruction asks for, under its name."""

    id = "own_instruction"
    order = 49
    needs_words = True

    async def write(self, work: DocumentJob) -> Result:
        content, name = work.job.content[0], work.job.choices.get("name", "")
        blocks, missing = await follow_instruction(
            work.questions, work.transcript, content.text, name, work.chosen_language, work.say
        )
        return replace(work.result(blocks, missing=missing), title=f"⭐ {name} · {content.file_name}")
