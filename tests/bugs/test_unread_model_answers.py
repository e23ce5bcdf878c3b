"""An answer of the language model that was not understood became "nothing was said", and was kept."""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from frontend_bot.core.block import Block, Style
from frontend_bot.core.job import Result
from frontend_bot.core.minutes import READING, Minutes
from frontend_bot.core.mode import JobMode
from frontend_bot.core.question import Question
from frontend_bot.engines.language_model.json_answers import UnfitAnswer, read_shape
from frontend_bot.engines.language_model.openai import OpenAILanguageModel
from frontend_bot.engines.language_model.thoughts import without_thoughts
from frontend_bot.errors import BotError, LanguageModelMissing, LanguageModelRefused, LanguageModelUnavailable
from frontend_bot.modes.answer_question import AnswerQuestion
from frontend_bot.modes.full_transcript import FullTranscript
from frontend_bot.modes.minutes import MinutesOfMeeting
from frontend_bot.modes.own_instruction import FollowInstruction
from frontend_bot.modes.summary import Summary
from frontend_bot.modes.todo_plan import ToDoPlan
from frontend_bot.workflows.documents.minutes_schema import AnswerSchema, PartNotes
from frontend_bot.workflows.documents.writing_schema import (
    Condensed,
    FullPart,
    PartAnswer,
    WrittenDocument,
    WrittenSummary,
)
from tests.frontend_bot.engines.conftest import QUICK
from tests.frontend_bot.workflows.conftest import Desk, desk
from tests.media_fixtures import provider
from tests.provider.double import ProviderDouble
from tests.provider.faults import Fault
from tests.transcripts import meeting

__all__ = ["desk", "provider"]

RIGHT = {"title": "Бюджет", "topics": [], "decisions": [{"text": "купить сервер", "quote": "РЕШЕНИЕ"}]}
ANSWER = json.dumps(RIGHT, ensure_ascii=False)
DRAFTS = (
    'Черновик: {"title": "Мысли"}',
    'The schema is {"title": "", "topics": [], "decisions": [], "tasks": [], "dates": []}, so I could say nothing.',
    "It wants {a: b} and {topics: […]}. Hm, { or [?",
    '```json\n{"topics": [{"title": "draft", "points": []}]}\n```\nNo, better so.',
)
THOUGHTS = {
    "DeepSeek, Qwen": "<think>{}</think>{}",
    "the opening mark stood in the prompt": "{}\n</think>\n\n{}",
    "never ended, begun again": "<think>\n<think>{}</think> still thinking </think>{}",
    "Reflection": "<thinking>{}</thinking><reflection>hm {{</reflection>\n<output>{}</output>",
    "thoughts after the answer": "{1}\n<reflection>{0}</reflection>",
    "EXAONE": "<thought>{}</thought>{}",
    "Reka": "<reasoning> {} </reasoning> {}",
    "Seed": "<seed:think>{}<seed:cot_budget_reflect>9</seed:cot_budget_reflect></seed:think>{}",
    "LongCat": "<longcat_think>{}</longcat_think>\n{}",
    "Sky-T1": "<|begin_of_thought|>\n{}\n<|end_of_thought|>\n\n<|begin_of_solution|>\n{}\n<|end_of_solution|>",
    "DeepSeek's bars": "<｜begin▁of▁thought｜>{}<｜end▁of▁thought｜>{}",
    "GLM": "<|thinking|>{}</|thinking|><|begin_of_box|>{}<|end_of_box|>",
    "Hunyuan": "<think>\n{}\n</think>\n<answer>\n{}\n</answer>",
    "Magistral": "[THINK]{}[/THINK]{}",
    "Kimi": "◁think▷{}◁/think▷{}",
    "Kimi K3": "<|open|>think<|sep|>{}<|close|>think<|sep|><|open|>response<|sep|>{}<|close|>response<|sep|>",
    "Cohere": "<|START_THINKING|>{}<|END_THINKING|><|START_RESPONSE|>{}<|END_RESPONSE|>",
    "Apertus": "<|inner_prefix|>{}<|inner_suffix|>{}",
    "Gemma": "<|channel>thought\n{}<channel|>{}",
    "MedGemma": "<unused94>thought\n{}<unused95>{}",
    "gpt-oss": "<|channel|>analysis<|message|>{}<|end|><|start|>assistant<|channel|>final<|message|>{}<|return|>",
    "gpt-oss, held to JSON": "<|channel|>analysis<|message|>{}<|end|>"
    "<|start|>assistant<|channel|>final <|constrain|>JSON<|message|>{}",
    "gpt-oss without its marks": "analysisWe need JSON. {}assistantfinal{}",
    "gpt-oss with a remark": "analysis{}assistantcommentaryNo tool.assistantfinal{}",
    "Granite": "Here is my thought process:\n{}\nHere is my response:\n{}",
    "Apriel": "Here are my reasoning steps:\n{}\n[BEGIN FINAL RESPONSE]\n{}\n[END FINAL RESPONSE]",
    "Open WebUI": '<details type="reasoning" done="true">\n<summary>Thought</summary>\n{}\n</details>\n{}',
    "no mark at all": "{}\n\nNow the answer.\n\n{}",
}


