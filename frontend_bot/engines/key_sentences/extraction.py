"""Key sentences and possible tasks without a language model: in a process, for a long talk takes a second."""

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from frontend_bot.core.conversation import named_segments
from frontend_bot.core.extract import Extract, QuotedSentence
from frontend_bot.core.minutes import Place
from frontend_bot.core.transcript import Segment, Transcript
from frontend_bot.errors import JobTimedOut, UnreasonableMedia
from frontend_bot.media.programs import Collected, Limits, Programs

_PROCESS = Path(__file__).with_name("extraction_process.py")
_LIMITS = Limits(wall_seconds=120, cpu_seconds=40, memory_bytes=384 * 2**20)


class Extraction:
    """Finds what a transcript says in its own words."""

    def __init__(self, programs: Programs) -> None:
        self._programs = programs

    async def extract(self, transcript: Transcript) -> Extract:
        """Raises JobTimedOut, StorageFull."""
        segments = named_segments(transcript) or (Segment(0, 0, transcript.text),)
        given = await asyncio.to_thread(_as_json, transcript, segments)
        collected = Collected()
        command = (sys.executable, "-I", _PROCESS)
        try:
            finished = await self._programs.run(*command, limits=_LIMITS, on_output=collected, given=given)
        except UnreasonableMedia as error:
            raise JobTimedOut(error.detail) from error
        if finished.returncode != 0:
            raise JobTimedOut(f"the extraction ended with {finished.returncode}")
        found = json.loads(collected.value)
        has_times = transcript.has_times

        def said(number: int, text: str) -> QuotedSentence:
            segment = segments[number]
            place = Place(segment.start) if has_times else Place(line=number + 1)
            return QuotedSentence(text, place, segment.speaker)

        return Extract(*(tuple(said(*one) for one in found[name]) for name in ("sentences", "tasks")))


def _as_json(transcript: Transcript, segments: Sequence[Segment]) -> bytes:
    told = {
        "language": transcript.language,
        "joined": transcript.has_times,
        "segments": [segment.text for segment in segments],
    }
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")
