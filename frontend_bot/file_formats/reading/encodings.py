"""Bytes to letters: which encoding a text is in, or that nobody can tell.

Unicode says so itself. Of the older encodings any may fit the bytes, so each candidate has to stand up: chardet's pairs
of letters must speak for it, its words must be words, its letters those of one alphabet. The best one then has to win
against each other over the words in which the two differ. In doubt nothing is guessed.
"""

import codecs
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from operator import ne

from frontend_bot.file_formats.reading.alphabets import (
    is_latin_alone,
    is_plain_but_for_signs,
    shared_alphabet,
    well_formed,
)
from frontend_bot.file_formats.reading.refusal import ReadingRefused, Refusal

CANDIDATES = {
    "cp1251": 1.1, "koi8-r": 1.0, "koi8-u": 1.0, "cp866": 1.0, "mac-cyrillic": 0.4, "iso8859-5": 0.9, "cp1252": 1.3,
    "cp1250": 1.0, "iso8859-2": 1.0, "cp1253": 1.0, "cp1254": 0.9, "cp1255": 1.0, "cp1256": 1.0, "cp1257": 0.9,
    "iso8859-7": 0.4, "iso8859-15": 0.4, "cp932": 1.0, "euc-jp": 1.0, "gb18030": 1.0, "big5hkscs": 1.0, "cp949": 1.0,
    "cp1125": 0.9, "cp850": 0.3, "cp852": 0.3, "cp862": 0.3, "mac-roman": 0.3, "mac-greek": 0.3,
}  # fmt: skip
"""What people's editors write, by Python's names, and how much likelier than others; only close calls turn on it."""
SAMPLE_BYTES = 8192
SURE = 1.3
"""How many times better than every other candidate the best one has to be."""
EVIDENCE = 3
"""Letters in which two candidates have to differ; fewer decide nothing, unless one is so many times better:"""
CERTAIN = 2.0
LEAST_WORDS = 0.8
"""Share of the letters that must stand in proper words."""
MOST_BROKEN = 0.005
"""Share of the letters that may be broken: a slip in a text, not another encoding."""
MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)  # fmt: skip
ESCAPES = ((b"\x1b$)C", "iso2022_kr"), (b"\x1b$", "iso2022_jp_2"))
_NOTHING = 1e-9
_WORTH_ASKING = 0.4
"""Share of what could be words, below which chardet, which takes its time, cannot save a candidate."""
_SIGNS_ALONE = 0.2
"""Quotation marks and dashes among English words are no pairs of letters, but say as much where they stand as such."""
_UNHEARD = 0.0005
"""What a candidate has that chardet knows nothing of: so few letters that pairs say nothing."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A sample of the text as one encoding reads it. ``score`` says how well that reads, and means nothing alone."""

    encoding: str
    text: str
    score: float
    words_share: float