@pytest.mark.parametrize("draft", DRAFTS)
@pytest.mark.parametrize("family", THOUGHTS)
def test_thoughts_are_no_answer(family: str, draft: str) -> None:
    said = THOUGHTS[family].format(draft, ANSWER)
    assert PartNotes.model_validate_json(read_shape(said, PartNotes)).title == "Бюджет"
    if family != "no mark at all":
        assert without_thoughts(THOUGHTS[family].format(draft, "Да, решили.")) == "Да, решили."
        with pytest.raises(UnfitAnswer):
            read_shape(THOUGHTS[family].format(draft, ""), PartNotes)


@pytest.mark.parametrize("mark", ["<think>", "[THINK]", "◁think▷", "<|channel|>analysis<|message|>", "<seed:think>"])
def test_thoughts_that_never_end_are_all_there_is(mark: str) -> None:
    assert without_thoughts(f"{mark}Let me see. {ANSWER}") == ""
    with pytest.raises(UnfitAnswer):
        read_shape(f"{mark}Let me see. {ANSWER}", PartNotes)


def test_what_is_said_about_thoughts_stays() -> None:
    talk = "Решили убрать тег <think> из ответа. Файл <details> оставить."
    assert without_thoughts(talk) == talk
    quoted = json.dumps({**RIGHT, "title": "</think> и <think>"}, ensure_ascii=False)
    assert PartNotes.model_validate_json(read_shape(quoted, PartNotes)).title == "</think> и <think>"


WRAPPERS: dict[str, Callable[[str], str]] = {
    "a field": lambda answer: f'{{"answer": {answer}}}',
    "two fields": lambda answer: f'{{"result": {{"minutes": {answer}, "confidence": 0.9}}}}',
    "thoughts in a field": lambda answer: f'{{"thoughts": "first {{}}", "answer": {answer}}}',
    "thoughts after it": lambda answer: f'{{"answer": {answer}, "thoughts": {json.dumps(DRAFTS[1])}}}',
    "a list": lambda answer: f"[{answer}]",
    "a call": lambda answer: json.dumps({"name": "answer", "arguments": answer}),
    "a text": json.dumps,
    "a fence": lambda answer: f"Sure!\n```json\n{answer}\n```\nAnything else? {{maybe}}",
    "a fence of another kind": lambda answer: f"~~~\n{answer}\n~~~",
    "an example before": lambda answer: f'For example {{"topics": []}}.\n{answer}',
    "an example in full before": lambda answer: f"For example: {DRAFTS[1]}\n{answer}",
    "a comma too many": lambda answer: f"{answer[:-1]},}}",
    "a bracket too few": lambda answer: answer[:-2],
    "a stray brace": lambda answer: f'Let me see {{ and "this.\n{answer}',
    "a tag": lambda answer: f"<json>{answer}</json>",
    "single quotes": lambda answer: str(json.loads(answer)),
    "a mark in front": lambda answer: f"\ufeff{answer}",
}  # fmt: skip
SHAPES: list[tuple[type[AnswerSchema], dict[str, Any]]] = [
    (PartNotes, RIGHT),
    (PartNotes, {"title": "", "topics": [], "decisions": [], "tasks": [], "dates": []}),
    (WrittenSummary, {"title": "t", "overview": "Кратко.", "points": [{"text": "p", "notes": [1]}]}),
    (Condensed, {"points": [{"text": "p", "notes": [1, 2]}]}),
    (FullPart, {"sections": [{"topic": "t", "turns": [{"speaker": "", "text": "x", "place": "00:00:01"}]}]}),
    (PartAnswer, {"answer": "Да.", "findings": [{"text": "f", "place": "line 1", "quote": "q"}]}),
    (PartAnswer, {"answer": "", "findings": []}),
    (WrittenDocument, {"title": "t", "blocks": [{"kind": "text", "text": "x", "place": ""}]}),
]


