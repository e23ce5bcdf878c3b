"""A recording through the real engine, with real ffmpeg and the provider's double: what came of it and what it cost."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from frontend_bot.core.budget import Budget, Spending
from frontend_bot.core.tools import TranscriptionOptions
from frontend_bot.core.transcript import Transcript
from frontend_bot.engines.transcription.openai import OpenAITranscription
from frontend_bot.media.conversion import Conversion
from frontend_bot.media.ffmpeg import no_progress
from frontend_bot.media.plan import Bounds
from frontend_bot.media.programs import Finished, Programs
from frontend_bot.workflows.transcribe import transcribe
from tests.media_fixtures import FileSource
from tests.provider.double import ProviderDouble

WHOLE_BOUNDS = Bounds(longest=14_400)
"""As the bot has them."""
_WORD = re.compile(r"~?w(\d{4})")


class WatchedPrograms(Programs):
    """Remembers what was run: ``commands``, with the program's name first."""

    def __init__(self) -> None:
        super().__init__(at_once=2)
        self.commands: list[tuple[str, ...]] = []

    async def run(self, *command: str | Path, **more: Any) -> Finished:
        """As it was asked for."""
        self.commands.append(tuple(str(word) for word in command))
        return await super().run(*command, **more)

    @property
    def becomes(self) -> str:
        """What the last command that wrote the whole sound made of it."""
        writers = [command for command in self.commands if command[0] == "ffmpeg" and "-fs" in command]
        if not writers:
            return "read as it is"
        made = next((word.rpartition(".")[2] for word in writers[-1] if "/sound" in word), "mp3")
        return f"{'copied into' if 'copy' in writers[-1] else 'encoded as'} {made}"


@dataclass
class Purse(Budget):
    """Counts the seconds that were paid for."""

    paid: dict[str, float] = field(default_factory=dict)

    async def reserve(self, pieces: Mapping[str, Spending]) -> None:
        """Granted."""

    async def settle(self, piece: str, paid: Spending) -> None:
        """Noted, once a piece."""
        self.paid[piece] = paid.seconds


@dataclass(frozen=True)
class Heard:
    """``requests`` counts what the provider was asked; ``booked`` are the seconds that were paid for."""

    transcript: Transcript
    requests: int
    booked: float
    programs: WatchedPrograms

    @property
    def words(self) -> list[int]:
        """The numbers that were said, in order."""
        return [int(number) for number in _WORD.findall(self.transcript.text)]

    @property
    def moments(self) -> dict[int, float]:
        """When each number is said, in seconds."""
        found = ((_WORD.search(segment.text), segment.start) for segment in self.transcript.segments)
        return {int(word[1]): start for word, start in found if word}


async def heard(
    file: Path, folder: Path, bounds: Bounds = WHOLE_BOUNDS, answer: str | None = None, *, invents: bool = False
) -> Heard:
    """Transcribe ``file`` by a server that tells times: of the words of tests/tone_code.py, or ``answer`` for anything.

    With ``invents`` it writes what Whisper writes where nobody speaks. The file has no name: it lies as ``in`` in
    ``folder``, which is made. Raises what the engine raises.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    nameless = folder / "in"
    nameless.write_bytes(file.read_bytes())
    programs, purse = WatchedPrograms(), Purse()
    async with ProviderDouble(answer=answer, invents=invents) as provider:
        engine = OpenAITranscription(
            base_url=provider.url, key=provider.key, model="whisper-1", conversion=Conversion(programs, bounds)
        )
        try:
            source = FileSource(nameless, folder, budget=purse)
            transcript = await transcribe(engine, source, TranscriptionOptions(), no_progress)
        finally:
            await engine.close()
    return Heard(transcript, provider.count, sum(purse.paid.values()), programs)
