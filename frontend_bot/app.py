"""The composition root: builds every part once from what the settings choose, starts them, ends them."""

import asyncio
import os
from contextlib import AsyncExitStack
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, TypeVar

import structlog
from aiogram.exceptions import AiogramError, TelegramUnauthorizedError

from frontend_bot.config import Settings
from frontend_bot.core.chart import Chart
from frontend_bot.core.job import Job
from frontend_bot.core.mode import JobMode
from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.engines.photos.photo_backend import PhotoBackend
from frontend_bot.errors import SettingsError
from frontend_bot.media.programs import Programs
from frontend_bot.services.jobs.executor_id import ExecutorId
from frontend_bot.services.jobs.heartbeats import Heartbeats
from frontend_bot.services.jobs.lanes import Lanes
from frontend_bot.services.jobs.queue import Jobs, RemoteJobs
from frontend_bot.services.jobs.recovery import JobsRecovery
from frontend_bot.services.jobs.runner import JobRunner
from frontend_bot.services.jobs.status_messages import StatusMessages
from frontend_bot.services.observability.health import Health
from frontend_bot.services.observability.metrics import Metrics
from frontend_bot.services.rate_limit.backlog import Backlog
from frontend_bot.services.storage.albums import Albums
from frontend_bot.services.storage.database import Database
from frontend_bot.services.storage.history import HistoryStore
from frontend_bot.services.storage.owed_answers import OwedAnswers
from frontend_bot.services.storage.own_instructions import OwnInstructionStore
from frontend_bot.services.storage.pastes import Pastes
from frontend_bot.services.storage.put_aside import PutAside
from frontend_bot.services.storage.scratch import Scratch
from frontend_bot.services.storage.templates import Templates
from frontend_bot.services.storage.vocabulary import VocabularyStore
from frontend_bot.services.task_keeper import TaskKeeper
from frontend_bot.services.usage.ledger import Ledger
from frontend_bot.services.usage.report import report
from frontend_bot.services.usage.totals import Usage
from frontend_bot.telegram.files import CLOUD_LIMIT
from frontend_bot.telegram.handlers.commands import COMMANDS
from frontend_bot.telegram.handlers.context import ChatLimits, Services
from frontend_bot.telegram.output.flood import FloodGuard
from frontend_bot.telegram.output.keyboards import Renderer
from frontend_bot.telegram.output.progress import TelegramStatusBoard
from frontend_bot.telegram.output.results import TelegramCourier
from frontend_bot.telegram.output.sender import Outbox
from frontend_bot.telegram.session import build_bot, introduce
from frontend_bot.telegram.updates.dispatcher import UpdateDispatcher
from frontend_bot.telegram.updates.polling import Polling, UpdateSource
from frontend_bot.telegram.updates.webhook import Webhook
from frontend_bot.wiring.job_tools import JobTools
from frontend_bot.wiring.language_model import build_language_model, language_model_entry
from frontend_bot.wiring.limits import build_send_limiter, prices_for, quota_for
from frontend_bot.wiring.links import build_links
from frontend_bot.wiring.results import formats_for, modes_and_translations
from frontend_bot.wiring.speech import build_text_to_speech
from frontend_bot.wiring.storage import build_state_manager, history_url, jobs_url, storage_folder
from frontend_bot.wiring.transcription import bounds_for, build_speech_to_text, transcription_entry

log = structlog.get_logger()

_NO_JOB = Job("", "", 0, 0, 0, "", ())
"""Stands in where a mode is asked whether it could work, before there is a job."""


class HasClose(Protocol):
    """What must be given back at the end."""

    async def close(self) -> None: ...


Closable = TypeVar("Closable", bound=HasClose)


