"""A transcript to the protocol of a meeting: a Word document made from a template, ready to be signed."""

from frontend_bot.core.content import Content, Kind
from frontend_bot.core.job import Result
from frontend_bot.core.minutes import Evidence, Minutes
from frontend_bot.core.mode import Option
from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.protocol import ProtocolFields, ProtocolRoles, fields_of
from frontend_bot.core.titles import without_extension
from frontend_bot.core.tools import Tools
from frontend_bot.workflows.documents.document_job import DOCUMENT_LANGUAGE, DocumentJob
from frontend_bot.workflows.documents.document_mode import DocumentMode
from frontend_bot.workflows.documents.minutes_layout import not_covered_blocks, place_words

_LONGEST_NAME = 60


class WordProtocol(DocumentMode):
    """Written from the same minutes as the other formats: where they are there already, it costs nothing."""

    id = "protocol"
    order = 44
    is_kept = False  # the template may be another one by now
    options = (DOCUMENT_LANGUAGE, Option("template", ("own", "default")))

    async def write(self, work: DocumentJob) -> Result:
        job, tools = work.job, work.tools
        minutes = await work.minutes(anew=work.differently)
        own = job.choices.get("template", "own") == "own"
        path = await tools.protocols.write(_fields(work, minutes), own=own)
        name = tools.say(phrase("protocol-file"))
        source = without_extension(job.content[0].file_name) or minutes.title
        kept = "".join(letter if letter.isalnum() or letter in " -_" else " " for letter in source)
        file_name = f"{name} {' '.join(kept.split())}"[:_LONGEST_NAME].strip()
        return Result(
            note=phrase("protocol-ready", decisions=len(minutes.decisions), tasks=len(minutes.tasks)),
            files=(Content(Kind.DOCUMENT, file_name=f"{file_name}.docx", path=str(path)),),
            title=f"{tools.say(phrase('mode-protocol'))} · {job.content[0].file_name or minutes.title}".rstrip(" ·"),
            minutes=minutes,
            is_partial=bool(minutes.not_covered),
        )


def _fields(work: DocumentJob, minutes: Minutes) -> ProtocolFields:
    language = minutes.language

    def say(what: Phrase) -> str:
        return work.tools.say(what, language)

    def place(evidence: Evidence) -> str:
        return place_words(evidence.place, say)

    missing = " ".join(block.text for block in not_covered_blocks(minutes.not_covered, say))
    roles = ProtocolRoles(_beginnings(work.tools, "chair"), _beginnings(work.tools, "secretary"))
    return fields_of(minutes, place, missing, roles)


def _beginnings(tools: Tools, role: str) -> tuple[str, ...]:
    """In every language: a meeting is not always held in that of its protocol."""
    said = [tools.say(phrase(f"protocol-roles-{role}"), code) for code in tools.languages.codes]
    return tuple(dict.fromkeys(" ".join(said).lower().split()))
