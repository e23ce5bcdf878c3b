"""Who says what in a transcript: numbers for voices, names for numbers, the text as a conversation.

An engine's labels hold within one answer: "A" of one chunk need not be "A" of the next. So every voice of every chunk
gets a number of its own, unless the engine was given the voice (``TranscriptionOptions.voices``) and answers with its
number. The words are never touched: where the segments do not say exactly the text, the text stays as it is.
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace

from frontend_bot.core.phrase import SayHere, phrase
from frontend_bot.core.recording import Voice
from frontend_bot.core.transcript import Gap, Part, Segment, Transcript, clock
from frontend_bot.core.zones import local_time

MOST_VOICES = 4
SHORTEST_SAMPLE, LONGEST_SAMPLE = 2.0, 9.0
"""Seconds. The API takes four references of two to ten seconds each."""

_BESIDE = " · "
"""Between a sender and one of several voices in what was sent."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says until another one does; ``speaker`` is a name, "" where nobody knows. In seconds."""

    start: float
    speaker: str
    text: str
    is_mark: bool = False
    """The mark of a gap."""


def numbered(chunks: Iterable[Sequence[Segment]], known: Set[str] = frozenset(), first: int = 1) -> list[Segment]:
    """The segments of all chunks, their speakers' labels replaced by numbers from ``first`` on, as texts.

    ``known`` are the numbers that were given to the engine as labels: they mean the same in every chunk.
    """
    numbers = {("", label): label for label in known}
    following = max([first - 1, *map(int, known)]) + 1
    told: list[Segment] = []
    for number, segments in enumerate(chunks):
        for segment in segments:
            key = ("" if segment.speaker in known else str(number), segment.speaker)
            if segment.speaker and key not in numbers:
                numbers[key] = str(following)
                following += 1
            told.append(replace(segment, speaker=numbers.get(key, "")))
    return told


def voices(segments: Iterable[Segment]) -> tuple[Voice, ...]:
    """For each of the speakers who speak most, the longest piece in which they speak alone."""
    spoken: dict[str, float] = {}
    longest: dict[str, Segment] = {}
    for segment in segments:
        seconds = segment.end - segment.start
        if segment.speaker:
            spoken[segment.speaker] = spoken.get(segment.speaker, 0.0) + seconds
            found = longest.get(segment.speaker)
            if seconds >= SHORTEST_SAMPLE and (found is None or seconds > found.end - found.start):
                longest[segment.speaker] = segment
    most = sorted(longest, key=lambda label: -spoken[label])[:MOST_VOICES]
    pieces = [(label, longest[label]) for label in most]
    return tuple(Voice(label, piece.start, min(piece.end, piece.start + LONGEST_SAMPLE)) for label, piece in pieces)


def with_numbers(transcript: Transcript) -> Transcript:
    """That of a recording which went in one request, with numbers for its speakers."""
    return replace(transcript, segments=tuple(numbered([transcript.segments])))


def speakers(transcript: Transcript) -> list[str]:
    """The labels of those whom an engine told apart, in the order in which they begin to speak: "1", "2", or with the
    sender's name in a batch of recordings, "Anna · 1"."""
    labels = dict.fromkeys(segment.speaker for segment in transcript.segments)
    return [label for label in labels if _number(label)]


def _number(label: str) -> str:
    number = label.rpartition(_BESIDE)[2]
    return number if number.isdecimal() else ""


def with_names(transcript: Transcript, say: SayHere) -> Transcript:
    """The same with a name for each speaker who has none: "Speaker 1" in the reader's language."""
    missing = {
        label: label.removesuffix(_number(label)) + say(phrase("speaker-number", number=_number(label)))
        for label in speakers(transcript)
        if label not in transcript.names
    }
    return replace(transcript, names={**missing, **transcript.names}) if missing else transcript


