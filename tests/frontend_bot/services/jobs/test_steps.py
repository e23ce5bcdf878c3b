"""Steps: a recorded tool is asked once, and its answer or its error comes back as it was."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from frontend_bot.core.content import Content, Kind
from frontend_bot.core.minutes import Minutes
from frontend_bot.core.phrase import Phrase
from frontend_bot.core.recording import Begun
from frontend_bot.core.tools import (
    PhotoEnhancer,
    Progress,
    Protocols,
    Source,
    SpeechToText,
    TextToSpeech,
    Tools,
    TranscriptionOptions,
)
from frontend_bot.core.transcript import Segment, Transcript
from frontend_bot.engines.not_configured import NoLanguageModel
from frontend_bot.services.jobs.steps import record_tools
from frontend_bot.workflows.transcribe import transcribe
from tests.media_fixtures import FileSource

HEARD = Transcript("текст\0", "openai", "m", "ru", 1.5, (Segment(0, 1.5, "текст\0", "1"),), is_draft=True)
PHOTOS = cast(PhotoEnhancer, object())
SPEECH = cast(TextToSpeech, object())
PROTOCOLS = cast(Protocols, object())
"""Nobody asks for any of these here."""


@dataclass
class Memory:
    """A Step that keeps its records as a database does, as JSON values."""

    records: dict[str, Any] = field(default_factory=dict)

    async def __call__(self, name: str, call: Callable[[], Awaitable[Any]]) -> Any:
        if name not in self.records:
            self.records[name] = await call()
        return self.records[name]


class Ear(SpeechToText):
    """A speech tool that counts how often it is asked."""

    name = model = ""
    asked = 0

    def why_unavailable(self) -> Phrase | None:
        return None

    async def begin(self, source: Source, options: TranscriptionOptions, progress: Progress) -> Begun:
        self.asked += 1
        return Begun(HEARD)


class Drawer:
    """Files that are read from here."""

    def source(self, content: Content) -> Source:
        return FileSource(Path("nothing"), Path("nowhere"))

    async def text(self, content: Content) -> str:
        return content.text

    async def folder(self) -> Path:
        return Path("nowhere")

    async def transcript(self, content: Content) -> Transcript | None:
        return None

    async def minutes(self, content: Content, language: str) -> Minutes | None:
        return None


def _tools(ear: Ear) -> Tools:
    return Tools(Drawer(), lambda fraction, word: None, ear, PHOTOS, NoLanguageModel(), SPEECH, PROTOCOLS)


async def test_a_recorded_tool_is_asked_once_and_answers_the_same() -> None:
    ear, memory = Ear(), Memory()
    for _ in range(3):
        tools = record_tools(_tools(ear), memory)
        source = tools.files.source(Content(Kind.AUDIO))
        assert await transcribe(tools.speech_to_text, source, TranscriptionOptions(), tools.progress) == HEARD
    assert ear.asked == 1
    assert list(memory.records) == ["begin"]


async def test_everything_else_passes_through() -> None:
    memory = Memory()
    tools = record_tools(_tools(Ear()), memory)
    assert tools.speech_to_text.why_unavailable() is None
    assert await tools.files.text(Content(Kind.TEXT, text="words")) == "words"
    with pytest.raises(AttributeError):
        tools.files.nonsense  # type: ignore[attr-defined]  # noqa: B018
    assert not memory.records
