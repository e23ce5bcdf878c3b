"""A sentence for a user, named but not yet said: the language is chosen when it is shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Phrase:
    """A message id of the ``.ftl`` files and its variables: numbers, texts, or phrases that are said first."""

    id: str
    variables: "Mapping[str, str | int | float | Phrase]" = field(default_factory=dict)


def phrase(id: str, **variables: "str | int | float | Phrase") -> Phrase:
    """Shorthand: ``phrase("error-too-long", minutes=10)``."""
    return Phrase(id, variables)


SayHere = Callable[[Phrase], str]
"""Puts a phrase into words, in the language of what is being written."""
