"""Subtitles as SRT and WebVTT, laid out as a person can read them.

Two lines of 42 characters at most, at most 17 characters a second where the speaker leaves the time, nothing shorter
than a second: the limits that broadcasters use (EBU, Netflix's timed text guide).
"""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from frontend_bot.core.conversation import named_segments
from frontend_bot.core.document import WrittenFile
from frontend_bot.core.record import Record
from frontend_bot.core.transcript import Segment
from frontend_bot.file_formats.text import file_stem

LINE = 42
"""Characters."""
LINES = 2
LONGEST = 7.0
SHORTEST = 1.0
LEAST = 0.3
"""Seconds. The last is what a cue keeps where many are said at once: shorter ones only flicker."""
CHARACTERS_A_SECOND = 17.0


@dataclass(frozen=True, slots=True)
class Cue:
    """What stands on the screen from ``start`` to ``end`` (seconds). ``speaker`` is named beside the lines."""

    start: float
    end: float
    lines: tuple[str, ...]
    speaker: str = ""


def write_srt(record: Record) -> WrittenFile:
    """SubRip: UTF-8 with a byte order mark, which old players need to see Russian."""
    blocks = (
        f"{number}\n{_time(cue.start, ',')} --> {_time(cue.end, ',')}\n" + "\n".join(cue.lines) + "\n"
        for number, cue in enumerate(cues(_with_names_in_the_text(_segments(record))), start=1)
    )
    return WrittenFile(f"{file_stem(record)}.srt", ("\ufeff" + "\n".join(blocks)).encode("utf-8", "replace"))


def write_vtt(record: Record) -> WrittenFile:
    """WebVTT, each voice by its name; what its syntax would take for markup is escaped."""
    blocks = (
        f"{_time(cue.start, '.')} --> {_time(cue.end, '.')}\n{_voice(cue)}" + "\n".join(map(_escaped, cue.lines)) + "\n"
        for cue in cues(_segments(record))
    )
    return WrittenFile(f"{file_stem(record)}.vtt", ("WEBVTT\n\n" + "\n".join(blocks)).encode("utf-8", "replace"))


def cues(segments: Iterable[Segment]) -> list[Cue]:
    """The segments as cues in order, none over another; long ones are parted, each part by its share of the time."""
    ordered = sorted(segments, key=lambda segment: segment.start)
    # Speakers who talk at the same time: the parts of one lie among those of the other.
    parted = sorted((cue for segment in ordered for cue in _parts(segment)), key=lambda cue: cue.start)
    if not parted:
        return []
    starts = _apart([cue.start for cue in parted], max(max(cue.end, cue.start + SHORTEST) for cue in parted))
    following = [*starts[1:], float("inf")]
    return [_in_time(cue, start, end) for cue, start, end in zip(parted, starts, following, strict=True)]


def _apart(starts: Sequence[float], end: float) -> list[float]:
    """The starts, moved so that each cue has its least time, and, where there is room, none lies past the end."""
    moved: list[float] = []
    for start in starts:
        moved.append(max(round(start, 3), round(moved[-1] + LEAST, 3) if moved else 0.0))
    for number in range(1, len(moved) + 1):
        latest = round(end - number * LEAST, 3)
        if moved[-number] <= latest or latest < (len(moved) - number) * LEAST:
            break
        moved[-number] = latest
    return moved


def _segments(record: Record) -> Sequence[Segment]:
    return named_segments(record.result.transcript) if record.result.transcript else ()


def _with_names_in_the_text(segments: Iterable[Segment]) -> Iterator[Segment]:
    """SubRip has no voices: the name stands before the words."""
    for segment in segments:
        yield replace(segment, text=f"{segment.speaker}: {segment.text}") if segment.speaker else segment


def _voice(cue: Cue) -> str:
    return f"<v {_escaped(' '.join(cue.speaker.split()))}>" if cue.speaker else ""


def _parts(segment: Segment) -> Iterator[Cue]:
    lines = textwrap.wrap(" ".join(segment.text.split()), LINE) or []
    total = sum(map(len, lines))
    seconds = max(0.0, segment.end - segment.start)
    at = segment.start
    for first in range(0, len(lines), LINES):
        shown = tuple(lines[first : first + LINES])
        share = seconds * sum(map(len, shown)) / total
        yield Cue(at, at + share, shown, segment.speaker)
        at += share


def _in_time(cue: Cue, start: float, following: float) -> Cue:
    """Long enough to be read where the next one leaves the room, never longer than anybody looks at it."""
    wanted = max(SHORTEST, sum(map(len, cue.lines)) / CHARACTERS_A_SECOND)
    end = min(max(cue.end, start + wanted), start + max(LONGEST, wanted), following)
    return replace(cue, start=start, end=end)


def _time(seconds: float, mark: str) -> str:
    whole = round(seconds * 1000)
    return f"{whole // 3_600_000:02d}:{whole // 60_000 % 60:02d}:{whole // 1000 % 60:02d}{mark}{whole % 1000:03d}"


def _escaped(line: str) -> str:
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
