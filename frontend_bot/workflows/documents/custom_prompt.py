"""A transcript worked on by an instruction of its owner: part by part, then put together."""

from collections.abc import Sequence

from frontend_bot.core.block import Block, Style
from frontend_bot.core.minutes import Stretch
from frontend_bot.core.question import Question
from frontend_bot.core.transcript import Transcript
from frontend_bot.workflows.documents import prompts
from frontend_bot.workflows.documents.lines import Line, Part, lines_of, parts_of, shown
from frontend_bot.workflows.documents.minutes_layout import SayHere, not_covered_blocks, place_words
from frontend_bot.workflows.documents.questions import Asking
from frontend_bot.workflows.documents.quotes import Said
from frontend_bot.workflows.documents.writing_schema import STYLES, Paper


async def follow_instruction(
    asking: Asking, transcript: Transcript, instruction: str, title: str, language: str, say: SayHere
) -> tuple[tuple[Block, ...], tuple[Stretch, ...]]:
    """What the instruction asks for, and what of the transcript could not be read. Raises a LanguageModel error."""
    lines = lines_of(transcript)
    parts = parts_of(lines, asking.tools.language_model.part_characters)

    def about(part: Part) -> Question:
        task = prompts.OWN.format(instruction=instruction)
        return prompts.question(task, shown(part.lines), Paper, language=language)

    outcomes = await asking.all(parts, about, lambda part, answer: Paper.model_validate_json(answer))
    missing = tuple(one.part.stretch for one in outcomes if one.error is not None)
    papers = [one.found for one in outcomes if one.found is not None]
    paper = papers[0] if len(papers) == 1 else await _together(asking, papers, instruction, language)
    blocks = [Block(Style.TITLE, title or paper.title), *_laid_out(paper, lines, say)]
    return (*blocks, *not_covered_blocks(missing, say)), missing


async def _together(asking: Asking, papers: Sequence[Paper], instruction: str, language: str) -> Paper:
    """One paper from several. Raises TextTooLong where that is more than the model takes."""
    material = "\n\n".join(_plain(paper) for paper in papers)
    task = prompts.OWN_TOGETHER.format(instruction=instruction)
    asked = prompts.question(task, material, Paper, language=language, what="the results of the parts")
    return Paper.model_validate_json(await asking.one(asked))


def _plain(paper: Paper) -> str:
    return "\n".join(f"[{block.place}] {block.text}" if block.place else block.text for block in paper.blocks)


def _laid_out(paper: Paper, lines: Sequence[Line], say: SayHere) -> list[Block]:
    said = Said(lines)
    blocks = []
    for block in paper.blocks:
        place = said.place_of(block.place)
        if block.text:
            blocks.append(Block(STYLES[block.kind], block.text, source=place_words(place, say) if place else ""))
    return blocks
