"""What a job may spend: set aside before anything is paid, settled by what was really paid."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Spending:
    """What one request to an engine costs: seconds of sound, or tokens that a language model reads and writes."""

    seconds: float = 0.0
    tokens_in: int = 0
    tokens_out: int = 0


class Budget(Protocol):
    """One job's purse for one recording, or for its questions.

    A *piece* is one thing that is paid; it has the same name whenever the job runs again, so that a crash neither
    reserves nor charges twice. What is left over is released when the job ends.
    """

    async def reserve(self, pieces: Mapping[str, Spending]) -> None:
        """Set aside what these pieces will cost, all or nothing; what is set aside or paid already costs nothing more.

        Raises MinutesSpent or TokensSpent if a limit of the day would be passed, StoreUnavailable.
        """

    async def settle(self, piece: str, paid: Spending) -> None:
        """Charge what was really paid for one piece, once, in place of what was set aside for it. Never fails."""


class Unlimited(Budget):
    """Keeps no books: for what runs outside of a job."""

    async def reserve(self, pieces: Mapping[str, Spending]) -> None:
        """Everything is granted."""

    async def settle(self, piece: str, paid: Spending) -> None:
        """Nothing is charged."""
