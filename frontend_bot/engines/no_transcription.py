"""The honest stand-in where no transcription engine is configured: it says so, and how to configure one."""

from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.recording import Begun
from frontend_bot.core.tools import Progress, Source, SpeechToText, SpeechWish
from frontend_bot.errors import EngineMissing


class NoTranscription(SpeechToText):
    """Transcribes nothing. There is no engine inside the bot that would serve a user honestly."""

    name = model = ""

    def why_unavailable(self) -> Phrase | None:
        """Always the sentence that names the settings."""
        return phrase("engine-transcription-missing")

    async def begin(self, source: Source, wish: SpeechWish, progress: Progress) -> Begun:
        """Raises EngineMissing."""
        raise EngineMissing("no transcription engine is configured")
