"""Speech for machines: each "word" is a pair of tones that tells its number, so that a lost or doubled word shows.

Word n sounds for WORD seconds on a low tone that tells n // 100 and a high one that tells n % 100, then PAUSE seconds
of silence. ``read_tones`` answers the words with their times, whatever container and codec they came in.
"""

import asyncio
import wave
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 8000
WORD = 0.4
PAUSE = 0.3
LOW, HIGH, STEP = 400.0, 1800.0, 12.0
FRAME = 160
"""Samples; 20 ms."""

Word = tuple[str, float, float]
"""Its text (w0001...), start and end in seconds."""


class TonesNotUnderstood(Exception):
    """No tone code: ordinary sound, silence, or nothing that ffmpeg can decode."""


def write_tones(path: Path, numbers: Iterable[int], pause_after: dict[int, float] | None = None) -> None:
    """A WAV file (16 bit, 8 kHz, mono) that says these numbers (0-9999). ``pause_after``: seconds by number."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(_silence(PAUSE))
        for number in numbers:
            file.writeframes(_word(number) + _silence((pause_after or {}).get(number, PAUSE)))


async def read_tones(path: Path) -> list[Word]:
    """The words in a file. A word that is cut is marked: ``~w0001``. Raises TonesNotUnderstood."""
    command = f"ffmpeg -nostdin -v error -i file:{path} -ac 1 -ar {RATE} -f s16le pipe:1".split()
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=DEVNULL)
    sound, _ = await process.communicate()
    return await asyncio.to_thread(_read, np.frombuffer(sound[: len(sound) // 2 * 2], dtype="<i2").astype(np.float64))


def _word(number: int) -> bytes:
    time = np.arange(int(WORD * RATE)) / RATE
    low, high = LOW + STEP * (number // 100), HIGH + STEP * (number % 100)
    sound = np.sin(2 * np.pi * low * time) + np.sin(2 * np.pi * high * time)
    fade = np.minimum(1, np.minimum(time, WORD - time) / 0.02)
    return (sound * fade * 8000).astype("<i2").tobytes()


def _silence(seconds: float) -> bytes:
    return bytes(2 * int(seconds * RATE))


def _read(sound: NDArray[np.float64]) -> list[Word]:
    frames = len(sound) // FRAME
    if frames == 0:
        raise TonesNotUnderstood
    loudness = np.sqrt((sound[: frames * FRAME].reshape(frames, FRAME) ** 2).mean(axis=1))
    is_loud = np.concatenate(([False], loudness > 1500, [False]))
    edges = np.flatnonzero(is_loud[1:] != is_loud[:-1])
    words = [_decode(sound, start, end) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    if not words:
        raise TonesNotUnderstood
    return words


def _decode(sound: NDArray[np.float64], start: int, end: int) -> Word:
    piece = sound[start * FRAME : end * FRAME]
    spectrum = np.abs(np.fft.rfft(piece * np.hanning(len(piece)), RATE)) ** 2  # one bin a hertz
    low, low_share = _peak(spectrum, LOW)
    high, high_share = _peak(spectrum, HIGH)
    seconds = (end - start) * FRAME / RATE
    if low_share + high_share < 0.7 or seconds > WORD + 0.1:
        raise TonesNotUnderstood
    mark = "~" if seconds < WORD - 0.1 else ""
    return f"{mark}w{low * 100 + high:04d}", round(start * FRAME / RATE, 2), round(end * FRAME / RATE, 2)


def _peak(spectrum: NDArray[np.float64], base: float) -> tuple[int, float]:
    """The number that the loudest tone of a band tells, and that tone's share of all energy."""
    first = int(base - STEP / 2)
    at = first + int(np.argmax(spectrum[first : first + int(STEP * 100)]))
    return round((at - base) / STEP), float(spectrum[max(0, at - 10) : at + 11].sum() / spectrum.sum())
