"""Documents made of transcripts by the real engine in front of the strict double: nothing lost, nothing invented."""

import re
from collections.abc import Mapping

import pytest

from frontend_bot.core.block import Style
from frontend_bot.core.budget import Budget, Spending
from frontend_bot.core.job import DIFFERENTLY
from frontend_bot.core.mode import JobMode
from frontend_bot.core.transcript import Transcript
from frontend_bot.errors import NothingToRead, TokensSpent
from frontend_bot.modes.answer_question import AnswerQuestion
from frontend_bot.modes.full_transcript import FullTranscript
from frontend_bot.modes.minutes import MinutesOfMeeting
from frontend_bot.modes.summary import Summary
from frontend_bot.modes.todo_plan import ToDoPlan
from frontend_bot.services.usage.metered_model import MeteredModel
from tests.frontend_bot.workflows.conftest import Desk
from tests.provider.faults import Fault
from tests.transcripts import INJECTIONS, meeting

BUY = {"en": "buy server number {n} [{place}]", "ru": "купить сервер номер {n} [{place}]"}
WRITE = {
    "en": "☐ Anna: write report number {n} — by: by Friday the {n}th [{place}]",
    "ru": "☐ Анна: написать отчёт номер {n} — срок: до пятницы {n} числа [{place}]",
}
HEADINGS = {
    "en": ("Decisions", "Tasks", "Discussion", "To-do plan"),
    "ru": ("Решения", "Задачи", "Обсуждение", "ToDo-план"),
}


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("pages", [3, 60])
async def test_a_fact_on_every_page_arrives_with_its_place(desk: Desk, language: str, pages: int) -> None:
    planted = meeting(pages, language)
    result = await desk.make(MinutesOfMeeting(), planted.transcript)
    lines = result.text.splitlines()
    for page in range(1, pages + 1):
        assert f"• {BUY[language].format(n=page, place=planted.decisions[page])}" in lines
        assert WRITE[language].format(n=page, place=planted.tasks[page]) in lines
    assert result.minutes is not None
    assert len(result.minutes.decisions) == len(result.minutes.tasks) == pages, "nothing twice from the overlaps"
    assert [heading for heading in HEADINGS[language][:3] if heading in lines] == list(HEADINGS[language][:3])
    read = {mark for one in desk.provider.chat.answered for mark in one.marks}
    assert len(read) == len(planted.transcript.segments), "every line was read"
    asked = len(desk.provider.chat.asked)
    assert asked == (1 if pages == 3 else asked) and asked < pages

    plan = await desk.make(ToDoPlan(), planted.transcript, earlier=result.minutes)
    assert plan.text.startswith(HEADINGS[language][3])
    assert plan.text.count("☐ ") == pages
    summary = await desk.make(Summary(), planted.transcript, earlier=result.minutes)
    assert len(desk.provider.chat.asked) == asked + 1, "the minutes are there, so only the page itself is asked for"
    points = [block for block in summary.blocks if block.style is Style.BULLET]
    assert points and all(re.fullmatch(r"\d\d:\d\d:\d\d", block.source) for block in points)
    assert "own making" not in summary.text
    assert len(summary.text) < 3500


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("pages", [3, 60])
async def test_the_full_transcript_keeps_everything(desk: Desk, language: str, pages: int) -> None:
    planted = meeting(pages, language)
    result = await desk.make(FullTranscript(), planted.transcript)
    turns = [block for block in result.blocks if block.style is Style.TEXT]
    assert [block.text for block in turns] == [" ".join(s.text.split()) for s in planted.transcript.segments]
    assert {block.lead for block in turns} == ({"Anna:", "Boris:"} if language == "en" else {"Анна:", "Борис:"})
    assert sum(block.style is Style.HEADING for block in result.blocks) == 1, "one topic over all parts"
    assert not result.is_partial


