"""A transcript as lines with their places, and the parts of it that a language model reads at once."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from frontend_bot.core.conversation import named_segments
from frontend_bot.core.languages import Languages
from frontend_bot.core.minutes import Place, Stretch
from frontend_bot.core.transcript import Segment, Transcript, clock

LONGEST_LINE = 400
"""Characters; a longer segment or paragraph is taken apart at its sentences, so that a place is a place."""
OVERLAP_SHARE = 10
"""A part begins with the end of the one before, a tenth of its length: what is said across a border is read whole."""

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]+)*")
_GAP_MARK = re.compile(r"\[⚠[^\[\]]*\]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a transcript. ``number`` is its index among all lines, from 0."""

    number: int
    place: Place
    text: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines that are read at once. The first ``overlap`` of them were at the end of the part before as well."""

    lines: tuple[Line, ...]
    overlap: int = 0

    @property
    def stretch(self) -> Stretch:
        """From where to where this part alone reads."""
        own = self.lines[self.overlap :]
        return Stretch(own[0].place, own[-1].place)


def mark_of(place: Place) -> str:
    """A place as it is shown to the model and understood from it."""
    return clock(place.seconds) if place.seconds is not None else f"line {place.line}"


def shown(lines: Sequence[Line]) -> str:
    """Lines as a model reads them."""
    return "\n".join(_shown(line) for line in lines)


def _shown(line: Line) -> str:
    return (
        f"[{mark_of(line.place)}] {line.speaker}: {line.text}"
        if line.speaker
        else f"[{mark_of(line.place)}] {line.text}"
    )


def lines_of(transcript: Transcript) -> tuple[Line, ...]:
    """All that was said, in order. Times where the transcript has them, else numbers of the lines of its text."""
    has_times = any(segment.end > 0 for segment in transcript.segments)
    found = _timed(named_segments(transcript)) if has_times else _numbered(transcript.text)
    return tuple(Line(number, place, text, speaker) for number, (place, text, speaker) in enumerate(found))


def _timed(segments: Sequence[Segment]) -> Iterator[tuple[Place, str, str]]:
    for segment in segments:
        pieces = list(_pieces(segment.text))
        length, before = sum(map(len, pieces)) or 1, 0
        for piece in pieces:
            # Only the segment's own times are measured; within it people talk at about one pace.
            start = segment.start + (segment.end - segment.start) * before / length
            yield Place(seconds=start), piece, segment.speaker
            before += len(piece)


def _numbered(text: str) -> Iterator[tuple[Place, str, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        for piece in _pieces(_GAP_MARK.sub(" ", line)):
            yield Place(line=number), piece, ""


def _pieces(text: str) -> Iterator[str]:
    """The text in sentences, put together up to the longest line; a sentence beyond it is cut between words."""
    piece = ""
    for sentence in _SENTENCE_END.split(text):
        for words in _cut(" ".join(sentence.split())):
            if piece and len(piece) + len(words) >= LONGEST_LINE:
                yield piece
                piece = ""
            piece = f"{piece} {words}".strip()
    if piece:
        yield piece


def _cut(sentence: str) -> Iterator[str]:
    start = 0  # moves on through one text: cutting the rest off each time would take the square of the time
    while len(sentence) - start > LONGEST_LINE:
        end = sentence.rfind(" ", start, start + LONGEST_LINE)
        end = end if end > start else start + LONGEST_LINE
        yield sentence[start:end]
        start = end + 1 if sentence[end] == " " else end
    if start < len(sentence):
        yield sentence[start:]


def parts_of(lines: Sequence[Line], characters: int, *, overlaps: bool = True) -> list[Passage]:
    """Parts of at most so many characters (as shown), together all lines, each beginning with the end of the last."""
    sizes = [len(_shown(line)) + 1 for line in lines]
    parts: list[Passage] = []
    start = 0
    while start < len(lines):
        overlap = _overlap(sizes, start, characters // OVERLAP_SHARE) if overlaps and start else 0
        end, size = start, sum(sizes[start - overlap : start])
        while end < len(lines) and (end == start or size + sizes[end] <= characters):
            size += sizes[end]
            end += 1
        parts.append(Passage(tuple(lines[start - overlap : end]), overlap))
        start = end
    return parts


def _overlap(sizes: Sequence[int], start: int, characters: int) -> int:
    count, size = 0, 0
    while count < start and size + sizes[start - count - 1] <= characters:
        size += sizes[start - count - 1]
        count += 1
    return count


def halves(part: Passage, *, overlaps: bool = True) -> list[Passage]:
    """The part in two, for a model that takes less; alone if it is one line."""
    own = part.lines[part.overlap :]
    if len(own) < 2:
        return [part]
    middle = len(own) // 2
    before = min(2, middle) if overlaps else 0
    return [
        Passage(part.lines[: part.overlap + middle], part.overlap),
        Passage(own[middle - before :], before),
    ]


def within(lines: Sequence[Line], stretches: Sequence[Stretch]) -> list[list[Line]]:
    """The runs of lines that lie in one of the stretches."""
    wanted = [line for line in lines if any(_lies_in(line.place, stretch) for stretch in stretches)]
    runs: list[list[Line]] = [wanted[:1]] if wanted else []
    for before, line in pairwise(wanted):
        if line.number == before.number + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs


def _lies_in(place: Place, stretch: Stretch) -> bool:
    if place.seconds is None:
        return stretch.first.line <= place.line <= stretch.last.line
    first, last = stretch.first.seconds, stretch.last.seconds
    return first is not None and last is not None and first <= place.seconds <= last


def language_of(transcript: Transcript, languages: Languages, reader: str) -> str:
    """Its ISO 639-1 code; where nobody told it, the one of ours that it seems to be written in, "" for none.

    ``reader`` is the language of the person whose transcript it is. What is no code tells nothing: earlier versions
    kept the names that servers give ("russian").
    """
    if _LANGUAGE_CODE.fullmatch(transcript.language):
        return transcript.language
    return languages.written_in(transcript.text, reader)