@pytest.mark.parametrize("wrapper", WRAPPERS)
@pytest.mark.parametrize(("shape", "answer"), SHAPES, ids=lambda value: getattr(value, "__name__", ""))
def test_an_answer_is_found_in_whatever_it_is_wrapped(
    shape: type[AnswerSchema], answer: dict[str, Any], wrapper: str
) -> None:
    said = WRAPPERS[wrapper](json.dumps(answer, ensure_ascii=False))
    read = shape.model_validate_json(read_shape(said, shape))
    assert read == shape.model_validate(answer)


@pytest.mark.parametrize("shape", list(dict.fromkeys(shape for shape, _ in SHAPES)))
@pytest.mark.parametrize(
    "said",
    [
        "", "{}", "[]", "null", '{"title": "Мысли"}', '{"слово": 1}', "{слово}", '{"error": "overloaded"}', "{" * 3000,
        '{"title": "x", "members": [], "agenda": []}', "I cannot help with that.", '{"a": {"b": {"title": "x"}}}',
        '{"topics": null, "decisions": null, "points": null, "sections": null, "answer": null, "blocks": null}',
    ],
)  # fmt: skip
def test_what_is_no_answer_does_not_count_as_an_empty_one(shape: type[AnswerSchema], said: str) -> None:
    with pytest.raises(UnfitAnswer):
        read_shape(said, shape)


def test_lists_may_be_left_out_by_who_says_something() -> None:
    notes = PartNotes.model_validate_json(read_shape('{"tasks": [{"text": "позвонить"}], "dates": null}', PartNotes))
    assert notes.tasks[0].text == "позвонить" and notes.dates == ()
    with pytest.raises(UnfitAnswer, match="missing: decisions, tasks, dates"):
        read_shape('{"topics": []}', PartNotes)


@settings(deadline=None, max_examples=100)
@given(st.text(st.characters(categories=["L", "Cs"]), min_size=1, max_size=20))
@example("\ud83d")
def test_half_a_character_costs_no_answer(odd: str) -> None:
    task = {"text": f"позвонить{odd}"}
    said = json.dumps({"title": odd, "topics": [], "decisions": [], "tasks": [task], "dates": []})
    read = read_shape(said, PartNotes)
    read.encode()
    assert PartNotes.model_validate_json(read).tasks[0].text.startswith("позвонить")


@settings(deadline=None, max_examples=100)
@given(st.text('{}[]"\\:,<>/|think topics а\n', max_size=200))
def test_nothing_else_is_ever_raised(said: str) -> None:
    without_thoughts(said)
    try:
        read_shape(said, PartNotes)
    except UnfitAnswer:
        pass
    else:
        raise AssertionError("nothing in there has a quotation mark around a whole key")


@pytest.mark.parametrize("said", ["{" * 300_000, "{}" * 300_000, '{"a":' * 100_000, "<think>" * 50_000, '"{' * 200_000])
def test_hostile_answers_take_no_age(said: str) -> None:
    with pytest.raises(UnfitAnswer):
        read_shape(said, PartNotes)


FRAGMENTS = (
    "<", "</", "<|", "|>", ">", "[", "think", "thinking", "_monologue", "a_", "_", ":", "end_", "</s>", "<answer>",
    "</answer>", "<|channel|>", "<|message|>", "analysis", "assistantfinal", "Here is my response:", "[THINK]",
    "◁think▷", "<details type=\"reasoning\"", "</details>", "<|end|>", " ", "\n", "x", "{", "}", '"', "\\", "`", ",",
)  # fmt: skip
STUCK = 60_000
"""Characters; what takes quadratic time takes half a minute with them, and holds the whole bot as long."""


