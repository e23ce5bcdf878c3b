"""Progress in the chat: nothing for quick jobs but a chat action, one edited message for the others.

Messages are the scarcest thing under load, so progress never costs a result its place: it is left out while the
outbox is busy.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from math import exp
from time import monotonic, time

import structlog
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import DeleteMessage, EditMessageText, SendChatAction, SendMessage
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters

from frontend_bot.core.job import Job
from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.errors import BotError
from frontend_bot.services.jobs.lanes import Lanes
from frontend_bot.services.jobs.status_messages import StatusMessages
from frontend_bot.services.rate_limit.limiter import Priority
from frontend_bot.services.task_keeper import TaskKeeper
from frontend_bot.services.translations import Translations
from frontend_bot.telegram.callback_data import CancelJob
from frontend_bot.telegram.output.sender import NotSent, Outbox, Unreachable

log = structlog.get_logger()

_QUICK_SECONDS = 2.0
"""A job that is answered within this time gets no status message."""
_ACTION_AFTER_SECONDS = 0.7
_MOST_ACTIONS = 10
"""With more jobs than this at hand, chat actions would take the messages' place: Telegram counts both."""
_EDIT_SECONDS = 3.0
"""Telegram limits edits more strictly than messages; twenty a minute is safe."""
_ORPHAN_SECONDS = 60.0
_CLAIM_SECONDS = 60.0
"""A claim without a message that is older belongs to a process that was killed between the two."""
_BAR_LENGTH = 12
_REFUSED = (NotSent, Unreachable, TelegramBadRequest)


@dataclass
class _Entry:
    job: Job
    task: asyncio.Task[None] | None = None
    started_at: float | None = None
    fraction: float | None = None
    word: Phrase = field(default_factory=lambda: phrase("progress-starting"))
    message_id: int | None = None
    shown: str = ""
    is_elsewhere: bool = False


