"""A text as a transcript: its lines as segments, with the times and the speakers that are written in it.

Subtitles (SRT, WebVTT) are known by their time lines, whatever their file is called. In other texts a line may begin
with a time, or with who speaks ("00:12 Anna: …", "Anna (00:12): …"), or both may stand above it, as Teams and Zoom do.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from frontend_bot.core.transcript import Segment, Transcript
from frontend_bot.file_formats.reading.captions import TIME, captions_in, seconds
from frontend_bot.file_formats.reading.said import NAME, SPOKEN, segments_of

_STAMP = re.compile(rf"(?:[\[(]{TIME}[\])]|{TIME}(?=\s|[-–—]\s))\s*(?:[-–—]\s+)?(?=\S)")
_HEADING = re.compile(rf"({NAME})(?:\s{{2,20}}|\t|\s{{0,9}}[\[(]|\s[-–—]\s|\s(?=\d+:\d\d:\d\d)){TIME}[\])]?$")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
MOST_SEGMENTS = 50_000
"""Far more than fifteen hours of speech have."""
_LONGEST_LINE = 800
"""Characters; a paragraph beyond that is parted between sentences, so that a place in it can be named."""


def transcript_of(text: str) -> Transcript:
    """The text with what can be told of its parts. Without times every segment starts and ends at 0."""
    captions = captions_in(text)
    if captions:
        return transcript_of_segments(segments_of(captions))
    return _transcript(text, list(_lines(text)))


def transcript_of_segments(segments: Iterable[Segment]) -> Transcript:
    """One whose text is what its segments say, a line for each."""
    kept = list(segments)
    return _transcript("\n".join(_spoken(segment) for segment in kept), kept)


def _transcript(text: str, segments: Sequence[Segment]) -> Transcript:
    duration = max((segment.end for segment in segments), default=0.0)
    return Transcript(
        text.strip(), engine="", language=language_of(text), duration=duration, segments=tuple(_bounded(segments))
    )


def _bounded(segments: Sequence[Segment]) -> Iterator[Segment]:
    """As they are, or neighbours joined where there are absurdly many: each costs memory as long as the job runs."""
    size = -(-len(segments) // MOST_SEGMENTS)
    if size < 2:
        yield from segments
        return
    for first in range(0, len(segments), size):
        group = segments[first : first + size]
        yield replace(group[0], end=max(one.end for one in group), text=" ".join(one.text for one in group))


def language_of(text: str) -> str:
    """ "ru", "uk" or "en" where the letters say so, else ""."""
    letters = Counter(letter for letter in text[:100_000].lower() if letter.isalpha())
    total = letters.total() or 1
    if sum(letters[letter] for letter in "іїєґ") > 0.02 * total:
        return "uk"
    if sum(count for letter, count in letters.items() if "а" <= letter <= "ё") > 0.4 * total:
        return "ru"
    words = re.findall(r"[a-z']+", text[:20_000].lower())
    common = sum(word in {"the", "and", "to", "of", "a", "is", "that", "it", "we", "you", "i"} for word in words)
    return "en" if common > 0.12 * (len(words) or 1) else ""


def _spoken(segment: Segment) -> str:
    return f"{segment.speaker}: {segment.text}" if segment.speaker else segment.text


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    start: float | None = None
    speaker: str = ""
    is_heading: bool = False
    raw: str = ""


def _lines(text: str) -> Iterator[Segment]:
    lines = [_line(line.strip()) for line in text.split("\n") if line.strip()]
    times = sum(line.start is not None for line in lines)
    has_headings = sum(line.is_heading for line in lines) >= 2
    has_times = times >= 2 and (has_headings or times >= len(lines) / 2)
    labels = Counter(line.speaker for line in lines if line.speaker and not line.is_heading)
    is_dialogue = labels.total() >= max(2, len(lines) / 2)
    known = {label for label, count in labels.items() if count > 1 or is_dialogue}
    kept = [_believed(line, known, has_times=has_times, has_headings=has_headings) for line in lines]
    yield from _timed(_under_headings(kept))


def _line(text: str) -> _Line:
    heading = _HEADING.match(text)
    if heading:
        return _Line("", seconds(heading.groups()[1:5]), heading[1], is_heading=True, raw=text)
    stamp = _STAMP.match(text)
    start = _moment(stamp) if stamp else None
    rest = text[stamp.end() :] if stamp else text
    spoken = SPOKEN.match(rest)
    if not spoken:
        return _Line(rest, start, raw=text)
    if start is None and spoken[4] is not None:
        start = seconds(spoken.groups()[1:5])
    return _Line(spoken.groups()[-1], start, spoken[1], raw=text)


def _moment(stamp: re.Match[str]) -> float:
    parts = stamp.groups()
    return seconds(parts[:4] if parts[1] is not None else parts[4:])


def _believed(line: _Line, known: set[str], *, has_times: bool, has_headings: bool) -> _Line:
    """What looked like a time or a name only once or twice is a part of the text ("Total: 5")."""
    if line.is_heading:
        return line if has_headings else _Line(line.raw)
    if line.start is not None and not has_times:
        return _Line(line.raw)
    if line.speaker and line.speaker not in known:
        stamp = _STAMP.match(line.raw)
        return replace(line, text=line.raw[stamp.end() :] if stamp else line.raw, speaker="")
    return line


def _under_headings(lines: Sequence[_Line]) -> Iterator[_Line]:
    heading = _Line("")
    for line in lines:
        if line.is_heading:
            heading = line
        elif line.speaker or not heading.speaker:
            yield line
        else:
            yield replace(line, speaker=heading.speaker, start=heading.start if line.start is None else line.start)


def _timed(lines: Iterator[_Line]) -> Iterator[Segment]:
    """Each line lasts until the next one with a later time; a line without a time has that of the line before it."""
    kept = [*lines]
    starts, ends = [0.0], [0.0]
    for line in kept:
        starts.append(starts[-1] if line.start is None else line.start)
    for start, following in reversed([*pairwise([*starts[1:], starts[-1]])]):
        ends.append(following if following > start else max(start, ends[-1]) if following == start else start)
    for line, start, end in zip(kept, starts[1:], reversed(ends[1:]), strict=True):
        yield from (Segment(start, end, part, line.speaker) for part in _parted(line.text))


def _parted(text: str) -> Iterator[str]:
    if len(text) <= _LONGEST_LINE:
        yield text
        return
    part = ""
    for sentence in _SENTENCE_END.split(text):
        if part and len(part) + len(sentence) >= _LONGEST_LINE:
            yield part
            part = ""
        part = f"{part} {sentence}".strip()
    if part:
        yield part