def named_segments(transcript: Transcript) -> tuple[Segment, ...]:
    """The segments as files show them: names instead of numbers; no number where one person speaks alone."""
    alone = speakers(transcript) if len(speakers(transcript)) < 2 else []
    names = {**transcript.names, **dict.fromkeys(alone, "")}
    return tuple(replace(s, speaker=names.get(s.speaker, s.speaker)) for s in transcript.segments)


def turns(transcript: Transcript) -> list[Turn]:
    """The conversation: one turn for each change of speakers, gaps as turns of nobody."""
    told: list[list[Turn]] = []
    for line in _lines(transcript):
        if told and line.speaker and told[-1][0].speaker == line.speaker:
            told[-1].append(line)
        else:
            told.append([line])
    return [replace(lines[0], text=" ".join(line.text for line in lines)) for lines in told]


def formatted(transcript: Transcript, *, has_times: bool = False) -> str:
    """The transcript's words as people read them: a conversation where several speak, with times where chosen_language.

    Gaps stand in it by their marks, the recordings of a batch under their labels.
    """
    if not transcript.parts:
        return _told(transcript, has_times=has_times)
    named = list(zip(labels(transcript.parts), transcript.parts, strict=True))
    return "\n\n".join(_told_part(transcript, label, part, has_times=has_times) for label, part in named)


def _told_part(whole: Transcript, label: str, part: Part, *, has_times: bool) -> str:
    def is_within(place: Segment | Gap) -> bool:
        return part.start <= place.start < part.end

    own = replace(
        whole,
        text=part.shown,
        parts=(),
        segments=tuple(filter(is_within, whole.segments)),
        gaps=tuple(filter(is_within, whole.gaps)),
    )
    if not speakers(own):  # the label says who speaks
        own = replace(own, segments=tuple(replace(segment, speaker="") for segment in own.segments))
    text = _told(own, has_times=has_times) if part.text else part.shown
    return f"{label}\n{text}" if has_times or text != part.shown else f"{label} {text}"


def _told(transcript: Transcript, *, has_times: bool) -> str:
    if has_times:
        return "\n".join(_timed(line) for line in _lines(transcript))
    if len(speakers(transcript)) < 2 or not _is_told_by_segments(transcript):
        return transcript.text
    return "\n\n".join(_spoken(turn) for turn in turns(transcript))


def _lines(transcript: Transcript) -> list[Turn]:
    """The segments, and the gaps' marks, in order."""
    lines = [Turn(segment.start, segment.speaker, segment.text) for segment in named_segments(transcript)]
    lines += [Turn(gap.start, "", gap.mark, is_mark=True) for gap in transcript.gaps]
    return sorted(lines, key=lambda line: line.start)


def _timed(line: Turn) -> str:
    return line.text if line.is_mark else f"[{clock(line.start)}] {_spoken(line)}"


def _spoken(turn: Turn) -> str:
    return f"{turn.speaker}: {turn.text}" if turn.speaker else turn.text


def with_gaps_named(text: str, transcript: Transcript, say: SayHere) -> str:
    """The text with a sentence in the reader's language in the place of each gap's mark."""
    for gap in transcript.gaps:
        text = text.replace(gap.mark, say(phrase("transcript-gap", start=clock(gap.start), end=clock(gap.end))))
    return text


def _is_told_by_segments(transcript: Transcript) -> bool:
    """True if the segments say the text word for word; white space aside, which languages use differently."""
    text = transcript.text
    for gap in transcript.gaps:
        text = text.replace(gap.mark, "")
    return "".join(text.split()) == "".join("".join(s.text for s in transcript.segments).split())


def labels(parts: Sequence[Part]) -> list[str]:
    """Who sent it and when, for each recording: "Anna, 14:02:". With the day where they are of several days.

    Times are of the person's zone; where that is UTC, they say so.
    """
    days = {local_time(part.sent_at, part.zone, "%Y-%m-%d") for part in parts if part.sent_at}
    form = "%H:%M" if len(days) < 2 else "%d.%m %H:%M"
    return [
        f"{part.sender}, {local_time(part.sent_at, part.zone, form)}:" if part.sent_at else f"{part.sender}:"
        for part in parts
    ]
