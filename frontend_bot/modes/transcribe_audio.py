"""Recordings to text: voice notes, video notes, audio, video, or a document with media in it."""

from frontend_bot.core.content import Kind
from frontend_bot.core.job import Job, Result
from frontend_bot.core.mode import JobMode, Option
from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.tools import SpeechWish, Tools


class TranscribeAudio(JobMode):
    """Every recording becomes its transcript."""

    id = "transcribe_audio"
    order = 10
    accepts = frozenset({Kind.AUDIO, Kind.VIDEO})
    options = (Option("language", ("auto", "ru", "en")),)

    def why_unavailable(self, tools: Tools) -> Phrase | None:
        return tools.speech_to_text.why_unavailable()

    async def run(self, job: Job, tools: Tools) -> Result:
        language = job.choices.get("language", "auto")
        wish = SpeechWish(language="" if language == "auto" else language)
        source = tools.files.source(job.content[0])
        transcript = await tools.speech_to_text.transcribe(source, wish, tools.progress)
        if not transcript.text:
            return Result(transcript=transcript, note=phrase("transcript-empty"))
        note = phrase("transcript-draft", engine=transcript.engine) if transcript.is_draft else None
        return Result(text=transcript.text, transcript=transcript, note=note)
