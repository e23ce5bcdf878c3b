"""A desk at which documents are made: the real engine in front of the strict double, steps kept in memory."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from frontend_bot.core.content import Content, Kind
from frontend_bot.core.job import Job, Result
from frontend_bot.core.minutes import Minutes
from frontend_bot.core.mode import JobMode
from frontend_bot.core.tools import Files, LanguageModel, PhotoEnhancer, Protocols, SpeechToText, TextToSpeech, Tools
from frontend_bot.core.transcript import Transcript
from frontend_bot.engines.language_model.openai import OpenAILanguageModel
from frontend_bot.engines.openai_http.retries import Patience, RetryRule
from frontend_bot.services.jobs.steps import record_tools
from frontend_bot.services.translations import Translations
from tests.patience import patience
from tests.provider.double import ProviderDouble

QUICK = Patience(
    connect=patience(2),
    silence=patience(5),
    request=patience(10),
    retries=RetryRule(attempts=2, first_wait=0.01, longest_wait=0.02),
)
WORDS = Translations()


@dataclass
class Drawer:
    """Files with one transcript in them, and what was drawn from it before."""

    transcript_kept: Transcript
    earlier: Minutes | None = None

    async def transcript(self, content: Content) -> Transcript | None:
        return self.transcript_kept

    async def minutes(self, content: Content, language: str) -> Minutes | None:
        return self.earlier


@dataclass
class Desk:
    """Makes documents; ``steps`` are what a job has on record, by name."""

    provider: ProviderDouble
    model: LanguageModel
    steps: dict[str, Any] = field(default_factory=dict)
    protocols: Protocols = field(default_factory=lambda: cast(Protocols, object()))

    async def make(
        self,
        mode: JobMode,
        transcript: Transcript,
        earlier: Minutes | None = None,
        text: str = "",
        **choices: str,
    ) -> Result:
        """Run the mode as a worker does. What is on record is not asked again; see ``forget``."""
        content = Content(Kind.TEXT, record_id="1:1", text=text, file_name="talk.mp3")
        job = Job("1:2", mode.id, 1, 1, 1, "en", (content,), choices={"language": "source", **choices})
        tools = Tools(
            cast(Files, Drawer(transcript, earlier)),
            lambda fraction, word: None,
            cast(SpeechToText, object()),
            cast(PhotoEnhancer, object()),
            self.model,
            cast(TextToSpeech, object()),
            self.protocols,
            lambda what, language="": WORDS.say(what, language or "en"),
            languages=WORDS.languages,
        )
        return await mode.run(job, record_tools(tools, self._step))

    def forget(self) -> None:
        """Another job."""
        self.steps.clear()
        self.provider.chat.asked.clear()

    async def _step(self, name: str, call: Callable[[], Awaitable[Any]]) -> Any:
        if name not in self.steps:
            self.steps[name] = await call()
        return self.steps[name]


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with ProviderDouble() as provider:
        model = OpenAILanguageModel(
            base_url=provider.url, key=provider.key, model="gpt-5-mini", part_characters=16_000, patience=QUICK
        )
        yield Desk(provider, model)
        await model.close()
