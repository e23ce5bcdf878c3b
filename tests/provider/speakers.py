"""Who speaks in tone-coded audio, as the double of the provider tells it: seven words each, one after the other.

Labels are those of one answer: whoever speaks first is "A". Only a known speaker, recognised by what the reference
says, has the same name in every answer.
"""

import tempfile
from base64 import b64decode
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.provider.faults import error_answer
from tests.provider.uploads import Received
from tests.tone_code import TonesNotUnderstood, Word, read_tones

WORDS_EACH = 7


def voice_of(word: str, people: int) -> int:
    """Who says this word: 0, 1..."""
    return int(word.lstrip("~w")) // WORDS_EACH % people


async def diarized(received: Received, words: Sequence[Word], people: int) -> web.Response:
    """An answer in diarized_json; a reference that is refused is an error."""
    names = received.values("known_speaker_names[]")
    known: dict[int, str] = {}
    for name, reference in zip(names, received.values("known_speaker_references[]"), strict=True):
        voices = await _voices_in(reference, people)
        if len(voices) != 1:
            return error_answer(400, f"unusable reference for {name}", "invalid_value", "known_speaker_references")
        known[next(iter(voices))] = name
    told = segments(words, people, known)
    text = "".join(segment["text"] for segment in told).strip()
    return web.json_response({"task": "transcribe", "duration": 1, "text": text, "segments": told})


def segments(words: Sequence[Word], people: int, known: dict[int, str] | None = None) -> list[dict[str, Any]]:
    """The turns, with a label each."""
    labels = dict(known or {})
    told = []
    for number, (voice, said) in enumerate(groupby(words, lambda word: voice_of(word[0], people))):
        turn = list(said)
        label = labels.setdefault(voice, "ABCDEFGH"[len(labels) - len(known or {})])
        text = " " + " ".join(word for word, _, _ in turn)
        told.append(
            {
                "type": "transcript.text.segment", "id": f"seg_{number}", "speaker": label,
                "start": turn[0][1], "end": turn[-1][2], "text": text,
            }
        )  # fmt: skip
    return told


_VOICES: dict[tuple[str, int], set[int]] = {}


async def _voices_in(reference: str, people: int) -> set[int]:
    if (reference, people) not in _VOICES:
        _VOICES[reference, people] = await _listened_to(reference, people)
    return _VOICES[reference, people]


async def _listened_to(reference: str, people: int) -> set[int]:
    head, _, data = reference.partition(";base64,")
    assert head.startswith("data:audio/"), "a reference is a data URL"
    with tempfile.TemporaryDirectory(prefix="reference-") as folder:
        file = Path(folder) / "file"
        file.write_bytes(b64decode(data))
        try:
            words = await read_tones(file)
        except TonesNotUnderstood:
            return set()
    assert 1.3 <= words[-1][2] - words[0][1] <= 10, "a reference lasts 2 to 10 s"
    return {voice_of(word, people) for word, _, _ in words}
