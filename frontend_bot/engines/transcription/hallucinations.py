"""Text that nobody said: what recognisers write over silence and noise, and when they get stuck. Pure decisions.

The rules err on the side of the speaker: a polite phrase alone is kept unless something else speaks against it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from frontend_bot.core.transcript import Segment
from frontend_bot.engines.transcription.confidence import Scores
from frontend_bot.engines.transcription.recognizer import Recognition

_CREDITS = """
субтитры сделал dimatorzok|субтитры создавал dimatorzok|субтитры подогнал симон|субтитры от сообщества amara org
редактор субтитров а семкин корректор а егорова|субтитры и титры|amara org|subtitles by the amara org community
transcribed by https otter ai|subs by www zeoranger co uk|untertitel der amara org community
sous titres realises par la communaute d amara org|sottotitoli creati dalla comunita amara org
субтитри створені спільнотою amara org|ondertitels ingediend door de amara org gemeenschap
"""
CREDITS = tuple(line.strip() for line in _CREDITS.replace("\n", "|").split("|") if line.strip())
"""Nobody says these into a microphone; they come from the subtitles that recognisers were trained on."""
_POLITE = """
спасибо за просмотр|спасибо за внимание|продолжение следует|спасибо|до новых встреч|подписывайтесь на канал|всем пока
thank you|thank you very much|thanks for watching|thank you for watching|please subscribe|bye|bye bye|you|the end
thanks for watching and see you next time|music|applause|музыка|аплодисменты|тревожная музыка|спокойная музыка
"""
POLITE = frozenset(line.strip() for line in _POLITE.replace("\n", "|").split("|") if line.strip())
"""Said by people as well: believed unless the sound speaks against it."""

SLOWEST_SPEECH = 0.35
"""Words a second of the whole file; a stock phrase alone over a longer time was not said."""
FASTEST_SPEECH = 9.0
"""Words a second; the fastest speakers stay below seven."""
LEAST_FOR_RATE = 12
"""Words; of fewer the rate says nothing."""
LOOP_TIMES = 4
LOOP_WORDS = 12
"""So many words in repetitions make a loop; people repeat themselves too, but not so long."""
LOOP_LENGTH = 8
MISSING_BELOW = 0.6
"""Words a second of sound: less in so much sound means that the server has left something out."""
MISSING_FROM = 25.0
"""Seconds of sound."""


class Verdict(Enum):
    """What an answer is worth."""

    FINE = "fine"
    NOTHING = "nobody speaks"
    STUCK = "no speech, ask again"
    MISSING = "too little for so much speech, ask for less at a time"


@dataclass(frozen=True, slots=True)
class SoundFacts:
    """What is known of the sound: its ``seconds``, and how many of them are not silent (None: nobody looked)."""

    seconds: float
    sounding: float | None = None
    is_steady: bool | None = None
    """Equally loud all the time, as noise and tones are and speech never is; None: nobody looked."""

    @property
    def is_nearly_silent(self) -> bool:
        """Four fifths of silence."""
        return self.sounding is not None and self.sounding < 0.2 * self.seconds


def judge(recognition: Recognition, sound: SoundFacts, vocabulary: Sequence[str] = ()) -> Verdict:
    """What this answer is worth, given the sound. ``recognition`` has been through ``without_doubtful`` already."""
    words = normalised(recognition.text)
    if not words:
        return Verdict.NOTHING
    if _is_stock(words) and _speaks_against(words, recognition, sound):
        return Verdict.NOTHING
    if _is_echo(words, vocabulary):
        return Verdict.NOTHING if _sound_speaks_against(recognition, sound) else Verdict.STUCK
    if is_loop(words) or _is_too_fast(words, sound.seconds):
        return Verdict.STUCK
    if sound.sounding is not None and is_short_for(recognition, sound.sounding):
        return Verdict.MISSING
    return Verdict.FINE


def needs_a_look(recognition: Recognition, vocabulary: Sequence[str] = ()) -> bool:
    """True for a text that only the sound itself can speak for or against."""
    words = normalised(recognition.text)
    return bool(words) and (_is_stock(words) or _is_echo(words, vocabulary))


def is_short_for(recognition: Recognition, seconds: float) -> bool:
    """True for fewer words than people say in so many seconds of sound."""
    return seconds > MISSING_FROM and _amount(normalised(recognition.text)) < MISSING_BELOW * seconds


def without_doubtful(recognition: Recognition) -> Recognition:
    """The answer without the segments that the server itself, or their wording, gives away as invented.

    The text stays exactly as the server wrote it where nothing is taken away.
    """
    scored = zip(recognition.segments, recognition.scores, strict=True)
    kept = [(segment, scores) for segment, scores in scored if not _is_doubtful(segment, scores)]
    if len(kept) < len(recognition.segments):
        return replace(
            recognition,
            text=" ".join(segment.text for segment, _ in kept),
            segments=tuple(segment for segment, _ in kept),
            scores=tuple(scores for _, scores in kept),
        )
    return _without_credits(recognition)


def normalised(text: str) -> list[str]:
    """The words in lower case, without punctuation."""
    return re.sub(r"[\W_]+", " ", text.lower()).split()


def is_loop(words: Sequence[str]) -> bool:
    """True where a few words are repeated over and over."""
    for length in range(1, LOOP_LENGTH + 1):
        repeated = 0
        for at in range(length, len(words)):
            repeated = repeated + 1 if words[at] == words[at - length] else 0
            if repeated + length >= max(LOOP_WORDS, LOOP_TIMES * length):
                return True
    return False


def _is_doubtful(segment: Segment, scores: Scores) -> bool:
    words = normalised(segment.text)
    if scores.no_speech > 0.6 and scores.logprob < -1:
        return True
    return bool(words) and _is_stock(words) and (scores.no_speech > 0.1 or _is_credit(words))


def _without_credits(recognition: Recognition) -> Recognition:
    """Cut the credits of a video off the end; a server without segments writes them behind the last words."""
    *before, last = re.split(r"(?<=[.!?…\n])\s+", recognition.text.strip()) if recognition.text.strip() else [""]
    if before and _is_credit(normalised(last)):
        return replace(recognition, text=recognition.text.strip().removesuffix(last).strip())
    return recognition


def _is_stock(words: Sequence[str]) -> bool:
    return _is_credit(words) or _consists_of(words, POLITE)


def _is_credit(words: Sequence[str]) -> bool:
    text = " ".join(words)
    return any(text.startswith(credit) and len(text) <= len(credit) + 40 for credit in CREDITS)


def _consists_of(words: Sequence[str], phrases: Iterable[str]) -> bool:
    """True for one of the phrases, or several of them one after the other."""
    text = " ".join(words) + " "
    longest_first = sorted(phrases, key=len, reverse=True)
    at = 0
    while at < len(text):
        found = next((phrase for phrase in longest_first if text.startswith(f"{phrase} ", at)), None)
        if found is None:
            return False
        at += len(found) + 1
    return True


def _is_echo(words: Sequence[str], vocabulary: Sequence[str]) -> bool:
    """The names that the engine was given, and nothing else: whisper writes its prompt over silence."""
    return bool(vocabulary) and set(words) <= set(normalised(" ".join(vocabulary)))


def _speaks_against(words: Sequence[str], recognition: Recognition, sound: SoundFacts) -> bool:
    too_slow = sound.seconds > 4 and len(words) < SLOWEST_SPEECH * sound.seconds
    return _is_credit(words) or too_slow or _sound_speaks_against(recognition, sound)


def _sound_speaks_against(recognition: Recognition, sound: SoundFacts) -> bool:
    no_speech = max((scores.no_speech for scores in recognition.scores), default=0.0)
    return no_speech > 0.1 or sound.is_nearly_silent or bool(sound.is_steady)


def _is_too_fast(words: Sequence[str], seconds: float) -> bool:
    return len(words) >= LEAST_FOR_RATE and seconds > 0 and len(words) > FASTEST_SPEECH * seconds


def _amount(words: Sequence[str]) -> float:
    """Words, as far as the language puts spaces between them; six letters count as one otherwise."""
    return max(len(words), sum(map(len, words)) / 6)
