"""Texts spoken by piper, a neural voice on this machine: the operator brings the program and the voices."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.speech import VoiceOptions
from frontend_bot.engines.speech.parts import SpokenParts
from frontend_bot.errors import LanguageNotSpoken, SpeechUnavailable
from frontend_bot.media.programs import Collected, Limits, Programs

LIMITS = Limits(
    wall_seconds=600, cpu_seconds=900, memory_bytes=2 * 2**30, address_space_bytes=16 * 2**30, file_bytes=80 * 2**20
)
"""The neural network runs at some ten times the speed of speech on one core; a part is a minute and a half of it."""


class Piper(SpokenParts):
    """``voices`` are model files, each named as they are published: ``ru_RU-irina-medium.onnx`` speaks Russian."""

    name = "piper"
    longest_part = 1500

    def __init__(self, programs: Programs, program: str, voices: Sequence[Path]) -> None:
        super().__init__(programs)
        self._program = program
        self._voices = {_language_of(voice): voice for voice in reversed(voices)}

    def why_unavailable(self) -> Phrase | None:
        """None where the program and a voice are."""
        is_there = shutil.which(self._program) and any(voice.is_file() for voice in self._voices.values())
        return None if is_there else phrase("engine-speech-missing")

    async def make(self, text: str, options: VoiceOptions, target: Path) -> None:
        """Speak ``text`` into a WAV file.

        Raises LanguageNotSpoken, ProgramMissing, StorageFull, UnreasonableMedia, SpeechUnavailable.
        """
        voice = self._voices.get(options.language.partition("-")[0])
        if voice is None:
            raise LanguageNotSpoken(options.language)
        line = " ".join(text.split()).encode() + b"\n"
        arguments = ("--model", voice, "--length_scale", f"{1 / options.speed:.2f}", "--output_file", target)
        ended = await self._programs.run(self._program, *arguments, limits=LIMITS, on_output=Collected(0), given=line)
        if ended.returncode != 0:
            raise SpeechUnavailable(f"piper ended with {ended.returncode}")


def _language_of(voice: Path) -> str:
    """``pt`` of ``pt_BR-faber-medium.onnx``."""
    return re.split(r"[^a-z]", voice.name.lower())[0]
