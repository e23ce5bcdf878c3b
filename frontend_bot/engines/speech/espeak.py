"""Texts spoken by espeak-ng, a small program without any service behind it: every language, a robot's voice."""

import asyncio
import shutil
from pathlib import Path

from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.speech import VoiceOptions
from frontend_bot.engines.speech.parts import SpokenParts
from frontend_bot.errors import LanguageNotSpoken, SpeechUnavailable
from frontend_bot.media.programs import Collected, Limits

PROGRAM = "espeak-ng"
WORDS_A_MINUTE = 160
VOICES = {"female": "+f3", "male": "+m3"}
LIMITS = Limits(wall_seconds=60, cpu_seconds=20, file_bytes=80 * 2**20)
"""A part of 4000 letters takes a fifth of a second, 13 MB of sound and 10 MB of memory. The program looks for a sound
card even when it writes a file, and PulseAudio's library makes a shared memory of 64 MB on that occasion."""


class Espeak(SpokenParts):
    """The default engine. Free, so nothing is recorded: after a crash its parts are spoken once more."""

    name = PROGRAM
    longest_part = 4000

    def why_unavailable(self) -> Phrase | None:
        """None where the program is installed."""
        return None if shutil.which(PROGRAM) else phrase("engine-speech-missing")

    async def make(self, text: str, options: VoiceOptions, target: Path) -> None:
        """Speak ``text`` into a WAV file.

        Raises LanguageNotSpoken, ProgramMissing, StorageFull, UnreasonableMedia, SpeechUnavailable.
        """
        words = target.with_name(f"{target.name}.txt")
        # [[ ]] would be read as phonemes and not as words.
        await asyncio.to_thread(words.write_text, text.replace("[[", "[ ["), "utf-8")
        voice, speed = f"{options.language}{VOICES[options.voice]}", round(WORDS_A_MINUTE * options.speed)
        # The text in a file: among the arguments it could pass for an option, and be too long for them.
        command = (PROGRAM, "-b", "1", "-v", voice, "-s", str(speed), "-f", words, "-w", target)
        ended = await self._programs.run(*command, limits=LIMITS, on_output=Collected(0))
        if "voice does not exist" in ended.stderr:
            raise LanguageNotSpoken(options.language)
        if ended.returncode != 0:
            raise SpeechUnavailable(f"{PROGRAM} ended with {ended.returncode}")
