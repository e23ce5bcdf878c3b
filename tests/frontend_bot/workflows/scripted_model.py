"""A language model whose answers a test writes: what the strict double's own reading of a transcript cannot show."""

import asyncio
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from frontend_bot.core.phrase import Phrase
from frontend_bot.core.question import ModelAnswer, Question
from frontend_bot.core.tools import LanguageModel
from frontend_bot.core.transcript import Segment, Transcript
from frontend_bot.errors import TextTooLong

_LINE = re.compile(r"^\[([^\]]+)\] (?:(\w+): )?(.*)$", re.MULTILINE)


def material(question: Question) -> str:
    """What stands between the fences."""
    return question.material.partition(">\n")[2].rpartition("\n</material")[0]


def read(question: Question) -> list[tuple[str, str, str]]:
    """The lines of a question, each as (mark, speaker, words)."""
    return _LINE.findall(material(question))


def talk(said: Sequence[str], speaker: str = "") -> Transcript:
    """A recording in which something is said every ten seconds."""
    segments = tuple(Segment(10.0 * n, 10.0 * n + 9, text, speaker) for n, text in enumerate(said))
    return Transcript(" ".join(said), "double", language="en", segments=segments, duration=10.0 * len(said))


@dataclass
class ScriptedModel(LanguageModel):
    """``answer`` makes an answer of each question, or raises; a question of more than ``takes`` lines is too long.

    ``asked`` are all questions; ``most_at_once`` how many waited for their answers at the same time.
    """

    answer: Callable[[Question], object]
    part_characters: int = 16_000
    at_once: int = 4
    takes: int = 10_000
    name: str = "scripted"
    model: str = "scripted"
    asked: list[Question] = field(default_factory=list)
    most_at_once: int = 0
    _waiting: int = 0

    def why_unavailable(self) -> Phrase | None:
        return None

    async def ask(self, question: Question, number: int) -> ModelAnswer:
        self.asked.append(question)
        self._waiting += 1
        self.most_at_once = max(self.most_at_once, self._waiting)
        await asyncio.sleep(0.001 * (number % 3))  # answers come in any order
        self._waiting -= 1
        if len(read(question)) > self.takes:
            raise TextTooLong("more than it takes")
        told = self.answer(question)
        return ModelAnswer(told if isinstance(told, str) else json.dumps(told, ensure_ascii=False))
