"""One recording through the real engine in a fresh process, which tells what it and its programs used.

``python -m tests.measured_run FILE WORKSPACE [ANSWER]`` prints one JSON object: ``outcome`` ("text" or an error),
``text``, ``seconds``, ``children_mb`` (the heaviest program we started), ``children_cpu`` (seconds that all of them
worked), ``grown_mb`` (by how much this process grew).
"""

import asyncio
import json
import resource
import sys
from pathlib import Path
from typing import Any

from frontend_bot.core.tools import TranscriptionOptions
from frontend_bot.engines.transcription.openai import OpenAITranscription
from frontend_bot.errors import BotError
from frontend_bot.media.conversion import Conversion
from frontend_bot.media.plan import Bounds
from frontend_bot.media.programs import Programs
from frontend_bot.workflows.transcribe import transcribe
from tests.media_fixtures import FileSource
from tests.provider.double import ProviderDouble


async def measured(file: Path, workspace: Path, answer: str = "heard") -> dict[str, Any]:
    """Transcribe ``file`` with a double of the provider in this process, which says ``answer``."""
    told: dict[str, Any] = {}
    async with ProviderDouble(answer=answer) as provider:
        conversion = Conversion(Programs(), Bounds(longest=14_400))
        engine = OpenAITranscription(
            base_url=provider.url, key=provider.key, model="gpt-transcribe", conversion=conversion
        )
        before = _peak_mb(resource.RUSAGE_SELF)
        try:
            transcript = await transcribe(
                engine, FileSource(file, workspace), TranscriptionOptions(), lambda fraction, word: None
            )
            told = {"outcome": "text", "text": transcript.text, "seconds": transcript.duration}
        except BotError as error:
            told = {"outcome": type(error).__name__, "text": "", "seconds": 0.0}
        finally:
            await engine.close()
    grown = _peak_mb(resource.RUSAGE_SELF) - before
    programs = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        **told,
        "children_mb": _peak_mb(resource.RUSAGE_CHILDREN),
        "children_cpu": programs.ru_utime + programs.ru_stime,
        "grown_mb": grown,
        "requests": provider.count,
    }


def _peak_mb(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measured(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:]))))
