"""From a text to a voice note, part by part: where it is cut, what is asked in which order, and put together.

Only calls of recorded methods stand in here, so that a job which is cut off goes on where it stood.
"""

import asyncio
import re
from pathlib import Path

from frontend_bot.core.phrase import phrase
from frontend_bot.core.speech import SpokenPart, VoiceNote, VoiceOptions
from frontend_bot.core.tools import Progress, TextToSpeech
from frontend_bot.errors import BotError

_END_OF_SENTENCE = re.compile(r"[.!?…][\"'»”)\]]*\s+|\n+")


async def speak(speech: TextToSpeech, text: str, options: VoiceOptions, folder: Path, progress: Progress) -> VoiceNote:
    """The whole text as one voice note. All parts are asked for at once; the engine decides how many it makes together.

    Raises a BotError if one of them cannot be made: half a text is no result.
    """
    texts = cut(text, speech.longest_part)
    spoken: dict[int, SpokenPart | BotError] = {}

    async def say(number: int) -> None:
        try:
            spoken[number] = await speech.say(texts[number], options, folder, number)
        except BotError as error:
            spoken[number] = error
        progress(len(spoken) / len(texts), phrase("progress-speaking"))

    progress(0.0, phrase("progress-speaking"))
    # Tasks start in the order in which they are made, so each part's step has the same number in every run of the job.
    async with asyncio.TaskGroup() as group:
        for number in range(len(texts)):
            group.create_task(say(number))
    parts: list[tuple[str, SpokenPart]] = []
    for number, part in sorted(spoken.items()):
        if isinstance(part, BotError):
            raise part
        parts.append((texts[number], part))
    return await speech.voice_note(parts, options, folder, progress)


def cut(text: str, longest: int) -> list[str]:
    """The text in parts of at most ``longest`` characters: at ends of sentences where there are some, else at spaces.

    Parts without a letter or a digit, of which there is nothing to say, are left out.
    """
    parts = []
    rest = text.strip()
    while len(rest) > longest:
        at = _last_end(rest[: longest + 1], longest)
        parts.append(rest[:at].strip())
        rest = rest[at:].strip()
    return [part for part in (*parts, rest) if is_speakable(part)]


def is_speakable(text: str) -> bool:
    """Whether there is anything in it that a voice can say."""
    return any(letter.isalnum() for letter in text)


def _last_end(window: str, longest: int) -> int:
    ends = [end.end() for end in _END_OF_SENTENCE.finditer(window) if longest // 4 < end.end() <= longest]
    if ends:
        return ends[-1]
    spaces = [space.start() for space in re.finditer(r"\s", window)]
    return spaces[-1] if spaces and spaces[-1] > longest // 4 else longest
