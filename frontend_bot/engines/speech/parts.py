"""What all engines that speak have in common: a scratch file for each part, made again if it is gone; the joining."""

import asyncio
import base64
from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path

from frontend_bot.core.phrase import phrase
from frontend_bot.core.speech import SpokenPart, VoiceNote, VoiceOptions
from frontend_bot.core.tools import Progress, TextToSpeech
from frontend_bot.errors import InputError, SpeechUnavailable
from frontend_bot.media import voice_notes
from frontend_bot.media.ffmpeg import Ffmpeg
from frontend_bot.media.programs import Programs

LETTERS_A_SECOND = 14.0
"""For the progress; Russian and English, read aloud."""


class SpokenParts(TextToSpeech):
    """An engine adds ``name``, ``longest_part`` and ``make``, and says with ``is_paid`` whether sounds are recorded."""

    is_paid = False

    def __init__(self, programs: Programs) -> None:
        self._programs = programs
        self._ffmpeg = Ffmpeg(programs)

    @abstractmethod
    async def make(self, text: str, options: VoiceOptions, target: Path) -> None:
        """Speak ``text`` into ``target``, in any format that ffmpeg reads. Raises a BotError."""

    async def say(self, text: str, options: VoiceOptions, folder: Path, number: int) -> SpokenPart:
        """One part, into a file of the folder."""
        file = _file(folder, number)
        try:
            await self.make(text, options, file)
        except InputError as error:  # the text is ours to speak, so whatever is wrong is not the user's recording
            raise SpeechUnavailable(f"{self.name}: {error.detail}") from error
        return SpokenPart(await asyncio.to_thread(_as_text, file) if self.is_paid else "")

    async def voice_note(
        self, parts: Sequence[tuple[str, SpokenPart]], options: VoiceOptions, folder: Path, progress: Progress
    ) -> VoiceNote:
        """The files joined; those that are gone since ``say`` (another process goes on with the job) made again."""
        for number, (text, part) in enumerate(parts):
            file = _file(folder, number)
            if part.sound:
                await asyncio.to_thread(_from_text, part.sound, file)
            elif not await asyncio.to_thread(file.exists):
                await self.say(text, options, folder, number)
        seconds = sum(len(text) for text, _ in parts) / LETTERS_A_SECOND / options.speed
        sounds = [_file(folder, number) for number in range(len(parts))]
        progress(0.0, phrase("progress-converting"))
        try:
            return await voice_notes.join(sounds, folder / "voice.ogg", seconds, self._ffmpeg, progress)
        except InputError as error:
            raise SpeechUnavailable(f"{self.name}: {error.detail}") from error


def _file(folder: Path, number: int) -> Path:
    return folder / f"spoken-{number:03d}"


def _as_text(file: Path) -> str:
    return base64.b64encode(file.read_bytes()).decode()


def _from_text(sound: str, file: Path) -> None:
    file.write_bytes(base64.b64decode(sound))
