"""What becomes of a recording in each format: read as it is, copied, encoded, or refused with which sentence.

``python -m benchmarks.formats`` makes the samples (benchmarks/format_samples.py), sends each through the bot's own
engine to a double of the provider, and writes the table docs/formats.md; three minutes. Ends with 1 if a length or a
word is wrong.
"""

import argparse
import asyncio
import logging
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import structlog

from benchmarks.format_samples import SAMPLES, SECONDS, WORDS, FormatSample, make
from frontend_bot.core.phrase import Phrase
from frontend_bot.errors import BotError
from frontend_bot.services.translations import Translations
from tests.heard import heard

TABLE = Path("docs/formats.md")
_OFF = 0.3
"""Seconds by which a length may be off: encoders add a beginning and an end."""
_HEAD = """# Formats that were tried

Made by `python -m benchmarks.formats` with {version}; do not edit. Each row is a file of {seconds} seconds in which ten
words are said in tones (ten seconds of bare frames for AMR, which few can write). Its name says nothing: the file lies
in the job's folder without one, and its content decides. "Length" and "words" tell whether the length that is booked
is right, and whether each word arrived.

{read} of {total} are read; the others get the sentence that stands there.

| file | container | sound | what is made of it | length | words |
| --- | --- | --- | --- | --- | --- |
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. ``is_right`` is false where something is lost or measured wrongly."""

    sample: FormatSample
    becomes: str
    length: str = "–"
    words: str = "–"
    is_read: bool = False
    is_right: bool = True

    def __str__(self) -> str:
        sample = self.sample
        cells = (f"`{sample.name}`", sample.container, sample.codec, self.becomes, self.length, self.words)
        return f"| {' | '.join(cells)} |"


async def _tried(sample: FormatSample, folder: Path, sentences: Translations) -> Row:
    file = await asyncio.to_thread(make, sample, folder)
    if file is None:
        return Row(sample, "this ffmpeg cannot write it")
    try:
        found = await heard(file, folder / f"job-{sample.name}")
    except BotError as error:
        return Row(sample, f"refused: “{sentences.say(Phrase(error.sentence, error.variables), 'en')}”")
    off = found.transcript.duration - sample.seconds
    are_all_there = found.words == list(WORDS)
    return Row(
        sample,
        found.programs.becomes,
        length="right" if abs(off) <= _OFF else f"{off:+.1f} s",
        words=("all" if are_all_there else f"{len(found.words)} of {len(WORDS)}") if sample.has_words else "–",
        is_read=True,
        is_right=abs(off) <= _OFF and (are_all_there or not sample.has_words),
    )


async def _rows() -> list[Row]:
    sentences = Translations()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for sample in SAMPLES:
            rows.append(await _tried(sample, Path(folder), sentences))
            print(rows[-1], flush=True)
    return rows


def _version() -> str:
    told = subprocess.run(["ffmpeg", "-version"], capture_output=True, text=True, check=True).stdout
    return " ".join(told.split()[:3:2])


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--table", type=Path, default=TABLE)
    told = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    rows = asyncio.run(_rows())
    read = sum(row.is_read for row in rows)
    head = _HEAD.format(version=_version(), seconds=SECONDS, read=read, total=len(rows))
    told.table.write_text(head + "".join(f"{row}\n" for row in rows))
    sys.exit(0 if all(row.is_right for row in rows) else 1)


if __name__ == "__main__":
    main()
