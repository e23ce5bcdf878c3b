"""A user's own instruction to the language model, kept under a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

MOST_INSTRUCTIONS = 10
LONGEST_NAME = 40
LONGEST_INSTRUCTION = 2000
"""Characters."""


@dataclass(frozen=True, slots=True)
class OwnInstruction:
    """``number`` is 1 to 10 and stays the same while the instruction is there."""

    number: int
    name: str
    words: str


class OwnInstructions(Protocol):
    """The instructions of all users."""

    async def all(self, user_id: int) -> Sequence[OwnInstruction]:
        """One user's, by number."""

    async def add(self, user_id: int, name: str, words: str) -> bool:
        """Keep one more; the same once more is no other. False if there are ten already."""

    async def rename(self, user_id: int, number: int, name: str) -> None:
        """Another name. Nothing happens if it is not there."""

    async def delete(self, user_id: int, number: int) -> None:
        """Forget one."""