async def test_a_text_without_times_is_told_by_its_lines(desk: Desk) -> None:
    planted = meeting(20, "ru", timed=False)
    result = await desk.make(MinutesOfMeeting(), planted.transcript)
    for page, place in planted.decisions.items():
        assert f"• {BUY['ru'].format(n=page, place=place.replace('line', 'строка'))}" in result.text.splitlines()


async def test_the_result_is_in_the_language_that_is_wished(desk: Desk) -> None:
    result = await desk.make(MinutesOfMeeting(), meeting(3, "ru").transcript, language="en")
    assert "Decisions" in result.text
    assert "Write in English." in desk.provider.chat.asked[0].instructions


async def test_what_nobody_said_is_not_in_the_result(desk: Desk) -> None:
    planted = meeting(3)
    said = "DECISION: buy server number 1."
    desk.provider.chat.invents = (
        {"list": "decisions", "item": {"text": "sell the building", "place": "00:00:10", "quote": "sell the building"}},
        {"list": "decisions", "item": {"text": "buy server 7", "place": "", "quote": "DECISION: buy server number 7."}},
        {"list": "tasks", "item": {"text": "call Carl", "quote": "Carl will be called today by somebody"}},
        {
            "list": "tasks",
            "item": {"text": "order it", "owner": "Carl", "deadline": "by 5 May", "place": "00:00:20", "quote": said},
        },
        {"list": "dates", "item": {"when": "5 May", "what": "the end", "place": "00:00:20", "quote": said}},
        {"list": "members", "item": {"name": "Mister Nobody", "role": "chair"}},
        {"list": "members", "item": {"name": "Anna", "role": "chair"}},
    )
    result = await desk.make(MinutesOfMeeting(), planted.transcript)
    for invented in ("building", "server 7", "call Carl", "Carl", "5 May", "Nobody", "chair"):
        assert invented not in result.text
    assert f"☐ order it [{planted.decisions[1]}]" in result.text, "the task was said, its owner was not"
    assert "Present: Anna" in result.text


@pytest.mark.parametrize("mode", [MinutesOfMeeting(), ToDoPlan(), Summary(), FullTranscript()], ids=lambda m: m.id)
async def test_orders_inside_the_text_are_not_followed(desk: Desk, mode: JobMode) -> None:
    planted = meeting(6, injections=True)
    assert sum(order in planted.transcript.text for order in INJECTIONS) == 5
    result = await desk.make(mode, planted.transcript)
    assert not any(block.style is Style.TITLE and "HACKED" in block.text for block in result.blocks)
    assert "HACKED" not in result.text or mode.id == "full_transcript", "there it was said"
    fences = [re.search(r"<(material-\w+)>", one.instructions) for one in desk.provider.chat.asked]
    names = {fence[1] for fence in fences if fence}
    assert len(names) == len(fences), "each question has a fence of its own"
    assert not any(name in planted.transcript.text for name in names)


async def test_a_job_that_is_run_again_asks_only_what_is_missing(desk: Desk) -> None:
    planted = meeting(60)
    whole = await desk.make(MinutesOfMeeting(), planted.transcript)
    asked = len(desk.provider.chat.asked)
    assert asked > 5
    again = await desk.make(MinutesOfMeeting(), planted.transcript)
    assert again == whole
    assert len(desk.provider.chat.asked) == asked
    del desk.steps["ask 2"], desk.steps["ask 4"]
    assert await desk.make(MinutesOfMeeting(), planted.transcript) == whole
    assert len(desk.provider.chat.asked) == asked + 2


class SmallPurse(Budget):
    """Holds so many tokens."""

    def __init__(self, tokens: int) -> None:
        self.tokens = tokens

    async def reserve(self, pieces: Mapping[str, Spending]) -> None:
        if sum(cost.tokens_in + cost.tokens_out for cost in pieces.values()) > self.tokens:
            raise TokensSpent

    async def settle(self, piece: str, paid: Spending) -> None:
        self.tokens -= paid.tokens_in + paid.tokens_out