class TelegramStatusBoard:
    """One entry for each job of this process."""

    def __init__(
        self, outbox: Outbox, translations: Translations, lanes: Lanes, messages: StatusMessages, keeper: TaskKeeper
    ) -> None:
        self._outbox, self._translations, self._lanes = outbox, translations, lanes
        self._messages, self._keeper = messages, keeper
        self._entries: dict[str, _Entry] = {}
        self._left_over: dict[str, int] = {}

    async def start(self) -> None:
        """Learn which status messages an earlier process has left; their jobs will go on editing them."""
        for row in await self._messages.all():
            if row.message_id:
                self._left_over[row.job_id] = row.message_id
            elif time() - row.created_at > _CLAIM_SECONDS:
                await self._messages.drop(row.job_id)

    async def remove_orphans(self, is_unfinished: Callable[[str], Awaitable[bool]]) -> None:
        """Delete the status messages of jobs that ended while their process was killed or Telegram did not answer."""
        for row in await self._messages.all():
            if row.job_id not in self._entries and not await is_unfinished(row.job_id):
                await self._delete(row.chat_id, row.job_id, row.message_id)

    async def remove_orphans_for_ever(self, is_unfinished: Callable[[str], Awaitable[bool]]) -> None:
        """Every minute; runs until it is cancelled."""
        while True:
            try:
                await self.remove_orphans(is_unfinished)
            except BotError as error:
                log.warning("orphaned status messages stay for now", error=type(error).__name__)
            await asyncio.sleep(_ORPHAN_SECONDS)

    def watch(self, job: Job) -> None:
        """The job is here, waiting or about to start."""
        entry = _Entry(job, message_id=self._left_over.pop(job.id, None))
        self._entries[job.id] = entry
        entry.task = self._keeper.start(self._follow(entry), "status of a job")

    def watch_elsewhere(self, job: Job, is_unfinished: Callable[[str], Awaitable[bool]]) -> None:
        """The job waits for a worker in another process, which takes the status message over once it works on it."""
        self._keeper.start(
            self._wait_elsewhere(_Entry(job, is_elsewhere=True), is_unfinished), "status of a job elsewhere"
        )

    async def _wait_elsewhere(self, entry: _Entry, is_unfinished: Callable[[str], Awaitable[bool]]) -> None:
        await asyncio.sleep(_QUICK_SECONDS)
        while await is_unfinished(entry.job.id):
            if entry.message_id is None:
                await self._show_or_not(entry)
            await asyncio.sleep(_EDIT_SECONDS)
        if await self._messages.find(entry.job.id):
            await self._delete(entry.job.chat_id, entry.job.id, entry.message_id)

    def started(self, job: Job) -> None:
        """The job has left the line."""
        if entry := self._entries.get(job.id):
            entry.started_at = monotonic()

    def progress(self, job: Job, fraction: float | None, word: Phrase) -> None:
        """How far it is. Only noted; the entry's own task shows it when it may."""
        if entry := self._entries.get(job.id):
            entry.fraction, entry.word = fraction, word

    async def finished(self, job: Job) -> None:
        """The result is with the person, or will not come: take the status away."""
        entry = self._entries.pop(job.id, None)
        if entry is None:
            return
        await _end(entry)
        if entry.message_id is not None and await self._messages.find(job.id):
            await self._delete(job.chat_id, job.id, entry.message_id)

    async def parked(self, job: Job) -> None:
        """This process stops before the job is done; its status message stays for the next one."""
        if entry := self._entries.pop(job.id, None):
            await _end(entry)

    async def release(self, job_id: str) -> None:
        """Somebody else (the answer to ✖️) owns the status message from now on."""
        await self._messages.drop(job_id)

    async def _follow(self, entry: _Entry) -> None:
        await asyncio.sleep(_ACTION_AFTER_SECONDS)
        await self._show_action(entry.job)
        await asyncio.sleep(_QUICK_SECONDS - _ACTION_AFTER_SECONDS)
        while True:
            await self._show_or_not(entry)
            await asyncio.sleep(_EDIT_SECONDS)

    async def _show_or_not(self, entry: _Entry) -> None:
        try:
            await self._show(entry)
        except _REFUSED as refusal:
            log.debug("status not shown", job=entry.job.id, reason=str(refusal))

    async def _show_action(self, job: Job) -> None:
        if self._outbox.busy(job.chat_id) or len(self._entries) > _MOST_ACTIONS:
            return
        try:
            await self._outbox.send(SendChatAction(chat_id=job.chat_id, action="typing"), job.chat_id, Priority.ACTION)
        except _REFUSED as refusal:
            log.debug("chat action not shown", job=job.id, reason=str(refusal))

    async def _show(self, entry: _Entry) -> None:
        text = self._text(entry)
        if self._outbox.busy(entry.job.chat_id) or text == entry.shown:
            return
        if entry.message_id is None:
            await self._post(entry, text)
        else:
            method = EditMessageText(
                chat_id=entry.job.chat_id,
                message_id=entry.message_id,
                text=text,
                reply_markup=self._keyboard(entry.job),
            )
            entry.shown = text  # also when it is refused: a deleted message must not be edited for ever
            await self._outbox.send(method, entry.job.chat_id, Priority.STATUS)

    async def _post(self, entry: _Entry, text: str) -> None:
        job = entry.job
        if not await self._messages.claim(job.id, job.chat_id):
            row = await self._messages.find(job.id)  # the bot has shown it waiting, or an earlier worker at work
            entry.message_id = row.message_id if row else None
            return
        method = SendMessage(
            chat_id=job.chat_id,
            text=text,
            reply_markup=self._keyboard(job),
            disable_notification=True,
            reply_parameters=ReplyParameters(message_id=job.message_id, allow_sending_without_reply=True),
        )
        # Shielded: a status that was sent must be known, or nobody would ever delete it.
        await asyncio.shield(self._keeper.start(self._send_and_place(entry, method, text), "status message"))

    async def _send_and_place(self, entry: _Entry, method: SendMessage, text: str) -> None:
        try:
            message = await self._outbox.send(method, entry.job.chat_id, Priority.STATUS)
        except _REFUSED as refusal:
            log.debug("status not shown", job=entry.job.id, reason=str(refusal))
            await self._messages.drop(entry.job.id)
            return
        entry.message_id, entry.shown = message.message_id, text
        await self._messages.place(entry.job.id, message.message_id)
        is_over = not entry.is_elsewhere and self._entries.get(entry.job.id) is not entry
        if is_over and await self._messages.find(entry.job.id):
            await self._delete(entry.job.chat_id, entry.job.id, message.message_id)

    async def _delete(self, chat_id: int, job_id: str, message_id: int | None) -> None:
        if message_id is not None:
            try:
                await self._outbox.send(DeleteMessage(chat_id=chat_id, message_id=message_id), chat_id, Priority.STATUS)
            except NotSent:
                return  # the row stays: the next start deletes the message
            except (Unreachable, TelegramBadRequest) as refusal:
                log.debug("status not deleted", job=job_id, reason=str(refusal))
        await self._messages.drop(job_id)

    def _keyboard(self, job: Job) -> InlineKeyboardMarkup:
        label = self._translations.say(phrase("button-cancel"), job.language)
        button = InlineKeyboardButton(text=label, callback_data=CancelJob(job=job.id).pack())
        return InlineKeyboardMarkup(inline_keyboard=[[button]])

    def _text(self, entry: _Entry) -> str:
        return self._translations.say(_sentence(entry, self._lanes), entry.job.language)


def _sentence(entry: _Entry, lanes: Lanes) -> Phrase:
    if entry.started_at is None:
        place, wait = lanes.place(entry.job), lanes.expected_wait(entry.job)
        if place is None or wait is None:
            return phrase("status-waiting-somewhere")
        return phrase("status-waiting", place=place, wait=_roughly(wait))
    elapsed = monotonic() - entry.started_at
    fraction = _guessed(elapsed, lanes.usual_seconds(entry.job)) if entry.fraction is None else entry.fraction
    filled = round(fraction * _BAR_LENGTH)
    bar = "▓" * filled + "░" * (_BAR_LENGTH - filled)
    percent = round(100 * fraction)
    if entry.fraction is None or not 0.05 <= fraction < 1:
        return phrase("status-running-bar", word=entry.word, bar=bar, percent=percent)
    left = elapsed * (1 - fraction) / fraction
    return phrase("status-running-estimate", word=entry.word, bar=bar, percent=percent, left=_roughly(left))


def _guessed(elapsed: float, usual: float) -> float:
    """Where nobody can tell (a provider at work): from how long such jobs take, slower towards the end."""
    return 1 - exp(-1.5 * elapsed / max(usual, 1.0)) if elapsed > 0 else 0.0


def _roughly(seconds: float) -> Phrase:
    """An honest estimate has few digits."""
    if seconds < 50:
        return phrase("time-seconds", count=max(5, round(seconds / 5) * 5))
    if seconds < 5400:
        return phrase("time-minutes", count=max(1, round(seconds / 60)))
    return phrase("time-hours", count=round(seconds / 3600))


async def _end(entry: _Entry) -> None:
    if entry.task is not None:
        entry.task.cancel()
        await asyncio.gather(entry.task, return_exceptions=True)
