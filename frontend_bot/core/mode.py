"""A mode: one thing the bot can do. Subclass JobMode or PageMode in one file of ``frontend_bot/modes``.

Everything around a mode is derived from what it declares here: its button in the menu, what it is offered for,
its page in the settings, "what next?" under results, its place in the worker and in the history.
"""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Protocol

from frontend_bot.core.action import Action
from frontend_bot.core.content import Kind
from frontend_bot.core.job import Job, Result
from frontend_bot.core.languages import Languages, called
from frontend_bot.core.own_instruction import OwnInstructions
from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.record import Record
from frontend_bot.core.screen import Button, Screen
from frontend_bot.core.state import UserState
from frontend_bot.core.tools import Tools
from frontend_bot.core.vocabulary import Vocabulary

MOST_IN_A_ROW = 5
"""Values of an option, and languages of the bot; more are chosen from a list."""


@dataclass(frozen=True, slots=True)
class Option:
    """A question that a mode asks once; the answer is remembered and can be changed in the settings.

    Its words are ``option-<mode>-<id>`` and ``option-<mode>-<id>-<value>`` in the mode's texts. The first of
    ``values`` is the default. With ``asked_by`` it is the option of that mode, whose answer counts here as well: it is
    asked once, and its words are that mode's. ``offers_languages`` adds a value for every language that the bot speaks,
    with the language's name as its words.
    """

    id: str
    values: tuple[str, ...]
    asked_by: str = ""
    offers_languages: bool = False
    languages: tuple[str, ...] = ()
    """Those of ``values`` that were added."""

    def offering(self, languages: Sequence[str]) -> "Option":
        """The option as it is asked where the bot speaks these languages, by their codes."""
        if not self.offers_languages:
            return self
        added = tuple(code for code in languages if code not in self.values)
        return replace(self, values=(*self.values, *added), languages=added)

    @property
    def is_long(self) -> bool:
        """Too many values for one row of buttons: they are chosen from a list."""
        return len(self.values) > MOST_IN_A_ROW


class Mode(ABC):
    """What every mode declares. Its words: ``mode-<id>`` (the button), ``mode-<id>-prompt`` (when it is opened)."""

    id: ClassVar[str]
    """Equal to the name of the file."""
    order: ClassVar[int] = 100
    """Place in the menu, small first."""
    in_menu: ClassVar[bool] = True
    in_settings: ClassVar[bool] = False
    """Whether the settings lead to it. A job mode is then offered for nothing and takes content only while open."""
    texts: ClassVar[Mapping[str, str]] = {}
    """Fluent source by language ("ru", "en") for a mode that brings its own words; the others' lie in locales/. English
    must be among them: it is said in every language that is not."""
    options: tuple[Option, ...] = ()

    def choice(self, state: UserState, option: str) -> str:
        """The user's answer to one of this mode's options; the default where it is none (any more)."""
        asked = next(o for o in self.options if o.id == option)
        chosen = state.choices.get(f"{asked.asked_by or self.id}.{option}", "")
        return chosen if chosen in asked.values else asked.values[0]

    def name_of(self, option: Option) -> Phrase:
        """What one of this mode's options is called."""
        return phrase(f"option-{option.asked_by or self.id}-{option.id}")

    def label_of(self, option: Option, value: str) -> Phrase:
        """What a value of one of this mode's options is called."""
        if value in option.languages:
            return called(value)
        return phrase(f"option-{option.asked_by or self.id}-{option.id}-{value}")


