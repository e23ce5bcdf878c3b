"""Who wrote or pressed (the actor), and what the handlers work with (the services)."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from aiogram.types import Chat, User

from frontend_bot.core.chart import Chart
from frontend_bot.core.mode import JobMode
from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.registry import Modes
from frontend_bot.core.state import UserState
from frontend_bot.core.vocabulary import Vocabulary
from frontend_bot.core.zones import zone_chosen
from frontend_bot.services.jobs.questions import JobQueue
from frontend_bot.services.state_manager import StateManager
from frontend_bot.services.storage.albums import Albums
from frontend_bot.services.storage.history import HistoryStore
from frontend_bot.services.storage.own_instructions import OwnInstructionStore
from frontend_bot.services.storage.pastes import Pastes
from frontend_bot.services.storage.templates import Templates
from frontend_bot.services.translations import Translations
from frontend_bot.services.usage.ledger import Ledger
from frontend_bot.services.usage.quota import AUDIO, in_minutes
from frontend_bot.services.usage.report import Report
from frontend_bot.services.usage.totals import Usage
from frontend_bot.telegram.output.flood import FloodGuard
from frontend_bot.telegram.output.keyboards import Renderer
from frontend_bot.telegram.output.progress import TelegramStatusBoard
from frontend_bot.telegram.output.results import TelegramCourier
from frontend_bot.telegram.output.sender import Outbox


@dataclass(frozen=True, slots=True)
class Actor:
    """The person of one update, with the language to speak and the state to go by."""

    user_id: int
    chat_id: int
    is_private: bool
    is_admin: bool
    language: str
    state: UserState


@dataclass(frozen=True, slots=True)
class Services:
    """What the handlers work with: one of each, for the life of the program."""

    modes: Modes
    translations: Translations
    renderer: Renderer
    states: StateManager
    jobs: JobQueue
    history: HistoryStore
    albums: Albums
    vocabulary: Vocabulary
    pastes: Pastes
    templates: Templates
    instructions: OwnInstructionStore
    usage: Usage
    ledger: Ledger
    outbox: Outbox
    flood: FloodGuard
    courier: TelegramCourier
    statuses: TelegramStatusBoard
    why_unavailable: Callable[[JobMode], Phrase | None]
    limits: "ChatLimits"
    load: Callable[[], tuple[int, int]]
    """Jobs that run and jobs that wait in this process."""
    report: Callable[[], Awaitable[Report]]
    """The last thirty days in figures."""
    draw_chart: Callable[[Chart], bytes]
    """Takes a tenth of a second: for a thread."""
    timezone: str
    """The installation's time zone, for whoever has chosen none."""
    engine: str
    """Name of the transcription engine, "" if none is configured."""


@dataclass(frozen=True, slots=True)
class ChatLimits:
    """What is accepted, for the sentences and for refusing before any work. ``file_bytes`` None: no limit."""

    file_bytes: int | None
    minutes: int
    allowed: frozenset[int]
    admins: frozenset[int]
    follows_links: bool

    def welcomes(self, user_id: int) -> bool:
        """Everybody, if nobody is named; admins always."""
        return not self.allowed or user_id in self.allowed or user_id in self.admins


async def actor_of(user: User, chat: Chat, services: Services) -> Actor:
    """Look the person up. Raises StateUnavailable."""
    state = await services.states.get(user.id)
    chosen = state.language if state.language in services.translations.languages.codes else ""
    return Actor(
        user_id=user.id,
        chat_id=chat.id,
        is_private=chat.type == "private",
        is_admin=user.id in services.limits.admins,
        language=chosen or services.translations.nearest(user.language_code or ""),
        state=state,
    )


def zone_of(actor: Actor, services: Services) -> str:
    """The time zone in which the actor is told times, by its name in the IANA database."""
    return zone_chosen(actor.state.choices.get("settings.zone", ""), services.timezone)


async def left_today(usage: Usage, user_id: int) -> Sequence[Phrase]:
    """A line for each limit; nothing where there are none."""
    zone, hours = usage.renewal()
    return [
        phrase(
            "quota-minutes" if left.what == AUDIO else "quota-tokens",
            whose="all" if left.is_shared else "mine",
            left=in_minutes(left.amount) if left.what == AUDIO else left.amount,
            limit=in_minutes(left.limit) if left.what == AUDIO else left.limit,
            zone=zone,
            hours=hours,
        )
        for left in await usage.left(user_id)
    ]
