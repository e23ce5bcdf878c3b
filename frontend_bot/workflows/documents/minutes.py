"""From a transcript to its minutes: every part read, every item proven, what could not be read named."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from frontend_bot.core.minutes import Minutes
from frontend_bot.core.question import Question
from frontend_bot.core.transcript import Transcript
from frontend_bot.workflows.documents import prompts
from frontend_bot.workflows.documents.lines import Line, Passage, lines_of, parts_of, shown, within
from frontend_bot.workflows.documents.merge import joined, merged
from frontend_bot.workflows.documents.minutes_schema import PartNotes
from frontend_bot.workflows.documents.questions import Questions
from frontend_bot.workflows.documents.verify import verify


async def write_minutes(
    questions: Questions,
    transcript: Transcript,
    language: str,
    headings_in: str,
    earlier: Minutes | None,
    *,
    differently: bool = False,
) -> Minutes:
    """The minutes in the chosen ``language``, "" for the transcript's own; ``headings_in`` is that of our own words.

    Of ``earlier`` minutes of the same transcript only what they do not cover is read. Raises a LanguageModel error if
    no part could be read; else ``not_covered`` names those that could not.
    """
    if earlier is not None and not earlier.not_covered:
        # Earlier versions kept the name of a language as servers spell it, and headings came out in English.
        return replace(earlier, language=headings_in)
    lines = await asyncio.to_thread(lines_of, transcript)
    runs: Sequence[Sequence[Line]] = within(lines, earlier.not_covered) if earlier else [lines]
    characters = questions.tools.language_model.part_characters
    parts = [part for run in runs for part in parts_of(run, characters)]

    def about(part: Passage) -> Question:
        task = prompts.NOTES + (prompts.DIFFERENTLY if differently else "")
        return prompts.question(task, shown(part.lines), PartNotes, language=language, has_sources=True)

    outcomes = await questions.all(parts, about, verify)
    sifted = [one.found for one in outcomes if one.found is not None]
    missing = [one.part.stretch for one in outcomes if one.error is not None]
    minutes = await asyncio.to_thread(merged, sifted, missing, headings_in)
    return joined(earlier, minutes) if earlier else minutes