class App:
    """All parts of one process, built once. ``listens`` says whether it is the bot or a worker alone."""

    def __init__(self, settings: Settings, *, listens: bool) -> None:
        self._settings = settings
        self._listens = listens
        self._works = not listens or settings.worker == "embedded"
        self._closing = AsyncExitStack()
        self._keeper = TaskKeeper()
        storage = storage_folder(settings)
        self._build_memory(settings, storage)
        self._build_telegram(settings)
        self._build_tools(settings)
        self._courier = TelegramCourier(
            self._outbox, self._renderer, self._modes, formats_for(self._desk), self._offers
        )
        self._jobs = self._build_jobs(jobs_url(settings, storage))
        self._health = self._owned(Health(settings.metrics_port, self._lanes, self._metrics))
        self._closing.push_async_callback(self._keeper.close, timeout=2)  # before everything that its tasks use

    def _owned(self, part: Closable) -> Closable:
        """This part is closed when the app ends, before those that were built earlier."""
        self._closing.push_async_callback(part.close)
        return part

    def _build_memory(self, settings: Settings, storage: Path) -> None:
        """What is remembered and counted."""
        executor = ExecutorId(storage / "workers") if self._works else None
        if executor:
            self._closing.callback(executor.release)
        self._worker = executor.name if executor else ""
        self._modes, self._translations = modes_and_translations()
        self._database = self._owned(Database(history_url(settings, storage)))
        self._history = HistoryStore(self._database)
        self._albums = Albums(self._database)
        self._templates = Templates(self._database)
        self._vocabulary = VocabularyStore(self._database)
        self._scratch = Scratch(storage / "scratch" / (self._worker or "bot"))
        self._quota = quota_for(settings)
        self._usage = Usage(self._database, self._quota)
        self._metrics = Metrics()
        prices = prices_for(settings, transcription_entry(settings), language_model_entry(settings))
        self._ledger = Ledger(self._database, self._usage, self._quota, prices, observe=self._metrics.booked)
        self._lanes = Lanes(settings.worker_concurrency, settings.user_concurrency)

    def _build_telegram(self, settings: Settings) -> None:
        """The ways out to Telegram."""
        self._bot = build_bot(
            settings.telegram_token.get_secret_value(), settings.telegram_api_url, is_local=settings.telegram_api_local
        )
        self._closing.push_async_callback(self._bot.session.close)
        self._states = self._owned(build_state_manager(settings))
        self._limiter = self._owned(build_send_limiter(settings, self._keeper))
        self._outbox = Outbox(self._bot, self._limiter)
        self._statuses = TelegramStatusBoard(
            self._outbox, self._translations, self._lanes, StatusMessages(self._database), self._keeper
        )
        self._renderer = Renderer(self._translations, self._modes)
        self._backlog = Backlog()
        self._flood = FloodGuard(self._outbox, self._backlog, OwedAnswers(self._database), self._translations)

    def _build_tools(self, settings: Settings) -> None:
        """The engines, and what hands them to each job."""
        entry = transcription_entry(settings)
        self._engine = entry.name if entry else ""
        self._bounds = bounds_for(settings, entry)
        programs = Programs()
        # Slots of its own: nobody's document waits for ffmpeg. Two at least: one person can fill no more than one.
        self._desk = Programs(max(2, os.cpu_count() or 1))
        photos = PhotoBackend(
            url=settings.backend_api_url,
            key=settings.backend_api_key.get_secret_value(),
            keeper=self._keeper,
            is_parking=lambda: self._jobs.is_parking,
        )
        links = build_links(settings, self._bounds)
        self._tools_for = JobTools(
            bot=self._bot,
            scratch=self._scratch,
            history=self._history,
            ledger=self._ledger,
            vocabulary=self._vocabulary,
            templates=self._templates,
            translations=self._translations,
            statuses=self._statuses,
            speech_to_text=self._owned(build_speech_to_text(settings, entry, programs)),
            language_model=self._owned(build_language_model(settings, programs)),
            text_to_speech=self._owned(build_text_to_speech(settings, programs)),
            photo_enhancer=self._owned(photos),
            links=self._owned(links) if links else None,
            desk=self._desk,
            operators_template=settings.protocol_template,
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop``, then leave within ten seconds with everything durable. Raises SettingsError."""
        async with AsyncExitStack() as closing:
            closing.push_async_callback(self._closing.aclose)
            await self._open(closing)
            updates = self._build_updates() if self._listens else None
            if updates:
                await updates.open()
            tasks: set[asyncio.Task[Any]] = {self._keeper.start(stop.wait(), "waiting for a signal")}
            if updates:
                tasks.add(self._keeper.start(updates.run(), "updates"))
            log.info("ready", listens=self._listens, works=self._works, engine=self._engine or "none")
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if updates:
                updates.stop()
            if stop.is_set() and tasks - done:
                await asyncio.wait(tasks - done, timeout=4)
            for task in done:
                task.result()  # a source of updates that broke ends the program with its error

    async def _open(self, closing: AsyncExitStack) -> None:
        await self._check_token()
        await self._database.open()
        await self._scratch.sweep(frozenset())
        await self._statuses.start()
        await self._health.start()
        await self._jobs.start()
        closing.push_async_callback(self._jobs.stop)
        self._health.is_ready = True
        self._keeper.start(self._statuses.remove_orphans_for_ever(self._jobs.is_unfinished), "orphaned status messages")
        if self._listens:
            self._keeper.start(self._flood.look_after(), "owed answers")
            self._keeper.start(introduce(self._bot, self._translations, COMMANDS), "introduction")

    async def _check_token(self) -> None:
        """A wrong token ends the start; a Telegram that does not answer only delays it: updates are asked for again."""
        try:
            await self._bot.me()
        except TelegramUnauthorizedError:
            raise SettingsError(
                "TELEGRAM_TOKEN is refused by Telegram. Copy it again from @BotFather into the environment or .env."
            ) from None
        except AiogramError as error:
            log.warning("telegram does not answer yet", error=type(error).__name__)

    def _build_updates(self) -> UpdateSource:
        settings = self._settings
        dispatcher, aside = UpdateDispatcher(self._bot, self._services()), PutAside(self._database)
        if not settings.webhook_url:
            return Polling(self._bot, dispatcher.handle, self._keeper, aside, self._backlog)
        return Webhook(
            self._bot,
            dispatcher.handle,
            self._keeper,
            aside,
            self._backlog,
            url=settings.webhook_url,
            secret=settings.webhook_secret.get_secret_value(),
            host=settings.webhook_host,
            port=settings.webhook_port,
        )

    def _services(self) -> Services:
        settings = self._settings
        return Services(
            modes=self._modes,
            translations=self._translations,
            renderer=self._renderer,
            states=self._states,
            jobs=self._jobs,
            history=self._history,
            albums=self._albums,
            vocabulary=self._vocabulary,
            instructions=OwnInstructionStore(self._database),
            pastes=Pastes(self._database),
            templates=self._templates,
            usage=self._usage,
            ledger=self._ledger,
            outbox=self._outbox,
            flood=self._flood,
            courier=self._courier,
            statuses=self._statuses,
            why_unavailable=self._why_unavailable,
            limits=ChatLimits(
                file_bytes=None if settings.telegram_api_local else CLOUD_LIMIT,
                minutes=int(self._bounds.most_seconds // 60),
                allowed=settings.allowed_users,
                admins=settings.admin_users,
                follows_links=settings.links_enabled,
            ),
            load=lambda: (self._lanes.running, self._lanes.waiting),
            report=lambda: report(self._database, self._quota),
            draw_chart=_draw_chart,
            timezone=settings.timezone,
            engine=self._engine,
        )

    def _build_jobs(self, url: str) -> Jobs | RemoteJobs:
        if not self._worker:
            return RemoteJobs(
                url,
                lambda job: self._statuses.watch_elsewhere(job, self._jobs.is_unfinished),
                most_of_user=self._settings.user_jobs,
            )
        runner = JobRunner(
            modes=self._modes.jobs,
            tools_for=self._tools_for,
            lanes=self._lanes,
            history=self._history,
            scratch=self._scratch,
            courier=self._courier,
            statuses=self._statuses,
            albums=self._albums,
            ledger=self._ledger,
            metrics=self._metrics,
        )
        recovery = JobsRecovery(self._worker, Heartbeats(self._database), self._ledger, self._keeper, self._give_up)
        return Jobs(
            url,
            self._worker,
            self._lanes,
            runner,
            recovery,
            slots=self._settings.worker_concurrency,
            per_user=self._settings.user_concurrency,
            takes_all=self._settings.worker == "separate",
            most_of_user=self._settings.user_jobs,
        )

    def _why_unavailable(self, mode: JobMode) -> Phrase | None:
        return mode.why_unavailable(self._tools_for(_NO_JOB))

    def _offers(self, mode: JobMode) -> bool:
        """Documents that nobody can write here are not offered under transcripts; other modes say what they lack."""
        return mode.id not in self._not_offered

    @cached_property
    def _not_offered(self) -> frozenset[str]:
        documents = (mode for mode in self._modes.jobs.values() if mode.needs_transcript)
        return frozenset(mode.id for mode in documents if self._why_unavailable(mode) is not None)

    async def _give_up(self, job: Job) -> None:
        await self._courier.failure(job, phrase("error-unexpected", incident=job.id), can_retry=False)


def _draw_chart(chart: Chart) -> bytes:
    """Loads what draws at the first chart, in the thread that draws: workers never need it."""
    from frontend_bot.file_formats.chart import draw_chart

    return draw_chart(chart)
