"""A user's names and terms: what one of them may look like, and where they are kept."""

from collections.abc import Iterable
from typing import Protocol

MOST_TERMS = 100
LONGEST_TERM = 60
"""Characters. One keyword that is longer makes the server refuse the whole request."""


class Vocabulary(Protocol):
    """One list for each user; survives restarts. Every method may raise StoreUnavailable."""

    async def terms(self, user_id: int) -> tuple[str, ...]:
        """The user's terms, the oldest first."""

    async def add(self, user_id: int, terms: Iterable[str]) -> int:
        """Add what is not there yet, as far as there is room; returns how many were added."""

    async def remove(self, user_id: int, term: str) -> None:
        """Forget one; nothing happens if it is not there."""

    async def clear(self, user_id: int) -> None:
        """Forget all of one user's."""


def terms_in(text: str) -> list[str]:
    """The terms that somebody wrote, one a line, without what no engine takes (``<``, ``>``, what cannot be printed).

    May hold some that are too long; nothing twice.
    """
    cleaned = (" ".join("".join(map(_taken, line)).split()).strip(" ,;•") for line in text.splitlines())
    return list({term.casefold(): term for term in cleaned if term}.values())


def _taken(letter: str) -> str:
    return letter if letter.isprintable() and letter not in "<>" else " "