@pytest.mark.timeout(120)
@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=3).map("".join),
    st.sampled_from(("", "<", "</", "{")),
    st.sampled_from(("", "x", "</think>", ">")),
)
@example("a_", "<", "")
@example("think_", "<", "")
@example("think_", "</", "x")
@example("</s>", "x", "")
@example("</answer> ", "x", "")
def test_a_model_that_is_stuck_holds_nobody_up(unit: str, before: str, after: str) -> None:
    said = before + unit * (STUCK // len(unit)) + after
    without_thoughts(said)
    with pytest.raises(UnfitAnswer):
        read_shape(said, PartNotes)


@pytest.mark.parametrize("levels", [100, 450, 700, 900])
async def test_an_answer_nested_absurdly_is_not_read(
    provider: ProviderDouble, model: OpenAILanguageModel, levels: int
) -> None:
    """JSON's reader goes deeper than the recursion of whoever looks into what it has read."""
    body = json.dumps(_completion("text")).replace('"text"', "[" * levels + '"text"' + "]" * levels)
    provider.chat.faults.extend([Fault("raw", status=200, body=body)] * 2)
    with pytest.raises(LanguageModelRefused):
        await model.ask(QUESTION, 1)


async def test_a_model_that_thinks_aloud_makes_whole_minutes(desk: Desk) -> None:
    planted = meeting(3, "ru")
    desk.provider.chat.says = lambda text: f'Черновик: {{"title": "Мысли"}}\n</think>\n{text}'
    result = await desk.make(MinutesOfMeeting(), planted.transcript)
    assert result.minutes is not None
    assert (len(result.minutes.decisions), len(result.minutes.tasks), result.minutes.title) == (3, 3, "Совещание")
    assert len(desk.provider.chat.asked) == 1


MISTRAL = (
    lambda text: [
        {"type": "thinking", "thinking": [{"type": "text", "text": '{"topics": [], "decisions": []}'}]},
        {"type": "text", "text": text},
    ],
    lambda text: [{"type": "text", "text": text[:9]}, {"type": "text", "text": text[9:]}],
    lambda text: [{"type": "output_text", "text": text}],
    lambda text: ["<think>hm</think>", text],
)


@pytest.mark.parametrize("says", MISTRAL)
async def test_content_in_parts(desk: Desk, says: Callable[[str], Any]) -> None:
    desk.provider.chat.says = says
    result = await desk.make(MinutesOfMeeting(), meeting(3, "ru").transcript)
    assert result.minutes is not None and len(result.minutes.decisions) == 3
    assert len(desk.provider.chat.asked) == 1


@pytest.mark.parametrize(
    "mode", [MinutesOfMeeting(), ToDoPlan(), Summary(), FullTranscript(), AnswerQuestion(), FollowInstruction()]
)
async def test_two_answers_that_nobody_understands_are_an_error_and_nothing_is_kept(desk: Desk, mode: JobMode) -> None:
    desk.provider.chat.says = lambda text: 'Черновик: {"title": "Мысли"}'
    with pytest.raises(LanguageModelRefused):
        await desk.make(mode, meeting(3, "ru").transcript, text="Что решили про сервер?")
    assert len(desk.provider.chat.asked) == 2, "asked for once more, and not for ever"


async def test_one_part_that_is_not_understood_is_named_as_missing(desk: Desk) -> None:
    desk.provider.chat.says = lambda text: "{}" if "сервер номер 30" in text else text
    result = await desk.make(MinutesOfMeeting(), meeting(60, "ru").transcript)
    assert result.minutes is not None and result.minutes.not_covered and result.minutes.decisions
    assert result.is_partial and not result.is_whole


def test_what_an_unread_answer_left_behind_is_not_handed_out_again() -> None:
    title = Block(Style.TITLE, "Мысли")
    nothing = Block(Style.TEXT, "Решений в записи не прозвучало.")
    assert not Result(blocks=(title, nothing), minutes=Minutes(title="Мысли")).is_whole
    assert not Result(blocks=(title,)).is_whole
    assert Result(blocks=(title, nothing), minutes=Minutes(reading=READING)).is_whole
    assert Result(text="a transcript").is_whole


async def test_minutes_of_an_unread_answer_are_drawn_anew(desk: Desk) -> None:
    transcript = meeting(3, "ru").transcript
    result = await desk.make(ToDoPlan(), transcript, earlier=Minutes(title="Мысли", language="ru"))
    assert result.text.count("☐ ") == 3
    desk.forget()
    await desk.make(ToDoPlan(), transcript, earlier=Minutes(language="ru", reading=READING))
    assert not desk.provider.chat.asked, "what was understood and is empty costs nothing again"


@pytest.fixture
async def model(provider: ProviderDouble) -> AsyncIterator[OpenAILanguageModel]:
    engine = OpenAILanguageModel(
        base_url=provider.url, key=provider.key, model="gpt-4o-mini", part_characters=1000, patience=QUICK
    )
    yield engine
    await engine.close()


QUESTION = Question("Sum it up.", "a text", PartAnswer)
CHAT = {"answer": "Да.", "findings": []}
SSE = {"Content-Type": "text/event-stream"}


def _stream(*, is_whole: bool = True, ends: bool = True) -> str:
    text = json.dumps(CHAT)
    pieces = [{"choices": [{"index": 0, "delta": {"content": text[at : at + 7]}}]} for at in range(0, len(text), 7)]
    last = {"model": "m", "choices": [{"delta": {}, "finish_reason": "stop"}], "usage": {"prompt_tokens": 5}}
    events = [{"choices": [{"delta": {"role": "assistant"}}]}, *pieces, *([last] if is_whole else [])]
    return "".join(f"data: {json.dumps(one)}\n\n" for one in events) + ("data: [DONE]\n\n" if ends else "")


CUT_OFF = _stream(is_whole=False, ends=False)


def _completion(content: Any) -> dict[str, Any]:
    return {"choices": [{"message": {"role": "assistant", "content": content}, "finish_reason": "stop"}]}


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (_stream(), SSE),
        (_stream(is_whole=False), SSE),
        (_stream(ends=False), {"Content-Type": "text/plain"}),
        (json.dumps(_completion(json.dumps(CHAT))), {"Content-Type": "text/plain; charset=utf-8"}),
        ("\ufeff" + json.dumps(_completion(json.dumps(CHAT))), {"Content-Type": "application/json"}),
        (json.dumps(_completion(json.dumps(CHAT, ensure_ascii=False)), ensure_ascii=False).encode("windows-1251"),
         {"Content-Type": "application/json; charset=windows-1251"}),
        (json.dumps([_completion(json.dumps(CHAT))]), {"Content-Type": "application/json"}),
    ],
)  # fmt: skip
async def test_answers_in_odd_packages(
    provider: ProviderDouble, model: OpenAILanguageModel, body: Any, headers: dict[str, str]
) -> None:
    provider.chat.faults.append(Fault("raw", status=200, body=body, headers=headers))
    assert json.loads((await model.ask(QUESTION, 1)).text) == CHAT
    assert len(provider.chat.asked) == 1


