"""Texts read aloud: a voice note of a message, a file or a result."""

from frontend_bot.core.content import Content, Kind
from frontend_bot.core.job import Job, Result
from frontend_bot.core.mode import JobMode, Option
from frontend_bot.core.phrase import Phrase
from frontend_bot.core.record import Record
from frontend_bot.core.speech import VoiceOptions
from frontend_bot.core.tools import Tools
from frontend_bot.errors import NothingToSpeak, TooLongToSpeak
from frontend_bot.workflows.speak import is_speakable, speak

LONGEST = 10_000
"""Letters; about eleven minutes, longer than anybody listens to a voice note."""
_SPEEDS = {"slow": 0.8, "normal": 1.0, "fast": 1.3}
_TITLE = 60


class SpeakText(JobMode):
    """Every text becomes a voice note."""

    id = "speak_text"
    order = 50
    accepts = frozenset({Kind.TEXT})
    starts_unasked = False
    joins_pastes = True
    options = (
        Option("voice", ("female", "male")),
        Option("language", ("auto",), offers_languages=True),
        Option("speed", ("normal", "slow", "fast")),
    )

    def why_unavailable(self, tools: Tools) -> Phrase | None:
        return tools.text_to_speech.why_unavailable()

    def follows(self, record: Record) -> bool:
        return len(record.result.words) <= LONGEST and is_speakable(record.result.words)

    async def run(self, job: Job, tools: Tools) -> Result:
        text = _readable("\n".join([await tools.files.text(content) for content in job.content]))
        if not is_speakable(text):
            raise NothingToSpeak
        if len(text) > LONGEST:
            raise TooLongToSpeak(letters=len(text), limit=LONGEST)
        chosen = job.choices.get("language", "auto")
        language = tools.languages.written_in(text, job.language) or job.language
        options = VoiceOptions(
            language=language if chosen == "auto" else chosen,
            voice=job.choices.get("voice", "female"),
            speed=_SPEEDS[job.choices.get("speed", "normal")],
        )
        spoken = await speak(tools.text_to_speech, text, options, await tools.files.folder(), tools.progress)
        voice_note = Content(
            Kind.AUDIO,
            file_name="voice.ogg",
            mime_type="audio/ogg",
            size=spoken.size,
            duration=spoken.duration,
            is_voice_note=True,
            path=str(spoken.path),
        )
        return Result(files=(voice_note,), title=" ".join(text[:_TITLE].split()))


def _readable(text: str) -> str:
    """Without control characters, which no voice can say."""
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text).strip()