def decoded(data: bytes) -> str:
    """The text. Raises ReadingRefused for what is no text, and where nobody can tell its encoding."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if b"\0" in data:
        return _decoded_utf_16(data)
    for escape, encoding in ESCAPES:
        if escape in data and (text := data.decode(encoding, "ignore")):
            return text
    text = data.decode("utf-8", "replace")
    return text if _is_whole(text) else data.decode(_legacy_encoding(data), "replace")


def _is_whole(text: str) -> bool:
    """Whether all of its letters could be read, but for a slip, or for the last one where the text is cut off."""
    broken = text.count("\ufffd")
    if not broken:
        return True
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore")) - broken
    return broken <= MOST_BROKEN * beyond_ascii or (broken == 1 and text[-1] == "\ufffd" and beyond_ascii > 1)


def _decoded_utf_16(data: bytes) -> str:
    """UTF-16 without its mark: the byte order in which the letters are letters."""
    texts = [data[: len(data) & ~1].decode(encoding, "replace") for encoding in ("utf-16-le", "utf-16-be")]
    shares = [well_formed(text[:SAMPLE_BYTES].split(), "") * _is_whole(text) for text in texts]
    best = max(range(2), key=shares.__getitem__)
    if shares[best] < LEAST_WORDS or "\0" in texts[best] or shares[1 - best] >= LEAST_WORDS:
        raise ReadingRefused(Refusal.NOT_TEXT)
    return texts[best]


# --- encodings of single bytes, and of East Asia ---


def _legacy_encoding(data: bytes) -> str:
    sample = _sample(data)
    readings: dict[str, Reading] = {}
    for encoding in CANDIDATES:
        text = _read(sample, encoding)
        if text and _is_whole(data.decode(encoding, "replace")):
            judged = _judged(text, encoding)
            if text not in readings or readings[text].score < judged.score:
                readings[text] = judged
    ranked = sorted(readings.values(), key=lambda one: -one.score)
    best = _winner(ranked) if ranked else None
    if best is None:
        raise ReadingRefused(Refusal.ENCODING)
    return best.encoding


def _sample(data: bytes) -> bytes:
    """Lines with something beyond ASCII in them; in no encoding is a line feed a part of a letter."""
    return b"\n".join(line for line in data.split(b"\n") if not line.isascii())[:SAMPLE_BYTES]


def _read(sample: bytes, encoding: str) -> str:
    """The sample, whose last letter may be cut off; "" where it cannot be read so."""
    is_cut = len(sample) == SAMPLE_BYTES
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(sample, final=not is_cut)
    except UnicodeDecodeError:
        return ""
    return "" if any("\x7f" <= letter < "\xa0" for letter in text) else text


def _winner(ranked: Sequence[Reading]) -> Reading | None:
    """The reading that is clearly better than each other one; None if there is none."""
    best = ranked[0]
    for other in ranked[1:6]:
        if _compared(best, other)[0] < 1:
            best = other
    others = (other for other in ranked if other is not best)
    is_sure = all(_is_sure(*_compared(best, other)) for other in others)
    return best if is_sure and best.words_share >= LEAST_WORDS else None


def _is_sure(times: float, letters: int) -> bool:
    return times >= (SURE if letters >= EVIDENCE else CERTAIN)


def _compared(one: Reading, other: Reading) -> tuple[float, int]:
    """How many times better the one reads, and in how many letters they differ."""
    pairs = zip(one.text.split(), other.text.split(), strict=False)
    differing = [(mine, yours) for mine, yours in pairs if mine != yours]
    letters = sum(abs(len(mine) - len(yours)) + sum(map(ne, mine, yours)) for mine, yours in differing)
    mine = _score([mine for mine, _ in differing], one.encoding)
    yours = _score([yours for _, yours in differing], other.encoding)
    return (_times(one.score, other.score) * _times(mine, yours)) ** 0.5, letters


def _times(one: float, other: float) -> float:
    return max(one, _NOTHING) / max(other, _NOTHING)


def _judged(text: str, encoding: str) -> Reading:
    words = text.split()
    return Reading(encoding, text, _score(words, encoding), well_formed(words, encoding))


def _score(words: Sequence[str], encoding: str) -> float:
    heard = words if is_latin_alone(words) else [word for word in words if not word.isascii()]
    proper = well_formed(words, encoding) * shared_alphabet(words, encoding) ** 2
    pairs = _confidence(heard, encoding) if proper >= _WORTH_ASKING else 0.0
    return CANDIDATES[encoding] * proper**2 * (pairs + _UNHEARD)


def _confidence(words: Sequence[str], encoding: str) -> float:
    """chardet's, in small letters: its pairs know no words in capitals."""
    joined = " ".join(words).lower()
    if is_plain_but_for_signs(joined):
        return _SIGNS_ALONE
    import chardet  # which takes long to load; most texts are Unicode and need none of it

    text = joined.encode(encoding, "ignore")
    with warnings.catch_warnings(action="ignore"):  # that "ascii" is none of the candidates is what it is there for
        found = chardet.detect_all(
            text, include_encodings=(encoding,), ignore_threshold=True, no_match_encoding="ascii"
        )[0]
    return found["confidence"] if found["encoding"] else 0.0
