"""Results and failures on their way to a person: the courier of the jobs."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import uuid4

import structlog
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import SendDocument, SendMessage
from aiogram.types import BufferedInputFile, InlineKeyboardMarkup

from frontend_bot.core.document import FileFormat, FormatGroup
from frontend_bot.core.job import Job, Result
from frontend_bot.core.mode import JobMode
from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.record import Record
from frontend_bot.core.registry import Modes
from frontend_bot.errors import BotError
from frontend_bot.services.rate_limit.limiter import Priority
from frontend_bot.telegram.next_steps import following_modes
from frontend_bot.telegram.output.attachments import Attachments, Parcel, answering
from frontend_bot.telegram.output.entities import (
    BEGINNING_LIMIT,
    MESSAGE_LIMIT,
    Formatted,
    beginning,
    formatted,
    utf16_length,
)
from frontend_bot.telegram.output.keyboards import Renderer
from frontend_bot.telegram.output.sender import Outbox, Unreachable

log = structlog.get_logger()


class TelegramCourier:
    """Delivers as answers to the message that asked."""

    def __init__(
        self,
        outbox: Outbox,
        renderer: Renderer,
        modes: Modes,
        formats: Sequence[FileFormat],
        offers: Callable[[JobMode], bool] = lambda mode: True,
    ) -> None:
        """``formats`` are the files that results are offered as; the first is what a long text arrives in.

        ``offers`` tells which modes may be offered under results.
        """
        self._offers = offers
        self._outbox, self._renderer, self._modes = outbox, renderer, modes
        self._formats = {format.extension: format for format in formats}
        self._main_format = formats[0].extension
        self._attachments = Attachments(outbox, renderer)

    def parcels(self, job: Job, record: Record, priority: Priority = Priority.RESULT) -> Sequence[Parcel]:
        """The messages of one result, in order, each to be sent once; each answers the file ids it uploaded."""
        return [_refusal_told(send) for send in self._all_parcels(job, record, priority)]

    def _all_parcels(self, job: Job, record: Record, priority: Priority) -> Sequence[Parcel]:
        if not record.result.files:
            return self._text_parcels(job, record, priority)
        note = self._renderer.say(record.result.note, job.language) if record.result.note else ""
        parcels = self._attachments.parcels(job, record, note, self._keyboard(job, record), priority)
        # One file carries the words; albums cannot, and a text of its own needs more room than a caption has.
        is_told = len(record.result.files) == 1 and not record.result.text
        return parcels if is_told else [*parcels, *self._text_parcels(job, record, priority)]

    def _text_parcels(self, job: Job, record: Record, priority: Priority) -> list[Parcel]:
        note = self._renderer.say(record.result.note, job.language) if record.result.note else ""
        whole = _whole(note, record.result)
        whole = whole if whole[0] else (self._renderer.say(phrase("result-nothing"), job.language), [])
        keyboard = self._keyboard(job, record)
        if utf16_length(whole[0]) <= MESSAGE_LIMIT:
            return [lambda: self._text(job, whole, keyboard, priority)]
        continues = self._renderer.say(phrase("result-continues"), job.language)
        shown, entities = _beginning(note, record.result)
        return [
            lambda: self._text(job, (f"{shown}\n\n{continues}", entities), None, priority),
            lambda: self.file(job, record, self._main_format, keyboard, priority),
        ]

    async def failure(self, job: Job, sentence: Phrase, can_retry: bool) -> None:
        """Say in one sentence why there is no result, with a 🔁 button where trying again can help."""
        keyboard = self._renderer.again_keyboard(job.id, job.language) if can_retry else None
        await self._text(job, (self._renderer.say(sentence, job.language), []), keyboard, Priority.RESULT)

    async def question(self, job: Job) -> None:
        """One result of the whole batch, or one of each? The press is answered by batches.py."""
        text = self._renderer.say(phrase("batch-question", count=len(job.content)), job.language)
        await self._text(job, (text, []), self._renderer.batch_keyboard(job.album, job.language), Priority.RESULT)

    def offers(self, extension: str) -> bool:
        """Whether there is such a format."""
        return extension in self._formats

    async def file(
        self, job: Job, record: Record, extension: str, keyboard: InlineKeyboardMarkup | None, priority: Priority
    ) -> tuple[str, ...]:
        """The result as a file. The one that long texts arrive in is uploaded once, sent again by its id, and its id
        is answered. Raises the BotError of the format's writer."""
        is_main = extension == self._main_format
        caption = phrase("result-file-caption", characters=len(record.result.words)) if is_main else ""
        if is_main and record.result_file_ids and not record.result.files:
            try:
                await self._document(job, record.result_file_ids[0], caption, keyboard, priority)
            except TelegramBadRequest:  # an id of another bot, after the token was changed
                log.info("a known file is uploaded anew", job=job.id)
            else:
                return ()
        written = await self._formats[extension].write(replace(record, zone=job.zone))
        uploaded = BufferedInputFile(written.data, written.name)
        file_ids = await self._document(job, uploaded, caption, keyboard, priority)
        return file_ids if is_main else ()

    async def _document(
        self,
        job: Job,
        file: str | BufferedInputFile,
        caption: Phrase | str,
        keyboard: InlineKeyboardMarkup | None,
        priority: Priority,
    ) -> tuple[str, ...]:
        method = SendDocument(
            chat_id=job.chat_id,
            document=file,
            caption=self._renderer.say(caption, job.language) or None,
            reply_parameters=answering(job),
            reply_markup=keyboard,
            disable_content_type_detection=True,
        )
        try:
            message = await self._outbox.send(method, job.chat_id, priority)
        except Unreachable as error:
            log.info("nobody to deliver to", job=job.id, reason=str(error))
            return ()
        return () if message.document is None else (message.document.file_id,)

    async def _text(
        self, job: Job, formatted: Formatted, keyboard: InlineKeyboardMarkup | None, priority: Priority
    ) -> tuple[str, ...]:
        text, entities = formatted
        method = SendMessage(
            chat_id=job.chat_id,
            text=text,
            entities=entities or None,
            reply_parameters=answering(job),
            reply_markup=keyboard,
        )
        try:
            await self._outbox.send(method, job.chat_id, priority)
        except Unreachable as error:
            log.info("nobody to deliver to", job=job.id, reason=str(error))
        return ()

    def keyboard(self, job: Job, record: Record, group: str) -> InlineKeyboardMarkup:
        """The formats of this group that suit the record; without a group, everything that is offered under it."""
        formats = [format.extension for format in self._suiting(record) if format.group == group]
        if formats:
            return self._renderer.formats_keyboard(record.id, formats, job.language)
        return self._keyboard(job, record)

    def _suiting(self, record: Record) -> list[FileFormat]:
        return [format for format in self._formats.values() if format.suits(record)]

    def _keyboard(self, job: Job, record: Record) -> InlineKeyboardMarkup:
        following = [mode for mode in following_modes(self._modes, record) if self._offers(mode)]
        suiting = {format.group for format in self._suiting(record)}
        groups = [group for group in FormatGroup if group in suiting]
        has_gaps = bool(record.result.transcript and record.result.transcript.gaps)
        beside = [(page.id, button) for page in self._modes.pages.values() if (button := page.beside(record))]
        made_by = self._modes.jobs.get(record.mode)
        can_be_redone = made_by is not None and made_by.needs_transcript and not made_by.needs_words
        return self._renderer.result_keyboard(
            record.id,
            following,
            groups,
            job.language,
            beside,
            has_gaps=has_gaps,
            made_by=record.mode if can_be_redone else "",
            is_partial=record.result.is_partial,
        )


def _whole(note: str, result: Result) -> Formatted:
    if result.blocks:
        return formatted(result.blocks, note)
    return "\n\n".join(part for part in (note, result.text) if part), []


def _beginning(note: str, result: Result) -> Formatted:
    if result.blocks:
        return formatted(result.blocks, note, BEGINNING_LIMIT)
    return beginning(_whole(note, result)[0], BEGINNING_LIMIT), []


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
