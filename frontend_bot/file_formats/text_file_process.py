"""Reads the words out of what somebody sent, as a program of its own: it can be limited and killed.

``python text_file_process.py FILE MOST_CHARACTERS``; with ``-`` for FILE the text comes by the standard input (UTF-8).
Prints JSON, line by line: ``{"text": words, "language": code, "duration": seconds}`` and then, as often as it takes, an
array of segments ``[start, end, text, speaker]``; or ``{"refused": why}``, see ``reading/refusal.py``.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

AT_ONCE = 500
"""Segments a line: whoever reads them takes them line by line and does something else in between."""


def main(path: str, most: int) -> None:
    """Read one file."""
    # Behind everything else, and the root of our own code alone: started with -I, Python looks neither into the working
    # folder nor into what the environment names.
    sys.path.append(str(Path(__file__).parents[2]))
    for line in told(path, most):
        sys.stdout.buffer.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n")


def told(path: str, most: int) -> Iterator[Any]:
    """What is printed, line by line."""
    from frontend_bot.file_formats.reading.any_file import transcript_in_file
    from frontend_bot.file_formats.reading.refusal import ReadingRefused
    from frontend_bot.file_formats.reading.spoken_lines import transcript_of

    try:
        is_given = path == "-"
        given = sys.stdin.buffer.read().decode("utf-8", "replace") if is_given else ""
        transcript = transcript_of(given) if is_given else transcript_in_file(Path(path), most)
    except ReadingRefused as refused:
        yield {"refused": refused.why}
        return
    yield {"text": transcript.text, "language": transcript.language, "duration": transcript.duration}
    segments = transcript.segments
    for first in range(0, len(segments), AT_ONCE):
        yield [[one.start, one.end, one.text, one.speaker] for one in segments[first : first + AT_ONCE]]


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
