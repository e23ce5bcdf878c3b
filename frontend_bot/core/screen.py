"""A screen: text and buttons, without Telegram in it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from frontend_bot.core.phrase import Phrase, phrase


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button. ``label`` is a phrase of ours or, for names that users gave, a plain text.

    ``action`` is of one of the page's forms and comes back as ``visit.action`` when the button is pressed; with
    ``mode`` the press goes to another page. Both together must fit Telegram's 64 bytes of callback data; the renderer
    checks it.
    """

    label: Phrase | str
    action: str
    mode: str = ""


@dataclass(frozen=True, slots=True)
class DocumentRequest:
    """Work that a page asks for: a mode that needs a transcript, on the record with that transcript.

    ``words`` are the person's own, a question or an instruction; ``choices`` are made for this job alone, and tell
    what was made of other words apart.
    """

    mode: str
    record_id: str
    words: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Screen:
    """What a page shows. ``lines`` are put below each other; plain texts are shown exactly, without markup.

    ``record_id`` asks for a finished job of the history to be delivered again, as its first result was.
    ``notice`` is the short text of the toast that answers the press. ``awaits`` is the action with which the page's
    ``answer`` gets the user's next text, unless a button or a command comes first. ``is_apart`` shows the screen as a
    message of its own: the result that the button stands under must not be written over. ``again_of`` names a record
    whose job is to be done once more, with ``choices`` (by option) instead of those that it had;
    ``request`` asks for new work. Either result comes by itself.
    """

    lines: tuple[Phrase | str, ...] = ()
    rows: tuple[tuple[Button, ...], ...] = ()
    record_id: str = ""
    notice: Phrase | None = field(default=None)
    awaits: str = ""
    is_apart: bool = False
    again_of: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    request: DocumentRequest | None = None


def in_rows(buttons: Sequence[Button], width: int) -> tuple[tuple[Button, ...], ...]:
    """The buttons in rows of so many."""
    return tuple(tuple(buttons[at : at + width]) for at in range(0, len(buttons), width))


CHOICES_SHOWN = 21


def choice_of(buttons: Sequence[Button], page: int, turn: Callable[[int], str]) -> tuple[tuple[Button, ...], ...]:
    """One of many: three in a row, seven rows, and arrows; ``turn`` makes the action that shows a page (from 0)."""
    page = min(page, max(0, len(buttons) - 1) // CHOICES_SHOWN)
    first = page * CHOICES_SHOWN
    arrows = []
    if page > 0:
        arrows.append(Button(phrase("button-earlier"), turn(page - 1)))
    if first + CHOICES_SHOWN < len(buttons):
        arrows.append(Button(phrase("button-later"), turn(page + 1)))
    return (*in_rows(buttons[first : first + CHOICES_SHOWN], 3), *([tuple(arrows)] if arrows else []))
