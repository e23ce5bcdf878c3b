"""Voice notes, audio and video to text."""

from frontend_bot.core.content import Kind
from frontend_bot.core.conversation import formatted, with_gaps_named, with_names
from frontend_bot.core.job import Job, Result
from frontend_bot.core.mode import JobMode, Option
from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.record import Record
from frontend_bot.core.tools import Tools, TranscriptionOptions
from frontend_bot.core.transcript import Transcript, clock
from frontend_bot.workflows.transcribe import transcribe
from frontend_bot.workflows.transcribe_batch import transcribe_batch

# fmt: off
_LANGUAGES = (
    "ru", "en", "uk", "be", "kk", "uz", "hy", "az", "ka", "de", "fr", "es", "it", "pt", "pl", "nl", "cs", "sr", "bg",
    "ro", "el", "tr", "ar", "he", "fa", "hi", "zh", "ja", "ko", "vi", "id", "fi", "sv", "et", "lv", "lt",
)
# fmt: on
"""Each by its own name in the lists, those that the bot speaks after them; an engine that does not know one is asked
without."""


class TranscribeAudio(JobMode):
    """Every recording becomes its transcript."""

    id = "transcribe_audio"
    order = 10
    accepts = frozenset({Kind.AUDIO, Kind.VIDEO})
    joins_batches = True
    options = (Option("language", ("auto", *_LANGUAGES), offers_languages=True), Option("times", ("off", "on")))

    def why_unavailable(self, tools: Tools) -> Phrase | None:
        return tools.speech_to_text.why_unavailable()

    def follows(self, record: Record) -> bool:
        return False  # what the bot itself has spoken was a text a moment ago

    async def run(self, job: Job, tools: Tools) -> Result:
        language = job.choices.get("language", "auto")
        vocabulary = await tools.vocabulary()
        options = TranscriptionOptions(language="" if language == "auto" else language, vocabulary=vocabulary)
        content = job.content[0]
        earlier = await tools.files.transcript(content) if content.record_id else None
        sources = [tools.files.source(one) for one in job.content]
        speech = tools.speech_to_text
        if len(sources) > 1:
            transcript = await transcribe_batch(speech, sources, options, tools.progress, tools.say, earlier)
        else:
            transcript = await transcribe(speech, sources[0], options, tools.progress, earlier)
        transcript = with_names(transcript, tools.say)
        has_times = job.choices.get("times", "off") == "on"
        return Result(
            text=with_gaps_named(formatted(transcript, has_times=has_times), transcript, tools.say),
            transcript=transcript,
            note=_note(transcript),
            title=_batch_title(transcript, tools) if transcript.parts else content.file_name,
            has_times=has_times,
        )


def _note(transcript: Transcript) -> Phrase | None:
    if transcript.is_unclear:
        return phrase("transcript-unclear")
    if not transcript.text:
        return phrase("transcript-empty")
    failed = sum(part.has_failed for part in transcript.parts)
    if failed:
        return phrase("batch-failed", count=failed, total=len(transcript.parts))
    if transcript.gaps:
        return phrase("transcript-gaps", count=len(transcript.gaps))
    if transcript.promised:
        return phrase("transcript-cut-off", there=clock(transcript.duration), promised=clock(transcript.promised))
    return phrase("transcript-draft", engine=transcript.engine) if transcript.is_draft else None


def _batch_title(transcript: Transcript, tools: Tools) -> str:
    names = ", ".join(dict.fromkeys(part.sender for part in transcript.parts))
    return tools.say(phrase("batch-title", count=len(transcript.parts), names=names))
