"""Questions about a transcript, answered with the places that the answer rests on, or with "not said"."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from frontend_bot.core.block import Block, Style
from frontend_bot.core.minutes import Evidence, Stretch
from frontend_bot.core.phrase import SayHere, phrase
from frontend_bot.core.question import Question
from frontend_bot.core.transcript import Transcript
from frontend_bot.workflows.documents import prompts
from frontend_bot.workflows.documents.lines import Passage, lines_of, mark_of, parts_of, shown
from frontend_bot.workflows.documents.minutes_layout import not_covered_blocks, place_words
from frontend_bot.workflows.documents.questions import PassageOutcome, Questions
from frontend_bot.workflows.documents.quotes import QuoteIndex
from frontend_bot.workflows.documents.writing_schema import PartAnswer

MOST_QUOTES = 5


@dataclass(frozen=True, slots=True)
class _Answered:
    answer: str
    findings: tuple[tuple[str, Evidence], ...]


async def answer_question(
    questions: Questions, transcript: Transcript, asked: str, say: SayHere
) -> tuple[tuple[Block, ...], tuple[Stretch, ...]]:
    """The answer, in the language of the question, and what could not be read for it. Raises a LanguageModel error."""
    parts = parts_of(await asyncio.to_thread(lines_of, transcript), questions.tools.language_model.part_characters)
    task = prompts.QUESTION.format(question=asked)

    def about(part: Passage) -> Question:
        return prompts.question(
            task, shown(part.lines), PartAnswer, language="the language of the question", has_sources=True
        )

    outcomes = await questions.all(parts, about, _read)
    missing = tuple(one.part.stretch for one in outcomes if one.error is not None)
    answered = [one.found for one in outcomes if one.found is not None and one.found.findings]
    text = await _together(questions, asked, answered)
    blocks = [Block(Style.TEXT, text or say(phrase("answer-not-said")))]
    if text:
        blocks += _quotes(outcomes, say)
    return (*blocks, *not_covered_blocks(missing, say)), missing


def _read(part: Passage, answer: str) -> _Answered:
    told = PartAnswer.model_validate_json(answer)
    said = QuoteIndex(part.lines)
    proven = ((finding.text, said.find(finding.quote, finding.place)) for finding in told.findings)
    return _Answered(told.answer, tuple((text, proof[0]) for text, proof in proven if proof is not None))


async def _together(questions: Questions, asked: str, answered: Sequence[_Answered]) -> str:
    """One answer from those of several parts; "" where nothing proven was found."""
    if not answered:
        return ""
    if len(answered) == 1 and answered[0].answer:
        return answered[0].answer
    findings = [(text, evidence) for one in answered for text, evidence in one.findings]
    material = "\n".join(f"[{mark_of(evidence.place)}] {text} («{evidence.quote}»)" for text, evidence in findings)
    material = material[: questions.tools.language_model.part_characters]
    task = prompts.ANSWER.format(question=asked)
    return await questions.one(
        prompts.question(task, material, None, language="the language of the question", what="findings")
    )


def _quotes(outcomes: Sequence[PassageOutcome[_Answered]], say: SayHere) -> list[Block]:
    proofs = [evidence for one in outcomes if one.found for _, evidence in one.found.findings]
    return [
        Block(Style.BULLET, f"«{evidence.quote}»", source=place_words(evidence.place, say))
        for evidence in proofs[:MOST_QUOTES]
    ]
