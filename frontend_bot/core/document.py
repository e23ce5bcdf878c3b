"""A result written as a file."""

from collections.abc import Callable
from dataclasses import dataclass

from frontend_bot.core.record import Record


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A finished file: its name with an extension, safe on every file system, and its bytes."""

    name: str
    data: bytes


Writer = Callable[[Record], WrittenFile]
"""Writes one format; must be quick, or do its work in a process of its own."""
