"""Any result as blocks: a document's own, or a transcript set in paragraphs with times and speakers."""

from collections.abc import Iterator, Sequence

from frontend_bot.core.block import Block, Style
from frontend_bot.core.conversation import named_segments
from frontend_bot.core.record import Record
from frontend_bot.core.titles import without_extension
from frontend_bot.core.transcript import Segment, Transcript, clock
from frontend_bot.core.zones import local_time

_FULL, _LONGEST = 350, 900
"""Characters from which a paragraph ends with its sentence, and after which it ends anyway."""
_PAUSE = 4.0
"""Seconds of silence that begin a new paragraph."""


def layout_of(record: Record) -> tuple[Block, ...]:
    """What a file shows. Phrases of one speaker are put together into paragraphs, each with the time it begins at."""
    result = record.result
    if result.blocks:
        return result.blocks
    transcript = result.transcript
    return (Block(Style.TITLE, _title(record)), *_facts(record), *(_spoken(transcript) or _plain(result.words)))


def _title(record: Record) -> str:
    return without_extension(record.title) or local_time(record.created_at, record.zone, "%Y-%m-%d %H:%M")


def _facts(record: Record) -> Iterator[Block]:
    """When it was and how long it is, without a word that would have to be in some language."""
    day = local_time(record.created_at, record.zone, "%Y-%m-%d")
    yield Block(Style.NOTE, f"{day} · {clock(record.duration)}" if record.duration else day)


def _spoken(transcript: Transcript | None) -> list[Block]:
    """The segments, gaps in their places; nothing where the text is not made of them."""
    if transcript is None or not transcript.segments or transcript.parts:
        return []
    segments = named_segments(transcript)
    if not transcript.has_times:
        return [_block(segment.text, segment.speaker) for segment in segments]
    blocks = [(group[0].start, _paragraph(group)) for group in _grouped(segments)]
    blocks += [(gap.start, Block(Style.NOTE, gap.mark)) for gap in transcript.gaps]
    return [block for _, block in sorted(blocks, key=lambda placed: placed[0])]


def _grouped(segments: Sequence[Segment]) -> Iterator[Sequence[Segment]]:
    group: list[Segment] = []
    length = 0
    for segment in segments:
        if group and _ends(group[-1], length, segment):
            yield group
            group, length = [], 0
        group.append(segment)
        length += len(segment.text)
    if group:
        yield group


def _ends(last: Segment, length: int, following: Segment) -> bool:
    is_full = length > _LONGEST or (length > _FULL and last.text.rstrip().endswith((".", "!", "?", "…")))
    return is_full or last.speaker != following.speaker or following.start - last.end > _PAUSE


def _paragraph(group: Sequence[Segment]) -> Block:
    return _block(" ".join(segment.text for segment in group), group[0].speaker, clock(group[0].start))


def _block(text: str, speaker: str, time: str = "") -> Block:
    lead = " ".join(part for part in (time, f"{speaker}:" if speaker else "") if part)
    return Block(Style.TEXT, text, lead=lead)


def _plain(words: str) -> list[Block]:
    return [Block(Style.TEXT, line.strip()) for line in words.split("\n") if line.strip()]
