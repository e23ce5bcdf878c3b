"""A picture of a month in figures, as plain data: panels of bars, one bar a day, every word already said."""

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """What a bar means, which the picture shows by its colour."""

    SOUND = "sound"
    GOOD = "good"
    BAD = "bad"
    HELD_BACK = "held back"
    PEOPLE = "people"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Bars:
    """One value a day. ``label`` explains the colour; "" where the panel's title does."""

    tone: Tone
    values: tuple[float, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """Bars of the same days, stacked. ``total`` is the sum in words, ``highest`` the highest day's."""

    title: str
    total: str
    highest: str
    bars: tuple[Bars, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """The panels below each other; ``days`` are the labels of the bars, oldest first."""

    title: str
    days: tuple[str, ...]
    panels: tuple[Panel, ...]
