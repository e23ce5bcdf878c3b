"""Voice notes, audio and video to text."""

from frontend_bot.core.content import Kind
from frontend_bot.core.job import Job, Result
from frontend_bot.core.mode import JobMode, Option
from frontend_bot.core.phrase import Phrase, phrase
from frontend_bot.core.tools import SpeechWish, Tools
from frontend_bot.core.transcript import Transcript, clock


class TranscribeAudio(JobMode):
    """Every recording becomes its transcript."""

    id = "transcribe_audio"
    order = 10
    accepts = frozenset({Kind.AUDIO, Kind.VIDEO})
    options = (Option("language", ("auto", "ru", "en")), Option("times", ("off", "on")))

    def why_unavailable(self, tools: Tools) -> Phrase | None:
        return tools.speech_to_text.why_unavailable()

    async def run(self, job: Job, tools: Tools) -> Result:
        language = job.choices.get("language", "auto")
        wish = SpeechWish(language="" if language == "auto" else language)
        content = job.content[0]
        earlier = await tools.files.transcript(content) if content.record_id else None
        source = tools.files.source(content)
        transcript = await tools.speech_to_text.transcribe(source, wish, tools.progress, earlier)
        has_times = job.choices.get("times", "off") == "on"
        text = _text_with_times(transcript) if has_times else transcript.text
        return Result(
            text=_with_gaps_named(text, transcript, tools),
            transcript=transcript,
            note=_note(transcript),
            title=content.file_name,
        )


def _note(transcript: Transcript) -> Phrase | None:
    if transcript.is_unclear:
        return phrase("transcript-unclear")
    if not transcript.text:
        return phrase("transcript-empty")
    if transcript.gaps:
        return phrase("transcript-gaps", count=len(transcript.gaps))
    return phrase("transcript-draft", engine=transcript.engine) if transcript.is_draft else None


def _text_with_times(transcript: Transcript) -> str:
    """A line for each segment, gaps in their place."""
    lines = [(segment.start, f"[{clock(segment.start)}] {segment.text}") for segment in transcript.segments]
    lines += [(gap.start, gap.mark) for gap in transcript.gaps]
    return "\n".join(line for _, line in sorted(lines, key=lambda line: line[0]))


def _with_gaps_named(text: str, transcript: Transcript, tools: Tools) -> str:
    for gap in transcript.gaps:
        text = text.replace(gap.mark, tools.say(phrase("transcript-gap", start=clock(gap.start), end=clock(gap.end))))
    return text