async def test_what_the_tokens_do_not_suffice_for_is_not_begun(desk: Desk) -> None:
    """One part of sixty pages could be paid, all of them cannot: nothing is asked."""
    planted = meeting(60)
    paid = desk.model
    desk.model = MeteredModel(paid, SmallPurse(20_000))
    with pytest.raises(TokensSpent):
        await desk.make(MinutesOfMeeting(), planted.transcript)
    assert not desk.provider.chat.asked
    purse = SmallPurse(1_000_000)
    desk.model = MeteredModel(paid, purse)
    await desk.make(MinutesOfMeeting(), planted.transcript)
    assert 10_000 < 1_000_000 - purse.tokens < 200_000, "what the provider counted"


async def test_a_part_that_fails_is_named_and_only_it_is_asked_again(desk: Desk) -> None:
    planted = meeting(60)
    desk.provider.chat.failing_marks = frozenset({planted.decisions[30]})
    partial = await desk.make(MinutesOfMeeting(), planted.transcript)
    asked = len(desk.provider.chat.asked)
    assert partial.is_partial and partial.minutes is not None
    assert len(partial.minutes.not_covered) == 1
    assert "could not be read: 00:" in partial.text
    missing = 60 - len(partial.minutes.decisions)
    assert 0 < missing < 15
    desk.steps.clear()
    desk.provider.chat.failing_marks = frozenset()
    mended = await desk.make(MinutesOfMeeting(), planted.transcript, earlier=partial.minutes)
    assert len(desk.provider.chat.asked) == asked + 1
    assert mended.minutes is not None and not mended.is_partial
    assert [d.text for d in mended.minutes.decisions] == [f"buy server number {n}" for n in range(1, 61)]


async def test_a_small_context_gets_smaller_parts(desk: Desk) -> None:
    planted = meeting(12)
    desk.provider.chat.largest_prompt = 9000
    desk.provider.chat.faults.append(Fault("length"))
    result = await desk.make(MinutesOfMeeting(), planted.transcript)
    assert result.minutes is not None and not result.is_partial
    assert [d.text for d in result.minutes.decisions] == [f"buy server number {n}" for n in range(1, 13)]


async def test_a_server_without_schemas_is_understood(desk: Desk) -> None:
    chat = desk.provider.chat
    chat.takes_schemas, chat.messy, chat.refused_fields = False, True, frozenset({"max_completion_tokens"})
    result = await desk.make(MinutesOfMeeting(), meeting(12).transcript)
    assert result.minutes is not None and len(result.minutes.decisions) == 12
    refused = [one for one in chat.asked if one.status == 400]
    assert 0 < len(refused) <= 2 * desk.model.at_once, "each refusal is learned, not repeated for each part"


async def test_what_did_not_please_is_read_anew(desk: Desk) -> None:
    """Else the same minutes would be shown again, and paid for."""
    planted = meeting(3)
    first = await desk.make(MinutesOfMeeting(), planted.transcript)
    desk.forget()
    same = await desk.make(MinutesOfMeeting(), planted.transcript, earlier=first.minutes)
    assert same.minutes == first.minutes and not desk.provider.chat.asked
    for mode in (MinutesOfMeeting(), ToDoPlan(), FullTranscript(), Summary()):
        desk.forget()
        await desk.make(mode, planted.transcript, earlier=first.minutes, **{DIFFERENTLY: "1"})
        (asked,) = desk.provider.chat.asked
        assert "An earlier version did not please." in asked.instructions


@pytest.mark.parametrize("text", ["", "  \n "])
async def test_of_an_empty_transcript_nothing_is_asked(desk: Desk, text: str) -> None:
    for mode in (MinutesOfMeeting(), FullTranscript(), AnswerQuestion()):
        with pytest.raises(NothingToRead):
            await desk.make(mode, Transcript(text, "double"), text="What?")
    assert not desk.provider.chat.asked
