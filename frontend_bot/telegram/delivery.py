"""Results and failures on their way to a person: the courier of the jobs."""

from collections.abc import Sequence
from uuid import uuid4

import structlog
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import SendDocument, SendMessage
from aiogram.types import BufferedInputFile, InlineKeyboardMarkup

from frontend_bot.core.document import Writer
from frontend_bot.core.job import Job
from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.record import Record
from frontend_bot.core.registry import Modes
from frontend_bot.errors import BotError
from frontend_bot.services.limits import Urgency
from frontend_bot.telegram.attachments import Attachments, Parcel, answering
from frontend_bot.telegram.following import following_modes
from frontend_bot.telegram.outbox import Outbox, Unreachable
from frontend_bot.telegram.render import BEGINNING_LIMIT, MESSAGE_LIMIT, Renderer, beginning, utf16_length

log = structlog.get_logger()


class TelegramCourier:
    """Delivers as answers to the message that asked."""

    def __init__(self, outbox: Outbox, renderer: Renderer, modes: Modes, write_txt: Writer) -> None:
        self._outbox, self._renderer, self._modes, self._write_txt = outbox, renderer, modes, write_txt
        self._attachments = Attachments(outbox, renderer)

    def parcels(self, job: Job, record: Record, urgency: Urgency = Urgency.RESULT) -> Sequence[Parcel]:
        """The messages of one result, in order, each to be sent once; each answers the file ids it uploaded."""
        return [_refusal_told(send) for send in self._all_parcels(job, record, urgency)]

    def _all_parcels(self, job: Job, record: Record, urgency: Urgency) -> Sequence[Parcel]:
        if not record.result.files:
            return self._text_parcels(job, record, urgency)
        note = self._renderer.say(record.result.note, job.language) if record.result.note else ""
        parcels = self._attachments.parcels(job, record, note, self._keyboard(job, record), urgency)
        # One file carries the words; albums cannot, and a text of its own needs more room than a caption has.
        is_told = len(record.result.files) == 1 and not record.result.text
        return parcels if is_told else [*parcels, *self._text_parcels(job, record, urgency)]

    def _text_parcels(self, job: Job, record: Record, urgency: Urgency) -> list[Parcel]:
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
        is_known = record.result_file_ids and not record.result.files
        if is_known:
            try:
                await self._document(job, record, record.result_file_ids[0], keyboard, urgency)
            except TelegramBadRequest:  # an id of another bot, after the token was changed
                log.info("a known file is uploaded anew", job=job.id)
            else:
                return ()
        written = self._write_txt(record)
        return await self._document(job, record, BufferedInputFile(written.data, written.name), keyboard, urgency)

    async def _document(
        self,
        job: Job,
        record: Record,
        file: str | BufferedInputFile,
        keyboard: InlineKeyboardMarkup | None,
        urgency: Urgency,
    ) -> tuple[str, ...]:
        caption = phrase("result-file-caption", characters=len(record.result.text))
        method = SendDocument(
            chat_id=job.chat_id,
            document=file,
            caption=self._renderer.say(caption, job.language),
            reply_parameters=answering(job),
            reply_markup=keyboard,
            disable_content_type_detection=True,
        )
        try:
            message = await self._outbox.send(method, job.chat_id, urgency)
        except Unreachable as error:
            log.info("nobody to deliver to", job=job.id, reason=str(error))
            return ()
        return () if message.document is None else (message.document.file_id,)

    async def _text(
        self, job: Job, text: str, keyboard: InlineKeyboardMarkup | None, urgency: Urgency
    ) -> tuple[str, ...]:
        method = SendMessage(
            chat_id=job.chat_id,
            text=text,
            reply_parameters=answering(job),
            reply_markup=keyboard,
        )
        try:
            await self._outbox.send(method, job.chat_id, urgency)
        except Unreachable as error:
            log.info("nobody to deliver to", job=job.id, reason=str(error))
        return ()

    def _keyboard(self, job: Job, record: Record) -> InlineKeyboardMarkup:
        has_text = bool(record.result.text)
        following = following_modes(self._modes, record)
        return self._renderer.result_keyboard(record.id, following, has_text, job.language)


def _refusal_told(send: Parcel) -> Parcel:
    """What Telegram does not accept from us is our mistake: the log gets its reason, the person a sentence."""

    async def sent() -> tuple[str, ...]:
        try:
            return await send()
        except TelegramBadRequest as error:
            incident = uuid4().hex[:8]
            log.error("telegram refused a result", incident=incident)
            log.debug("its reason", incident=incident, reason=error.message)
            raise BotError("telegram refused a result", incident=incident) from error

    return sent
