"""The official transcript: all that was said, once and in order, whatever the model takes at a time."""

import pytest

from frontend_bot.core.block import Style
from frontend_bot.core.question import Question
from frontend_bot.errors import LanguageModelRefused, TextTooLong
from frontend_bot.modes.full_transcript import FullTranscript
from tests.frontend_bot.workflows.conftest import Desk
from tests.frontend_bot.workflows.scripted_model import ScriptedModel, read, talk

SAID = [f"Remark {number} of a long talk about servers." for number in range(32)]
WHOLE = talk(SAID, "Anna")


def _edited(question: Question, *, of_every: int = 1, speaker: str | None = None) -> dict[str, object]:
    turns = [
        {"speaker": name if speaker is None else speaker, "text": words, "place": mark}
        for number, (mark, name, words) in enumerate(read(question))
        if number % of_every == 0
    ]
    return {"sections": [{"topic": "Servers", "turns": turns}]}


@pytest.mark.parametrize("takes", [100, 16, 8, 4])
async def test_a_part_that_was_too_much_is_told_once_and_in_its_place(desk: Desk, takes: int) -> None:
    """Overlaps are for finding what lies at a border; written out, they would be said twice."""
    desk.model = ScriptedModel(_edited, part_characters=1200, takes=takes)
    result = await desk.make(FullTranscript(), WHOLE)
    assert [block.text for block in result.blocks if block.style is Style.TEXT] == SAID
    assert not result.is_partial


async def test_an_answer_that_sums_up_is_asked_for_in_smaller_parts(desk: Desk) -> None:
    """A model asked for too much at once leaves things out; of little it keeps everything."""
    desk.model = ScriptedModel(lambda question: _edited(question, of_every=5 if len(read(question)) > 4 else 1))
    result = await desk.make(FullTranscript(), WHOLE)
    assert [block.text for block in result.blocks if block.style is Style.TEXT] == SAID


async def test_what_is_left_out_for_good_is_named(desk: Desk) -> None:
    def lazy(question: Question) -> object:
        return {"sections": []} if any("Remark 20 " in words for _, _, words in read(question)) else _edited(question)

    desk.model = ScriptedModel(lazy)
    result = await desk.make(FullTranscript(), WHOLE)
    told = [block.text for block in result.blocks if block.style is Style.TEXT]
    (note,) = [block.text for block in result.blocks if block.style is Style.NOTE]
    assert result.is_partial
    assert told == SAID[:20] + SAID[24:], "an eighth, less than which is not asked about"
    assert note.endswith("could not be read: 00:03:20 – 00:03:50.")
    at = next(number for number, block in enumerate(result.blocks) if block.style is Style.NOTE)
    assert result.blocks[at - 1].text == SAID[19], "there, and not at the end"


async def test_who_was_never_named_says_nothing(desk: Desk) -> None:
    desk.model = ScriptedModel(lambda question: _edited(question, speaker="Carl Weber"))
    result = await desk.make(FullTranscript(), WHOLE)
    assert {block.lead for block in result.blocks if block.style is Style.TEXT} == {""}


@pytest.mark.parametrize("takes", [0, 100])
async def test_of_nothing_no_document_is_made(desk: Desk, takes: int) -> None:
    def refuse(question: Question) -> object:
        raise LanguageModelRefused("not this")

    desk.model = ScriptedModel(refuse, part_characters=1200, takes=takes)
    with pytest.raises(LanguageModelRefused) as refused:
        await desk.make(FullTranscript(), WHOLE)
    assert isinstance(refused.value, TextTooLong) == (takes == 0)


async def test_no_more_is_asked_at_once_than_the_model_takes(desk: Desk) -> None:
    desk.model = model = ScriptedModel(_edited, part_characters=400, at_once=3)
    await desk.make(FullTranscript(), WHOLE)
    assert (model.most_at_once, len(model.asked) > 6) == (3, True)
