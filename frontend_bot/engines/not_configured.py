"""The honest stand-in where no language model is configured: it says so, and how to configure one."""

from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.question import ModelAnswer, Question
from frontend_bot.core.recording import Begun
from frontend_bot.core.tools import LanguageModel, Progress, Source, SpeechToText, TranscriptionOptions
from frontend_bot.errors import EngineMissing, LanguageModelMissing


class NoLanguageModel(LanguageModel):
    """Answers nothing."""

    name = model = ""
    part_characters = 0
    at_once = 1

    def why_unavailable(self) -> Phrase | None:
        """Always the sentence that names the settings."""
        return phrase("error-language-model-missing")

    async def ask(self, question: Question, number: int) -> ModelAnswer:
        """Raises LanguageModelMissing."""
        raise LanguageModelMissing("no language model is configured")


class NoTranscription(SpeechToText):
    """Transcribes nothing. There is no engine inside the bot that would serve a user honestly."""

    name = model = ""

    def why_unavailable(self) -> Phrase | None:
        """Always the sentence that names the settings."""
        return phrase("engine-transcription-missing")

    async def begin(self, source: Source, options: TranscriptionOptions, progress: Progress) -> Begun:
        """Raises EngineMissing."""
        raise EngineMissing("no transcription engine is configured")
