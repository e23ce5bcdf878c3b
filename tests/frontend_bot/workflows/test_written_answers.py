"""Answers, summaries and results of own instructions: what nothing proves is not told, what could not be read is."""

import re

import pytest

from frontend_bot.core.block import Block, Style
from frontend_bot.core.mode import JobMode
from frontend_bot.core.question import Question
from frontend_bot.errors import LanguageModelRefused
from frontend_bot.modes.answer_question import AnswerQuestion
from frontend_bot.modes.own_instruction import FollowInstruction
from frontend_bot.modes.summary import Summary
from tests.frontend_bot.workflows.conftest import Desk
from tests.frontend_bot.workflows.scripted_model import ScriptedModel, material, read, talk

SAID = [f"In remark {number} somebody speaks of servers." for number in range(40)]
WHOLE = talk(SAID)
SMALL = 700


def _finding(number: int, quote: str = "") -> dict[str, str]:
    return {"text": f"finding {number}", "quote": quote or SAID[number], "place": _clock(number)}


def _clock(number: int) -> str:
    return f"00:{number * 10 // 60:02d}:{number * 10 % 60:02d}"


def _of(blocks: tuple[Block, ...], style: Style) -> list[Block]:
    return [block for block in blocks if block.style is style]


def _is_about(question: Question, number: int) -> bool:
    return any(f"remark {number} " in words for _, _, words in read(question))


async def test_an_answer_stands_on_what_was_said(desk: Desk) -> None:
    findings = [_finding(3), _finding(4, "nobody has ever said these words"), _finding(5)]
    desk.model = ScriptedModel(lambda question: {"answer": "Servers.", "findings": findings})
    result = await desk.make(AnswerQuestion(), WHOLE, text="What of?")
    assert [block.text for block in _of(result.blocks, Style.TEXT)] == ["Servers."]
    quotes = [(block.text, block.source) for block in _of(result.blocks, Style.BULLET)]
    assert quotes == [(f"«{SAID[3]}»", "00:00:30"), (f"«{SAID[5]}»", "00:00:50")]


@pytest.mark.parametrize("findings", [[], [_finding(4, "nobody has ever said these words")]])
async def test_an_answer_that_nothing_proves_is_none(desk: Desk, findings: list[dict[str, str]]) -> None:
    desk.model = ScriptedModel(lambda question: {"answer": "It was a cat.", "findings": findings})
    result = await desk.make(AnswerQuestion(), WHOLE, text="What of?")
    assert result.text == "Nothing is said about this in the recording."


async def test_answers_of_several_parts_become_one(desk: Desk) -> None:
    """From the findings alone, in order, and of no more of them than the model takes at once."""

    def answer(question: Question) -> object:
        if question.shape is None:
            return "All in all: servers."
        told = [_finding(number) for number in (1, 30) if _is_about(question, number)]
        return {"answer": "One part's view.", "findings": told * 8}

    desk.model = model = ScriptedModel(answer, part_characters=SMALL)
    result = await desk.make(AnswerQuestion(), WHOLE, text="What of?")
    assert [block.text for block in _of(result.blocks, Style.TEXT)] == ["All in all: servers."]
    assert len(_of(result.blocks, Style.BULLET)) == 5, "the message has an end"
    (together,) = [question for question in model.asked if question.shape is None]
    assert material(together).startswith(f"[{_clock(1)}] finding 1 («{SAID[1]}»)\n")
    assert len(material(together)) <= SMALL
    assert all("What of?" in question.instructions for question in model.asked)


