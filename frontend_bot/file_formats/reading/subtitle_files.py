"""Subtitles whose formats say what they are: SubStation Alpha (.ass, .ssa), MicroDVD, MPL2, TMPlayer, SAMI and TTML."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from frontend_bot.file_formats.reading.captions import TIME, Caption, seconds

_BEGINNING = 2000
_FORMATS = (
    ("ass", re.compile(r"\[Script Info\]|\[V4\+? Styles\]|\[Events\]\s{0,9}\n|Dialogue:[ \d]", re.IGNORECASE)),
    ("microdvd", re.compile(r"\{\d{1,9}\}\{\d{0,9}\}")),
    ("mpl2", re.compile(r"\[\d{1,9}\]\[\d{0,9}\]")),
    ("tmp", re.compile(r"\d{1,2}:\d\d:\d\d[:=]\D[^\n]{0,999}\n\d{1,2}:\d\d:\d\d[:=]")),
    ("sami", re.compile(r"<SAMI", re.IGNORECASE)),
    ("ttml", re.compile(r"(?:<\?xml[^<>]{0,200}>\s{0,9}(?:<!--[^<>]{0,500}-->\s{0,9})?)?<(?:\w{1,20}:)?tt[\s>]")),
)
_CLOCK = re.compile(rf"{TIME}$")
_COUNTED = re.compile(r"(\d{1,12}(?:\.\d{1,12})?)(h|ms|m|s|f|t)$")
_FRAMES = 25.0
"""A second, of films that do not say."""


def format_of(text: str) -> str:
    """Its name, "" for a text in none of these formats."""
    beginning = text[:_BEGINNING].lstrip("\ufeff \t\r\n")
    return next((name for name, begins in _FORMATS if begins.match(beginning)), "")


def captions_of(text: str, name: str) -> list[Caption]:
    """The cues of such a file in order, each voice as WebVTT names it; none of one that cannot be read."""
    try:
        return list(_of_ttml(text) if name == "ttml" else _by_library(text, name))
    except (etree.XMLSyntaxError, ValueError, LookupError, ArithmeticError):
        return []


def _by_library(text: str, name: str) -> Iterator[Caption]:
    """Raises ValueError for what the library cannot read."""
    import pysubs2  # which takes as long to load as everything else here, and few texts need it

    try:
        told = pysubs2.SSAFile.from_string(text, format_=name, fps=None if _tells_frames(text) else _FRAMES)
    except pysubs2.exceptions.Pysubs2Error as error:
        raise ValueError(f"no {name}") from error
    for event in sorted(told, key=lambda event: event.start):
        if event.is_comment or event.is_drawing:
            continue
        lines = event.plaintext.split("\n")
        voice = event.name.replace("<", "").replace(">", "").strip()
        start = max(0.0, event.start / 1000)
        marked = (f"<v {voice}>{lines[0]}", *lines[1:]) if voice else tuple(lines)
        yield Caption(start, max(start, event.end / 1000), marked)


def _tells_frames(text: str) -> bool:
    return bool(re.match(r"\ufeff?\s{0,9}\{\d\}\{\d\}\d\d", text))


# --- TTML ---


def _of_ttml(text: str) -> Iterator[Caption]:
    # No entities and no network: a document can neither blow itself up nor read our files.
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(text.encode("utf-8", "replace").replace(b'encoding="UTF-16"', b'encoding="UTF-8"'), parser)
    rates = {etree.QName(name).localname: value for name, value in root.attrib.items()}
    frames = float(rates.get("frameRate", _FRAMES)) or _FRAMES
    ticks = float(rates.get("tickRate", 0)) or frames
    for element in root.iter("{*}p"):
        start = sum(_moment(one.get("begin", ""), frames, ticks) for one in (element, *element.iterancestors()))
        length = _moment(element.get("dur", ""), frames, ticks)
        end = _moment(element.get("end", ""), frames, ticks) if element.get("end") else start + length
        lines = tuple("".join(_pieces(element)).split("\n"))
        yield Caption(start, max(start, end), lines)


def _pieces(element: Any) -> Iterator[str]:
    yield " ".join((element.text or " ").split("\n"))
    for child in element:
        if isinstance(child.tag, str):
            name = etree.QName(child).localname
            yield from ["\n"] if name == "br" else [] if name == "metadata" else _pieces(child)
        yield " ".join((child.tail or "").split("\n"))


def _moment(written: str, frames: float, ticks: float) -> float:
    """Seconds: a clock's time, whose last part may be frames, or a number with its unit."""
    clock = _CLOCK.match(written)
    if clock:
        hours, minutes, whole, fraction = clock.groups()
        is_frames = fraction is not None and written[-len(fraction) - 1] in ":;"
        moment = seconds((hours, minutes, whole, None if is_frames else fraction))
        return moment + int(fraction) / frames if is_frames and fraction else moment
    counted = _COUNTED.match(written)
    if not counted:
        return 0.0
    unit = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001, "f": 1 / frames, "t": 1 / ticks}[counted[2]]
    return float(counted[1]) * unit
