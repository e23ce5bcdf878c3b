"""Results and failures on their way to a person: the courier of the jobs."""

from collections.abc import Awaitable, Callable, Sequence

import structlog
from aiogram.methods import SendDocument, SendMessage
from aiogram.types import BufferedInputFile, InlineKeyboardMarkup, ReplyParameters

from frontend_bot.core.content import Kind
from frontend_bot.core.document import Writer
from frontend_bot.core.job import Job
from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.record import Record
from frontend_bot.core.registry import Modes
from frontend_bot.services.limits import Urgency
from frontend_bot.telegram.outbox import Outbox, Unreachable
from frontend_bot.telegram.render import BEGINNING_LIMIT, MESSAGE_LIMIT, Renderer, beginning, utf16_length

log = structlog.get_logger()

Parcel = Callable[[], Awaitable[tuple[str, ...]]]


class TelegramCourier:
    """Delivers as answers to the message that asked."""

    def __init__(self, outbox: Outbox, renderer: Renderer, modes: Modes, write_txt: Writer) -> None:
        self._outbox, self._renderer, self._modes, self._write_txt = outbox, renderer, modes, write_txt

    def parcels(self, job: Job, record: Record, urgency: Urgency = Urgency.RESULT) -> Sequence[Parcel]:
        """The messages of one result, in order, each to be sent once; each answers the file ids it uploaded."""
        note = self._renderer.say(record.result.note, job.language) if record.result.note else ""
        text = "\n\n".join(part for part in (note, record.result.text) if part)
        text = text or self._renderer.say(phrase("result-nothing"), job.language)
        keyboard = self._keyboard(job, record)
        if utf16_length(text) <= MESSAGE_LIMIT:
            return [lambda: self._text(job, text, keyboard, urgency)]
        continues = self._renderer.say(phrase("result-continues"), job.language)
        first = f"{beginning(text, BEGINNING_LIMIT)}\n\n{continues}"
        return [
            lambda: self._text(job, first, None, urgency),
            lambda: self.txt_file(job, record, keyboard, urgency),
        ]

    async def failure(self, job: Job, sentence: Phrase, can_retry: bool) -> None:
        """Say in one sentence why there is no result, with a 🔁 button where trying again can help."""
        keyboard = self._renderer.again_keyboard(job.id, job.language) if can_retry else None
        await self._text(job, self._renderer.say(sentence, job.language), keyboard, Urgency.RESULT)

    async def txt_file(
        self, job: Job, record: Record, keyboard: InlineKeyboardMarkup | None, urgency: Urgency
    ) -> tuple[str, ...]:
        """The whole text as a file; uploaded once, sent again by its file id."""
        known = record.result_file_ids[0] if record.result_file_ids else None
        written = self._write_txt(record)
        file = known or BufferedInputFile(written.data, written.name)
        caption = phrase("result-file-caption", characters=len(record.result.text))
        method = SendDocument(
            chat_id=job.chat_id,
            document=file,
            caption=self._renderer.say(caption, job.language),
            reply_parameters=_answering(job),
            reply_markup=keyboard,
            disable_content_type_detection=True,
        )
        try:
            message = await self._outbox.send(method, job.chat_id, urgency)
        except Unreachable as error:
            log.info("nobody to deliver to", job=job.id, reason=str(error))
            return ()
        return () if known or message.document is None else (message.document.file_id,)

    async def _text(
        self, job: Job, text: str, keyboard: InlineKeyboardMarkup | None, urgency: Urgency
    ) -> tuple[str, ...]:
        method = SendMessage(
            chat_id=job.chat_id,
            text=text,
            reply_parameters=_answering(job),
            reply_markup=keyboard,
        )
        try:
            await self._outbox.send(method, job.chat_id, urgency)
        except Unreachable as error:
            log.info("nobody to deliver to", job=job.id, reason=str(error))
        return ()

    def _keyboard(self, job: Job, record: Record) -> InlineKeyboardMarkup:
        has_text = bool(record.result.text)
        following = [mode for mode in self._modes.accepting(Kind.TEXT) if mode.id != record.mode] if has_text else []
        return self._renderer.result_keyboard(record.id, following, has_text, job.language)


def _answering(job: Job) -> ReplyParameters | None:
    """Answer the message that asked, or stand alone where it was deleted meanwhile."""
    if not job.message_id:
        return None
    return ReplyParameters(message_id=job.message_id, allow_sending_without_reply=True)
