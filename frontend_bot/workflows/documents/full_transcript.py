"""The official transcript: everything that was said, in sections and turns, without fillers."""

import asyncio
from collections.abc import Iterator

from frontend_bot.core.block import Block, Style
from frontend_bot.core.minutes import Stretch
from frontend_bot.core.phrase import SayHere, phrase
from frontend_bot.core.question import Question
from frontend_bot.core.transcript import Transcript
from frontend_bot.workflows.documents import prompts
from frontend_bot.workflows.documents.lines import Passage, lines_of, parts_of, shown
from frontend_bot.workflows.documents.minutes_layout import not_covered_blocks, place_words
from frontend_bot.workflows.documents.questions import IncompleteAnswer, Questions
from frontend_bot.workflows.documents.quotes import QuoteIndex, is_said
from frontend_bot.workflows.documents.writing_schema import FullPart

PARTS_SMALLER = 2
"""The answer is as long as the part, so a part is half of what is only read."""
LEAST_KEPT = 0.35
"""Of the characters of a part; an answer with less has summed up instead of edited. Fillers are a tenth of speech."""


async def write_full_transcript(
    questions: Questions, transcript: Transcript, language: str, say: SayHere, *, differently: bool = False
) -> tuple[tuple[Block, ...], tuple[Stretch, ...]]:
    """The document, and what of the transcript is not in it. Raises a LanguageModel error if that is all of it."""
    lines = await asyncio.to_thread(lines_of, transcript)
    parts = parts_of(lines, questions.tools.language_model.part_characters // PARTS_SMALLER, overlaps=False)

    def about(part: Passage) -> Question:
        task = prompts.FULL_TRANSCRIPT + (prompts.DIFFERENTLY if differently else "")
        return prompts.question(task, shown(part.lines), FullPart, language=language)

    outcomes = await questions.all(parts, about, lambda part, answer: _edited(part, answer, say), overlaps=False)
    missing = tuple(one.part.stretch for one in outcomes if one.error is not None)
    blocks = [Block(Style.TITLE, say(phrase("document-full")))]
    for outcome in outcomes:
        # The same topic goes on in the next part: one heading is enough.
        last = next((block.text for block in reversed(blocks) if block.style is Style.HEADING), "")
        fresh = outcome.found or []
        blocks += fresh[1:] if fresh and fresh[0].style is Style.HEADING and fresh[0].text == last else fresh
        if outcome.error is not None:
            blocks += not_covered_blocks((outcome.part.stretch,), say)
    return tuple(blocks), missing


def _edited(part: Passage, answer: str, say: SayHere) -> list[Block]:
    """One part as blocks. Raises IncompleteAnswer for one that lost too much."""
    found = FullPart.model_validate_json(answer)
    blocks = list(_blocks(found, part, say))
    kept = sum(len(block.text) for block in blocks if block.style is Style.TEXT)
    if kept < LEAST_KEPT * sum(len(line.text) for line in part.lines) and len(part.lines) > 1:
        raise IncompleteAnswer
    return blocks


def _blocks(found: FullPart, part: Passage, say: SayHere) -> Iterator[Block]:
    said = QuoteIndex(part.lines)
    for section in found.sections:
        if section.topic:
            yield Block(Style.HEADING, section.topic)
        for turn in section.turns:
            place = said.place_of(turn.place)
            speaker = turn.speaker if is_said(turn.speaker, said.words, wholly=True) else ""
            source = place_words(place, say) if place else ""
            if turn.text:
                yield Block(Style.TEXT, turn.text, lead=f"{speaker}:" if speaker else "", source=source)
