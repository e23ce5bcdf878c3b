"""Telegram misbehaves, or people do what they like meanwhile: the result arrives, once."""

import asyncio

import pytest

from playground import people
from tests.journeys.stage import Person, Stage, until
from tests.media_samples import Samples

pytestmark = pytest.mark.asyncio(loop_scope="session")


def _sent(person: Person) -> list[str]:
    return [message["text"] for message in person.from_bot() if "text" in message]


async def test_429_is_obeyed(stage: Stage, person: Person, samples: Samples) -> None:
    stage.provider.answer = "after the pause"
    stage.telegram.world.faults.add(
        "error", "sendMessage", chat_id=person.id, times=1, error_code=429,
        description="Too Many Requests: retry after 2", retry_after=2,
    )  # fmt: skip
    await person.sends(samples.spoken("ogg"))
    assert (await person.hears())["text"] == "after the pause"
    refused, taken = person.calls("sendMessage")
    assert (refused.ok, taken.ok) == (False, True)
    assert taken.at - refused.answered_at >= 1.9


@pytest.mark.parametrize("code", [500, 502, 504])
async def test_5xx_is_waited_out(stage: Stage, person: Person, samples: Samples, code: int) -> None:
    stage.provider.answer = f"after {code}"
    for method in ("sendMessage", "getFile"):
        stage.telegram.world.faults.add("error", method, times=2, error_code=code, description="Bad Gateway")
    await person.sends(samples.spoken("ogg"))
    assert (await person.hears())["text"] == f"after {code}"
    await person.hears_nothing_for(0.5)


@pytest.mark.parametrize("method", ["getFile", "file"])
async def test_a_connection_cut_while_fetching(stage: Stage, person: Person, samples: Samples, method: str) -> None:
    stage.provider.answer = "fetched after all"
    stage.telegram.world.faults.add("drop_after", method, times=1)
    stage.telegram.world.faults.add("drop_before", method, times=1)
    await person.sends(samples.spoken("ogg"))
    assert (await person.hears())["text"] == "fetched after all"


async def test_an_answer_that_is_no_json(stage: Stage, person: Person, samples: Samples) -> None:
    stage.provider.answer = "understood in the end"
    stage.telegram.world.faults.add("bad_json", "getFile", times=1)
    stage.telegram.world.faults.add("bad_json", "getUpdates", times=1)
    await person.sends(samples.spoken("ogg"))
    assert (await person.hears())["text"] == "understood in the end"


async def test_telegram_is_away_for_a_while(stage: Stage, person: Person, samples: Samples) -> None:
    stage.provider.answer = "sent when it was back"
    stage.provider.hold()
    await person.sends(samples.spoken("ogg"))
    await until(lambda: stage.provider.at_once, "the provider being asked")
    stage.telegram.restart(away=5)
    stage.provider.release()
    later = stage.person()
    await later.sends(samples.spoken("ogg"))  # reaches Telegram, and the bot when the two meet again
    assert (await person.hears(40))["text"] == "sent when it was back"
    assert (await later.hears(40))["text"] == "sent when it was back"
    await asyncio.sleep(1)
    assert len(_sent(person)) == len(_sent(later)) == 1


async def test_an_answer_lost_on_its_way_back_costs_at_most_a_second_copy(
    stage: Stage, person: Person, samples: Samples
) -> None:
    stage.provider.answer = "perhaps twice"
    stage.telegram.world.faults.add("drop_after", "sendMessage", chat_id=person.id, times=1)
    await person.sends(samples.spoken("ogg"))
    await person.hears()
    await asyncio.sleep(3)
    assert set(_sent(person)) == {"perhaps twice"}
    assert len(_sent(person)) <= 2


async def test_a_person_who_blocks_the_bot_meanwhile(stage: Stage, person: Person, samples: Samples) -> None:
    stage.provider.answer = "for nobody"
    stage.provider.hold()
    await person.sends(samples.spoken("ogg"))
    await until(lambda: stage.provider.at_once, "the provider being asked")
    people.block(stage.telegram.world, person.id, True)
    stage.provider.release()
    await until(lambda: any(c.error_code == 403 for c in person.calls("sendMessage")), "the refused delivery")
    await until(lambda: not stage.bot.left_over(), "empty scratch")
    await asyncio.sleep(1)
    assert len([c for c in person.calls("sendMessage") if c.error_code == 403]) == 1, "no second try"
    person.says("/history")  # writing unblocks
    page = await person.hears()
    assert page["text"].startswith("🗂 Your recordings: 1"), "the result waits in the history"


async def test_updates_that_come_twice_are_answered_once(stage: Stage, person: Person, samples: Samples) -> None:
    stage.provider.answer = "once"
    stage.telegram.world.faults.add("duplicate_update", times=4)
    for _ in range(4):
        await person.sends(samples.spoken("ogg"))
    await until(lambda: len(_sent(person)) >= 4, "four answers")
    await person.hears()
    await asyncio.sleep(1.5)
    assert _sent(person) == ["once"] * 4


async def test_a_press_that_comes_twice_works_once(stage: Stage, person: Person, samples: Samples) -> None:
    stage.provider.answer = "once more"
    stage.provider.key = "sk-another-key"
    await person.sends(samples.spoken("ogg"))
    failure = await person.hears()
    stage.behaves()
    stage.provider.answer = "once more"
    stage.telegram.world.faults.add("duplicate_update", times=1)
    person.presses(failure, "🔁 Try again")
    assert (await person.hears())["text"] == "once more"
    await person.hears_nothing_for(1.5)


async def test_a_command_that_comes_twice_is_answered_once(stage: Stage, person: Person) -> None:
    stage.telegram.world.faults.add("duplicate_update", times=1)
    person.says("/help")
    await person.hears()
    await person.hears_nothing_for(1)


async def test_a_second_program_with_the_same_token_is_named_in_the_log(stage: Stage, person: Person) -> None:
    stage.telegram.world.faults.add("conflict", "getUpdates", times=1)
    person.says("/help")
    await person.hears()
    person.says("/start")
    await person.hears(30)
    assert "another program polls with the same TELEGRAM_TOKEN" in stage.bot.output()


@pytest.mark.parametrize("words", ["not enough rights to send text messages to the chat", "CHAT_WRITE_FORBIDDEN"])
async def test_a_chat_in_which_the_bot_may_not_write(
    stage: Stage, person: Person, samples: Samples, words: str
) -> None:
    stage.telegram.world.faults.add(
        "error", "sendMessage", chat_id=person.id, times=2, error_code=400, description=f"Bad Request: {words}"
    )
    await person.sends(samples.spoken("ogg"))
    await until(lambda: len(person.calls("sendMessage")) == 1, "the refused delivery")
    person.says("/help")
    await until(lambda: len(person.calls("sendMessage")) == 2, "the refused answer")
    await until(lambda: not stage.bot.left_over(), "empty scratch")
    person.says("/history")
    assert (await person.hears())["text"].startswith("🗂 Your recordings: 1"), "the result waits in the history"