class JobMode(Mode):
    """A mode that takes content and works in a worker."""

    accepts: ClassVar[frozenset[Kind]]
    starts_unasked: ClassVar[bool] = True
    """Whether content for which this is the only mode starts it at once; False: it is offered with a button, unless
    the mode is open."""
    needs_transcript: ClassVar[bool] = False
    """Whether it works on a transcript of the history (``files.transcript``): it is offered under transcripts and under
    what was made of them, and always gets the transcript itself. False: it takes what is sent as well."""
    receives: ClassVar[frozenset[Kind]] = frozenset()
    """Kinds of content that come to this mode when no mode is open, although others take them too: those are offered
    under its result. It is itself not offered under results."""
    is_kept: ClassVar[bool] = True
    """Whether a result that was made before is shown again; False: it is made again, of what was kept of the work."""
    joins_pastes: ClassVar[bool] = False
    """Whether a long text that Telegram parted into several messages is one job (``job.content`` holds the parts)."""
    needs_words: ClassVar[bool] = False
    """Whether it works on words of the person as well (``job.content[0].text``: a question, an instruction). It has no
    button of its own then: a page asks for the words and orders it."""
    takes_albums: ClassVar[bool] = False
    """Whether what was sent as one album is one job (``job.content`` holds all of it); False: a job for each part."""
    joins_batches: ClassVar[bool] = False
    """Whether what was forwarded at once or sent as one album may be one job; its person is asked. False: never."""

    def why_unavailable(self, tools: Tools) -> Phrase | None:
        """None, or the sentence that says why this mode cannot work now and what to configure."""
        return None

    def follows(self, record: Record) -> bool:
        """Whether this mode is offered under a finished result of a kind that it accepts."""
        return True

    @abstractmethod
    async def run(self, job: Job, tools: Tools) -> Result:
        """Do the job. Plain async code; may be started again from the beginning after a crash, with the results of
        recorded tools at hand. Raises a BotError whose sentence the user reads."""


class History(Protocol):
    """The finished jobs of a user, newest first."""

    async def page(self, user_id: int, offset: int, limit: int) -> Sequence[Record]:
        """At most ``limit`` records after skipping ``offset``."""

    async def count(self, user_id: int) -> int:
        """How many there are."""

    async def get(self, user_id: int, record_id: str) -> Record | None:
        """One record, None if it is not there or not this user's."""

    async def rewrite(self, user_id: int, record_id: str, result: Result) -> bool:
        """Put another result in the place of a record's. False if it is gone."""

    async def delete(self, user_id: int, record_id: str) -> bool:
        """Forget one. False if there was nothing to forget."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One look at a page. ``action`` is what the pressed button says, empty when the page is opened."""

    user_id: int
    language: str
    languages: Languages
    """All that the bot speaks."""
    action: Action
    state: UserState
    history: History
    modes: Sequence[Mode]
    left_today: Callable[[], Awaitable[Sequence[Phrase]]]
    """What is left of the limits of the day, a line for each; nothing where there are none."""
    change: Callable[[Callable[[UserState], UserState]], Awaitable[UserState]]
    """Change this user's state atomically; returns the new state."""
    instructions: OwnInstructions
    say: Callable[[Phrase], str]
    """A phrase in the visitor's language, for words of ours that are kept."""
    vocabulary: Vocabulary
    zone: str = ""
    """The visitor's time zone, by its name in the IANA database."""


class PageMode(Mode):
    """A mode that answers at once (history, settings)."""

    actions: ClassVar[tuple[str, ...]] = ()
    """The forms of what its buttons say, as in "from {number} {record}"; see ``parse_action``. A press that fits none
    is told to be an old button, and the page does not see it."""
    takes_replies: ClassVar[bool] = False
    """Whether a text that replies to a message with this page's button answers the screen behind that button."""

    @abstractmethod
    async def page(self, visit: Visit) -> Screen:
        """The screen to show. Must be quick: it runs while Telegram waits.

        Raises OldButton for a number that is none of its own any more.
        """

    def beside(self, record: Record) -> Button | None:
        """The button that leads from this finished result to the page, None where the page has nothing to do with it.
        Its action must open a screen that is ``is_apart``."""
        return None

    async def answer(self, visit: Visit, text: str) -> Screen:
        """The user's text after a screen with ``awaits``, which is ``visit.action`` now. May be asked twice for the
        same text (a crash in between), so the second time must change nothing more. Must be quick, too."""
        return await self.page(visit)
