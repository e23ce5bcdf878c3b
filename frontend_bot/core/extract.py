"""What a transcript says, found without a language model: sentences as they were said, none of them written again."""

from dataclasses import dataclass

from frontend_bot.core.minutes import Place


@dataclass(frozen=True, slots=True)
class QuotedSentence:
    """One sentence of the transcript, where it stands and who said it, "" where that is not known."""

    text: str
    place: Place
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Extract:
    """``sentences`` are those that most of the others have to do with, in order; ``tasks`` sound like something to do.

    Both are guesses. Without punctuation in the transcript both are empty.
    """

    sentences: tuple[QuotedSentence, ...] = ()
    tasks: tuple[QuotedSentence, ...] = ()