@pytest.mark.parametrize("mode", [AnswerQuestion(), FollowInstruction(), Summary()], ids=lambda mode: mode.id)
async def test_what_could_not_be_read_is_named(desk: Desk, mode: JobMode) -> None:
    """Silence about a part would be taken for "nothing was said of it there"."""

    def answer(question: Question) -> object:
        if _is_about(question, 20):
            raise LanguageModelRefused("not this")
        points = [{"text": words, "quote": words, "place": mark} for mark, _, words in read(question)][:1]
        blocks = [{"kind": "text", "text": "so it is", "place": ""}]
        topics, numbered = [{"title": "t", "points": points}], [{"text": "so it is", "notes": [1]}]
        return {"answer": "So it is.", "findings": points, "topics": topics, "points": numbered, "blocks": blocks}

    desk.model = ScriptedModel(answer, part_characters=1600)
    result = await desk.make(mode, WHOLE, text="Do so.", name="Mine")
    (note,) = _of(result.blocks, Style.NOTE)
    found = re.fullmatch(r".* could not be read: ([\d:]+) – ([\d:]+)\.", note.text)
    assert found and found[1] <= _clock(20) <= found[2]
    assert result.is_partial and result.blocks[-1] is note


async def test_a_place_that_is_none_of_the_recordings_is_not_shown(desk: Desk) -> None:
    blocks = [
        {"kind": "task", "text": "one", "place": "00:00:30"},
        {"kind": "text", "text": "two", "place": "09:09:09"},
    ]
    desk.model = ScriptedModel(lambda question: {"title": "Theirs", "blocks": blocks})
    result = await desk.make(FollowInstruction(), WHOLE, text="List tasks.", name="Mine")
    assert result.blocks == (
        Block(Style.TITLE, "Mine"),
        Block(Style.TASK, "one", source="00:00:30"),
        Block(Style.TEXT, "two"),
    )


async def test_an_own_instruction_reaches_every_part_and_their_whole(desk: Desk) -> None:
    def answer(question: Question) -> object:
        text = " + ".join(re.findall("part at [0-9:]+", material(question))) or f"part at {read(question)[0][0]}"
        return {"blocks": [{"kind": "text", "text": text, "place": ""}]}

    desk.model = model = ScriptedModel(answer, part_characters=1100)
    result = await desk.make(FollowInstruction(), WHOLE, text="Count the servers.", name="")
    parts = len(model.asked) - 1
    assert parts > 1 and all("Count the servers." in question.instructions for question in model.asked)
    (whole,) = _of(result.blocks, Style.TEXT)
    assert whole.text.count("part at") == parts
    assert whole.text.startswith(f"part at {_clock(0)} + ")


async def test_a_point_that_rests_on_no_note_is_left_out(desk: Desk) -> None:
    def answer(question: Question) -> object:
        if "overview" in str(question.shape and question.shape.model_fields):
            points = [{"text": "said", "notes": [2, 1, 1]}, {"text": "own", "notes": []}, {"text": "far", "notes": [9]}]
            return {"title": "T", "overview": "O", "points": [*points, {"text": "zero", "notes": [0, -1]}]}
        points = [{"text": words, "quote": words, "place": mark} for mark, _, words in read(question)]
        return {"topics": [{"title": "t", "points": points[:3]}]}

    desk.model = ScriptedModel(answer)
    result = await desk.make(Summary(), WHOLE)
    assert _of(result.blocks, Style.BULLET) == [Block(Style.BULLET, "said", source="00:00:10, 00:00:00")]


async def test_more_notes_than_the_model_takes_are_condensed_first(desk: Desk) -> None:
    """What a condensed note rests on goes with it to the page."""

    def answer(question: Question) -> object:
        fields = question.shape.model_fields if question.shape else {}
        if "topics" in fields:
            points = [{"text": words, "quote": words, "place": mark} for mark, _, words in read(question)]
            return {"topics": [{"title": "t", "points": points}]}
        numbers = [int(mark) for mark, _, _ in read(question)]
        return {"points": [{"text": f"of {len(numbers)}", "notes": numbers}], "overview": "", "title": ""}

    desk.model = model = ScriptedModel(answer, part_characters=SMALL)
    result = await desk.make(Summary(), WHOLE)
    assert all(len(material(question)) <= SMALL for question in model.asked)
    (point,) = _of(result.blocks, Style.BULLET)
    assert point.source == "00:00:00, 00:00:10, 00:00:20", "three of all that are behind it"