@pytest.mark.parametrize(
    ("fault", "error", "requests"),
    [
        (Fault("raw", times=9, status=200, body="{}"), LanguageModelRefused, 2),
        (Fault("raw", times=9, status=200, body="<html>Sign in</html>"), LanguageModelRefused, 2),
        (Fault("raw", times=9, status=200, body=CUT_OFF, headers=SSE), LanguageModelRefused, 2),
        (Fault("answer", times=9, status=200, body=_completion(None)), LanguageModelRefused, 2),
        (Fault("answer", times=9, status=200, body=_completion([])), LanguageModelRefused, 2),
        (Fault("raw", times=9, status=301, headers={"Location": "/v2"}), LanguageModelMissing, 1),
        (Fault("raw", times=9, status=307, headers={"Location": "/v2"}), LanguageModelMissing, 1),
        (Fault("raw", times=9, status=405), LanguageModelMissing, 1),
        (Fault("raw", times=9, status=503), LanguageModelUnavailable, 3),
    ],
)  # fmt: skip
async def test_whose_fault_it_is_and_what_it_costs(
    provider: ProviderDouble, model: OpenAILanguageModel, fault: Fault, error: type[BotError], requests: int
) -> None:
    provider.chat.faults.append(fault)
    with pytest.raises(error) as raised:
        await model.ask(QUESTION, 1)
    assert type(raised.value) is error
    assert len(provider.chat.asked) == requests
