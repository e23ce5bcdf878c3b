"""What tests and load tests call over HTTP."""

import asyncio

from aiogram import Bot

from playground.server import Playground
from tests.patience import patience
from tests.playground.conftest import ANNA, Call


async def test_calls_are_listed(sim: Call, bot: Bot, call: Call) -> None:
    await bot.send_message(ANNA, "1")
    await call("sendMessage", chat_id=ANNA, text="")
    calls = (await sim("GET", "/sim/calls?method=sendMessage"))["calls"]
    assert [(entry["ok"], entry["error_code"]) for entry in calls] == [(True, None), (False, 400)]
    assert calls[0]["at"] <= calls[0]["answered_at"]
    since = calls[0]["n"]
    assert len((await sim("GET", f"/sim/calls?since={since}"))["calls"]) == 1


async def test_waiting_for_calls(sim: Call, bot: Bot) -> None:
    waiting = asyncio.create_task(
        sim("POST", "/sim/wait", method="sendMessage", chat_id=ANNA, count=2, timeout=patience(5))
    )
    await bot.send_message(ANNA, "1")
    await bot.send_chat_action(ANNA, "typing")
    await asyncio.sleep(0.1)
    assert not waiting.done()
    await bot.send_message(ANNA, "2")
    answer = await waiting
    assert answer["ok"]
    assert [entry["parameters"]["text"] for entry in answer["calls"]] == ["1", "2"]
    late = await sim("POST", "/sim/wait", method="sendPhoto", count=1, timeout=0.1)
    assert late == {"ok": False, "calls": []}


async def test_faults_are_set_and_taken_back(sim: Call, call: Call) -> None:
    assert (await sim("POST", "/sim/fault", kind="error", method="getMe", error_code=500))["id"] == 1
    assert (await call("getMe"))["error_code"] == 500
    await sim("DELETE", "/sim/fault")
    assert (await call("getMe"))["ok"]
    assert "kind must be one of" in (await sim("POST", "/sim/fault", kind="flood"))["description"]


async def test_rates_reset_and_people(sim: Call, telegram: Playground, call: Call) -> None:
    await sim("POST", "/sim/rates", profile="tight")
    answers = [await call("sendMessage", chat_id=ANNA, text="x") for _ in range(3)]
    assert [answer["ok"] for answer in answers] == [True, True, False]
    assert "profile must be one of" in (await sim("POST", "/sim/rates", profile="wild"))["description"]
    assert (await sim("POST", "/sim/user", id=5, language_code="en"))["user"]["first_name"] == "User 5"
    assert 5 in telegram.world.users
    await sim("POST", "/sim/reset")
    assert (await sim("GET", "/sim/calls"))["calls"] == []
    assert 5 not in telegram.world.users


async def test_a_restart_is_answered_first(sim: Call, telegram: Playground) -> None:
    assert (await sim("POST", "/sim/restart")) == {"ok": True}
    await asyncio.sleep(0.1)
    assert (await sim("GET", "/sim/state"))["bot"]["id"] == 1
