"""A client may send any callback data: what no button of ours says is an old button, never a traceback."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontend_bot.core.action import parse_action
from frontend_bot.modes import find_modes
from playground.server import Playground
from tests.journeys.stage import KEY, TOKEN, Person, Stage
from tests.media_fixtures import samples
from tests.media_samples import Samples
from tests.processes import Bot
from tests.provider.double import ProviderDouble

__all__ = ["samples"]

ODD_NUMBERS = ("²", "-5", "٣", "12345678901234567890123456", "1.5", "0x1", "", " ", "1e3", "99999", "None")


def crafted(record: str) -> list[str]:
    """For every page each of its forms with odd numbers, with words too many and too few, and other records."""
    found = list(OTHERS)
    for page in find_modes().pages.values():
        actions = ["", " ", "\u0661", "from", "a b c d e f g", "x" * 40]
        for form in page.actions:
            bare = form.replace("{record}", record)
            actions += [bare.replace("{number}", number, 1) for number in ODD_NUMBERS if "{number}" in form]
            actions += [bare.replace("{number}", "0"), bare + " 1", bare.split(" ")[0]]
            actions.append(form.replace("{record}", "1002:nobody's").replace("{number}", "0"))
        found += [f"page|{page.id}|{action}" for action in actions]
    return found


OTHERS = [
    "", "|", "page", "page|", "page|history", "page|nothing|list", "page|transcribe_audio|x", "set|a|b|c",
    "set|settings", "set|transcribe_audio|language|²", "batch|maybe|x", "batch|1|", "forget|2", "forget|", "cancel|",
    "cancel|1:2",
    "again|1002:", "again|x" * 9, "next|minutes|", "next|nothing|x", "do|nothing", "do|history", "file|exe|x", "file||",
    "formats|x|y", "gaps|", "other|", "lang|xx", "lang|", "home|x", "page|history|open \x00", "gaps|\x00", "\x00" * 64,
    "other|\ud800", "next|minutes|" + "9" * 50,
]  # fmt: skip


@pytest.mark.timeout(300)
async def test_whatever_is_pressed_is_answered_and_breaks_nothing(tmp_path: Path, samples: Samples) -> None:
    async with Playground(token=TOKEN, rates="off") as telegram, ProviderDouble(key=KEY, people=3) as provider:
        options = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": provider.url}
        bot = Bot(tmp_path, telegram.base_url, TELEGRAM_TOKEN=TOKEN, **options)
        stage = Stage(telegram, provider, bot)
        async with bot:
            person = stage.person("en")
            await person.sends(samples.spoken("ogg"))
            result = await person.hears()
            for data in dict.fromkeys(crafted(f"{person.id}:1")):
                await _pressed(person, result, data)
            person.says("/start")
            await person.hears()
        stage.nothing_leaked()


async def _pressed(person: Person, message: dict[str, Any], data: str) -> None:
    """A client says what stands on no button: the message that comes with it is as the bot has made it."""
    now = person.chat[message["message_id"]]
    made = now.get("reply_markup")
    now["reply_markup"] = {"inline_keyboard": [[{"text": "x", "callback_data": data}]]}
    query = person.telegram.press(person.id, message["message_id"], data, chat_id=person.chat_id)
    now["reply_markup"] = made or {"inline_keyboard": []}
    assert await person.toasted(query) is not None, data


@settings(max_examples=40, deadline=None)
@given(text=st.text(max_size=40), form=st.sampled_from([f for p in find_modes().pages.values() for f in p.actions]))
def test_an_action_fits_a_form_with_all_its_values_or_not_at_all(text: str, form: str) -> None:
    action = parse_action(text, (form,))
    if action is not None:
        assert len(action.values) == form.count("{")
        assert all(0 <= value < 10**6 for value in action.values if isinstance(value, int))
        assert action.text == text
    whole = form.replace("{number}", "7")
    for name in ("record", "mode", "option", "mark", "name"):
        whole = whole.replace(f"{{{name}}}", "word")
    assert parse_action(whole, (form,)) is not None


def test_the_first_form_that_fits_is_taken_and_its_numbers_are_numbers() -> None:
    forms = ("list {record}", "from {number} {record}", "{mode} {option}")
    fitting = parse_action("from 12 7:1", forms)
    assert fitting is not None
    assert (fitting.form, fitting.values) == ("from {number} {record}", (12, "7:1"))
    assert [parse_action(f"from {number} 7:1", forms) for number in ODD_NUMBERS if number != "99999"] == [None] * 10
