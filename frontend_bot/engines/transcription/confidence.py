"""How sure a server is of what it heard, where it tells."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Scores:
    """How sure a Whisper server is of one segment; the defaults are those of a server that does not tell."""

    no_speech: float = 0.0
    """Probability that nobody speaks."""
    logprob: float = 0.0
    """Mean logarithm of the words' probabilities; below -1 it guesses."""
    compression: float = 1.0
    """Length of the text through that of its zip; above 2.4 it repeats itself."""


UNTOLD = Scores()


def read_scores(told: Mapping[str, Any]) -> Scores:
    """Those of one segment of an answer; what is missing or no number counts as not told."""

    def number(name: str, otherwise: float) -> float:
        value = told.get(name)
        try:
            return float(value) if isinstance(value, int | float) else otherwise
        except OverflowError:  # Python's whole numbers go on where floating ones end
            return otherwise

    return Scores(number("no_speech_prob", 0.0), number("avg_logprob", 0.0), number("compression_ratio", 1.0))
