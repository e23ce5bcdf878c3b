"""A transcript worked on by an instruction of its owner: part by part, then put together."""

import asyncio
from collections.abc import Sequence

from frontend_bot.core.block import Block, Style
from frontend_bot.core.minutes import Stretch
from frontend_bot.core.phrase import SayHere
from frontend_bot.core.question import Question
from frontend_bot.core.transcript import Transcript
from frontend_bot.workflows.documents import prompts
from frontend_bot.workflows.documents.lines import Line, Passage, lines_of, parts_of, shown
from frontend_bot.workflows.documents.minutes_layout import not_covered_blocks, place_words
from frontend_bot.workflows.documents.questions import Questions
from frontend_bot.workflows.documents.quotes import QuoteIndex
from frontend_bot.workflows.documents.writing_schema import STYLES, WrittenDocument


async def follow_instruction(
    questions: Questions, transcript: Transcript, instruction: str, title: str, language: str, say: SayHere
) -> tuple[tuple[Block, ...], tuple[Stretch, ...]]:
    """What the instruction asks for, and what of the transcript could not be read. Raises a LanguageModel error."""
    lines = await asyncio.to_thread(lines_of, transcript)
    parts = parts_of(lines, questions.tools.language_model.part_characters)

    def about(part: Passage) -> Question:
        task = prompts.OWN.format(instruction=instruction)
        return prompts.question(task, shown(part.lines), WrittenDocument, language=language)

    outcomes = await questions.all(parts, about, lambda part, answer: WrittenDocument.model_validate_json(answer))
    missing = tuple(one.part.stretch for one in outcomes if one.error is not None)
    documents = [one.found for one in outcomes if one.found is not None]
    document = documents[0] if len(documents) == 1 else await _together(questions, documents, instruction, language)
    blocks = [Block(Style.TITLE, title or document.title), *_laid_out(document, lines, say)]
    return (*blocks, *not_covered_blocks(missing, say)), missing


async def _together(
    questions: Questions, documents: Sequence[WrittenDocument], instruction: str, language: str
) -> WrittenDocument:
    """One document from several. Raises TextTooLong where that is more than the model takes."""
    material = "\n\n".join(_plain(document) for document in documents)
    task = prompts.OWN_TOGETHER.format(instruction=instruction)
    asked = prompts.question(task, material, WrittenDocument, language=language, what="the results of the parts")
    return WrittenDocument.model_validate_json(await questions.one(asked))


def _plain(document: WrittenDocument) -> str:
    return "\n".join(f"[{block.place}] {block.text}" if block.place else block.text for block in document.blocks)


def _laid_out(document: WrittenDocument, lines: Sequence[Line], say: SayHere) -> list[Block]:
    said = QuoteIndex(lines)
    blocks = []
    for block in document.blocks:
        place = said.place_of(block.place)
        if block.text:
            blocks.append(Block(STYLES[block.kind], block.text, source=place_words(place, say) if place else ""))
    return blocks
