"""faster-whisper as a program of its own, so that it can be killed and its memory freed: it imports nothing of the bot.

``python faster_whisper_process.py MODEL DEVICE COMPUTE_TYPE THREADS may-download|offline`` reads one JSON object a
line, a recording each (``{"path": WAV of 16 bit, mono, 16 kHz, "language": "" or code, "hotwords": text,
"temperature": 0}``), and prints for each, a line each: ``{"segment": {...}}`` as they come, and ``{"language": code}``
or ``{"error": name}`` at its end.
"""

import json
import sys
import wave
from pathlib import Path
from typing import Any

import numpy as np
from faster_whisper import WhisperModel

BEAMS = 5
LEADS_OUT_OF_LOOPS = (0.2, 0.4, 0.6, 0.8, 1.0)
"""Temperatures that are tried where the text repeats itself or its words are guessed."""


def main(model: str, device: str, compute_type: str, threads: str, download: str) -> None:
    """Load the model, then recognize until the standard input ends."""
    whisper = WhisperModel(
        model,
        device=device,
        compute_type=compute_type,
        cpu_threads=int(threads),
        local_files_only=download != "may-download",
    )
    for line in sys.stdin:
        try:
            _tell(language=_listen(whisper, json.loads(line)))
        except (OSError, RuntimeError, ValueError) as error:
            _tell(error=type(error).__name__)


def _listen(whisper: WhisperModel, asked: dict[str, Any]) -> str:
    first = asked["temperature"]
    segments, info = whisper.transcribe(
        _samples(Path(asked["path"])),
        language=asked["language"] or None,
        hotwords=asked["hotwords"] or None,
        beam_size=BEAMS,
        temperature=[first, *(one for one in LEADS_OUT_OF_LOOPS if one > first)],
        # What was invented once would be invented on and on.
        condition_on_previous_text=False,
        # Silence and noise are cut out beforehand: there is where it invents.
        vad_filter=True,
    )
    for segment in segments:
        told = {"start": segment.start, "end": segment.end, "text": segment.text}
        scores = ("no_speech_prob", "avg_logprob", "compression_ratio")
        _tell(segment=told | {name: getattr(segment, name) for name in scores})
    return str(info.language)


def _samples(path: Path) -> Any:
    with wave.open(str(path), "rb") as sound:
        data = sound.readframes(sound.getnframes())
    return np.frombuffer(data, dtype="<i2").astype(np.float32) / 32768


def _tell(**facts: Any) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:6])
