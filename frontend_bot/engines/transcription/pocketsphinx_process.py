"""The draft recogniser as a program of its own, so that it can be limited and killed: it imports nothing of the bot.

``python pocketsphinx_process.py SAMPLES`` reads 16 bit, mono, 16 kHz and prints one JSON object a line:
``{"done": seconds}`` as it goes and ``{"start": seconds, "end": seconds, "text": words}`` for each utterance.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from pocketsphinx import Decoder, Endpointer

RATE = 16000
DITHER = 4
"""Sample values. Digital silence between words, which no microphone makes, doubles the errors."""
LONGEST_UTTERANCE = 40.0
"""Seconds; speech without a pause is cut here, because the search's memory grows with the utterance."""
TOLD_EVERY = 1.0


def main(path: Path) -> None:
    """Recognise one file."""
    endpointer = Endpointer(sample_rate=RATE, vad_mode=2)
    recogniser = _Recogniser(Decoder(samprate=RATE, loglevel="FATAL"))
    done = told = 0.0
    for frame in frames(path, endpointer.frame_bytes):
        speech = endpointer.process(frame)
        done += len(frame) / 2 / RATE
        if speech is not None:
            recogniser.hear(speech, done)
        if recogniser.start is not None and (not endpointer.in_speech or done - recogniser.start > LONGEST_UTTERANCE):
            recogniser.finish(done)
        if done - told >= TOLD_EVERY:
            told = done
            _tell(done=round(done, 2))
    recogniser.finish(done)


class _Recogniser:
    """One utterance at a time. ``start`` is where the open one began, in seconds, or None."""

    def __init__(self, decoder: Any) -> None:
        self.start: float | None = None
        self._decoder = decoder

    def hear(self, speech: bytes, now: float) -> None:
        if self.start is None:
            self.start = max(0.0, now - len(speech) / 2 / RATE)
            self._decoder.start_utt()
        self._decoder.process_raw(speech)

    def finish(self, now: float) -> None:
        if self.start is None:
            return
        self._decoder.end_utt()
        heard = self._decoder.hyp()
        if heard is not None and heard.hypstr:
            _tell(start=round(self.start, 2), end=round(now, 2), text=heard.hypstr)
        self.start = None


def frames(path: Path, size: int) -> Iterator[bytes]:
    """Whole frames with a little noise; the last one is filled up with silence."""
    noise = np.random.default_rng(0)
    with path.open("rb") as file:
        while piece := file.read(size):
            samples = np.frombuffer(piece.ljust(size, b"\0"), dtype="<i2").astype(np.int32)
            samples += noise.integers(-DITHER, DITHER + 1, len(samples))
            yield np.clip(samples, -32768, 32767).astype("<i2").tobytes()


def _tell(**facts: float | str) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
