"""A text as a transcript: its lines as segments, with the times and the speakers that are written in it.

Subtitles (SRT, WebVTT) are known by their time lines, whatever their file is called. In other texts a line may begin
with a time, or with who speaks ("00:12 Anna: …", "Anna (00:12): …"), or both may stand above it, as Teams and Zoom do.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from frontend_bot.core.transcript import Segment, Transcript

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?"
_CUE = re.compile(rf"^[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}", re.MULTILINE)
_TAG = re.compile(r"</?(?:[biuc]|v|font|lang|ruby|rt|\d)[^<>\n]{0,80}>", re.IGNORECASE)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>\n]{1,60})>")
_NAME = r"[^\W\d_a-zа-яё][\w.’'-]{0,30}(?: [\w.’'-]{1,30}){0,3}"
_STAMP = re.compile(rf"^[\[(]?{_TIME}[\])]?(?:\s*[-–—])?\s+(?=\S)")
_SPOKEN = re.compile(rf"^({_NAME})(?:\s*[\[(]{_TIME}[\])])?\s?:\s+(\S.*)$", re.DOTALL)
_HEADING = re.compile(rf"^({_NAME})(?:\s{{2,}}|\t|\s*[\[(]|\s[-–—]\s|\s(?=\d+:\d\d:\d\d)){_TIME}[\])]?$")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_LONGEST_LINE = 800
"""Characters; a paragraph beyond that is parted between sentences, so that a place in it can be named."""


def transcript_of(text: str) -> Transcript:
    """The text with what can be told of its parts. Without times every segment starts and ends at 0."""
    if _CUE.search(text):
        segments = list(_cues(text))
        text = "\n".join(_spoken(segment) for segment in segments)
    else:
        segments = list(_lines(text))
    duration = max((segment.end for segment in segments), default=0.0)
    return Transcript(text.strip(), engine="", language=language_of(text), duration=duration, segments=tuple(segments))


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


# --- subtitles ---


def _cues(text: str) -> Iterator[Segment]:
    found = [*_CUE.finditer(text)]
    ends = [match.start() for match in found[1:]] + [len(text)]
    for match, end in zip(found, ends, strict=True):
        body = text[match.end() : end].partition("\n")[2].lstrip("\n").partition("\n\n")[0]
        lines = body.rstrip().split("\n")
        if len(lines) > 1 and lines[-1].strip().isdigit() and end < len(text):
            lines.pop()  # the next cue's number, where the empty line before it is missing
        words = " ".join(" ".join(lines).split())
        voice = _VOICE.search(words)
        words = html.unescape(_TAG.sub("", words)).strip()
        spoken = None if voice else _SPOKEN.match(words)
        if spoken:
            words = spoken.groups()[-1]
        if words:
            speaker = voice[1].strip() if voice else spoken[1] if spoken else ""
            start, till = _seconds(match.groups()[:4]), _seconds(match.groups()[4:])
            yield Segment(start, max(start, till), words, speaker)


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, fraction = parts
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{fraction or 0}")


# --- other texts ---


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
        return _Line("", _seconds(heading.groups()[1:5]), heading[1], is_heading=True, raw=text)
    stamp = _STAMP.match(text)
    start = _seconds(stamp.groups()) if stamp else None
    rest = text[stamp.end() :] if stamp else text
    spoken = _SPOKEN.match(rest)
    if not spoken:
        return _Line(rest, start, raw=text)
    if start is None and spoken[4] is not None:
        start = _seconds(spoken.groups()[1:5])
    return _Line(spoken.groups()[-1], start, spoken[1], raw=text)


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
