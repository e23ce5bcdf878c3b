"""The page that takes a question about a recording: by its button, or as a reply to the message with the button."""

from frontend_bot.core.mode import PageMode, Visit
from frontend_bot.core.phrase import phrase
from frontend_bot.core.record import Record
from frontend_bot.core.screen import Button, DocumentRequest, Screen

_LONGEST = 1000
"""Characters of a question."""


class AskRecording(PageMode):
    """Asks for the question, and takes the next text for it."""

    id = "ask_recording"
    in_menu = False
    takes_replies = True
    actions = ("ask {record}",)

    def beside(self, record: Record) -> Button | None:
        has_words = bool(record.result.transcript and record.result.transcript.text)
        if not has_words and not (record.source_record_id and record.result.blocks):
            return None
        return Button(phrase("ask-button"), f"ask {record.source_record_id or record.id}")

    async def page(self, visit: Visit) -> Screen:
        record_id = str(visit.action.values[0]) if visit.action.values else ""
        if await visit.history.get(visit.user_id, record_id) is None:
            return Screen(lines=(phrase("record-gone"),), is_apart=True)
        return Screen(lines=(phrase("ask-question"),), awaits=visit.action.text, is_apart=True)

    async def answer(self, visit: Visit, text: str) -> Screen:
        record_id = str(visit.action.values[0]) if visit.action.values else ""
        question = " ".join(text.split())[:_LONGEST]
        return Screen(request=DocumentRequest("answer_question", record_id, question))
