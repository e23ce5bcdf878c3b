"""Subtitles that are known by their time lines, whatever their file is called: SRT, WebVTT, SBV, SubViewer, whisper's.

People's files are not what the formats say: numbers are missing or stand where a text should, an empty line is within a
cue, milliseconds follow a colon. So a cue is what stands between two time lines, less what belongs to the next one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:[.,:;](\d{1,3}))?"
_ARROW = r"(-{1,3}(?:>|&gt;)|[–—]{1,2}>|→|=>)"
_SURE_ARROWS = ("-->", "--&gt;")
"""The others stand in timetables as well ("10:00 → 11:00 lunch"): without milliseconds they need surer ones beside."""
_TIMES = re.compile(rf"[ \t]*[\[(]?{TIME}[ \t]*{_ARROW}[ \t]*{TIME}(?![\d:.,])[\])]?(.*)")
_PAIR = re.compile(
    r"[ \t]*(?:(\d{1,3}):)?(\d{1,2}):(\d{2})\.(\d{1,3}),(?:(\d{1,3}):)?(\d{1,2}):(\d{2})\.(\d{1,3})[ \t]*$"
)
_SETTINGS = re.compile(r"(?:[ \t]+(?:align|position|line|size|vertical|region|[XY][12]):\S{1,40}){1,8}[ \t]*$")
_NOT_SAID = ("WEBVTT", "NOTE", "STYLE", "REGION", "X-TIMESTAMP-MAP", "Kind:", "Language:")
_HEADER = re.compile(r"\[[A-Z ]{3,20}\]")
"""A line above SubViewer's cues."""


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands between two time lines, tags and all. Times in seconds."""

    start: float
    end: float
    lines: tuple[str, ...]
    is_sure: bool = True
    """Whether the time line can be nothing else."""


def captions_in(text: str) -> list[Caption]:
    """The cues in order, what stands above the first one as a cue at 0; none where there is no time line."""
    lines = text.split("\n")
    found = [(number, times) for number, line in enumerate(lines) if (times := _times_in(line))]
    if not any(times.is_sure for _, times in found):
        return []
    found = [(number, times) for number, times in found if times.is_sure or not times.lines]
    is_vtt = text.lstrip("\ufeff \t\n").startswith("WEBVTT")
    numbers = [number for number, _ in found]
    is_numbered = sum(_is_number(lines[number - 1]) for number in numbers if number) >= len(numbers) / 2
    above = _body(lines[: numbers[0]], is_vtt=is_vtt, is_numbered=is_numbered, is_last=False)
    captions = [Caption(0.0, 0.0, tuple(line for line in above if not _HEADER.match(line)))]
    for (number, times), end in zip(found, [*numbers[1:], len(lines)], strict=True):
        body = _body(lines[number + 1 : end], is_vtt=is_vtt, is_numbered=is_numbered, is_last=end == len(lines))
        captions.append(Caption(times.start, times.end, (*times.lines, *body)))
    return captions if captions[0].lines else captions[1:]


def _times_in(line: str) -> Caption | None:
    """A time line, with the words that stand on it; where there should be none, whisper.cpp puts them."""
    match = _TIMES.match(line)
    if match:
        begins, arrow, ends, rest = match.groups()[:4], match[5], match.groups()[5:9], match[10].strip()
        is_sure = arrow in _SURE_ARROWS or (begins[-1] is not None and ends[-1] is not None)
        words = () if not rest or _SETTINGS.match(match[10]) else (rest,)
        return Caption(seconds(begins), max(seconds(begins), seconds(ends)), words, is_sure)
    pair = _PAIR.match(line)
    if not pair:
        return None
    begins, ends = pair.groups()[:4], pair.groups()[4:]
    return Caption(seconds(begins), max(seconds(begins), seconds(ends)), ())


def seconds(parts: Sequence[str | None]) -> float:
    """Hours, minutes, seconds and a fraction, as TIME finds them."""
    hours, minutes, whole, fraction = parts
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(whole or 0) + float(f"0.{fraction or 0}")


def _body(lines: Sequence[str], *, is_vtt: bool, is_numbered: bool, is_last: bool) -> tuple[str, ...]:
    """The lines of one cue: without the number or the name of the next one, and without remarks."""
    kept = list(lines)
    if kept and kept[-1].strip() and not is_last:
        is_name = is_vtt and (len(kept) == 1 or not kept[-2].strip()) and len(kept) > 1
        if is_name or (is_numbered and _is_number(kept[-1])):
            kept.pop()
    return tuple(line.strip() for block in _blocks(kept) if not _is_remark(block, is_vtt) for line in block)


def _blocks(lines: Sequence[str]) -> Iterator[list[str]]:
    block: list[str] = []
    for line in lines:
        if line.strip():
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _is_remark(block: Sequence[str], is_vtt: bool) -> bool:
    return is_vtt and block[0].strip("\ufeff \t").startswith(_NOT_SAID)


def _is_number(line: str) -> bool:
    return line.strip("\ufeff \t").isdigit()
