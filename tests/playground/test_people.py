"""What people do, and what of it the bot hears."""

import pytest
from aiogram import Bot
from aiogram.types import KeyboardButton, ReplyKeyboardMarkup

from playground import people
from playground.refusals import Refusal
from playground.server import Playground
from playground.world import GROUP_ID
from tests.playground.conftest import ANNA, BEN


def _heard(telegram: Playground) -> int:
    return len(telegram.world.updates)


async def test_writing_first_opens_the_chat(bot: Bot, telegram: Playground) -> None:
    telegram.say(BEN, "hello")
    assert (await bot.send_message(BEN, "hi")).text == "hi"


async def test_ids_repeat_between_groups_but_not_between_private_chats(telegram: Playground) -> None:
    numbers = [telegram.say(user, "x")["message_id"] for user in (ANNA, BEN, ANNA)]
    assert numbers == [1, 2, 3]
    assert telegram.say(ANNA, "x", chat_id=GROUP_ID)["message_id"] == 1


async def test_in_a_group_the_bot_hears_commands_and_replies_only(bot: Bot, telegram: Playground) -> None:
    telegram.say(ANNA, "just talking", chat_id=GROUP_ID)
    telegram.say(ANNA, "/start@other_bot", chat_id=GROUP_ID)
    assert _heard(telegram) == 0
    telegram.say(ANNA, "/start", chat_id=GROUP_ID)
    telegram.say(ANNA, "/start@playground_bot now", chat_id=GROUP_ID)
    assert _heard(telegram) == 2
    sent = await bot.send_message(GROUP_ID, "what?")
    telegram.say(BEN, "that", chat_id=GROUP_ID, reply_to=sent.message_id)
    assert _heard(telegram) == 3


async def test_the_bot_hears_that_it_is_blocked(bot: Bot, telegram: Playground) -> None:
    people.block(telegram.world, ANNA, True)
    people.block(telegram.world, ANNA, True)
    updates = await bot.get_updates()
    assert [update.my_chat_member.new_chat_member.status for update in updates if update.my_chat_member] == ["kicked"]
    telegram.say(ANNA, "back again")
    assert (await bot.send_message(ANNA, "welcome")).text == "welcome"


async def test_a_person_edits_a_text(bot: Bot, telegram: Playground) -> None:
    number = telegram.say(ANNA, "/helo")["message_id"]
    people.edit(telegram.world, ANNA, ANNA, number, "/help me")
    edited = (await bot.get_updates())[-1].edited_message
    assert edited is not None
    assert (edited.text, edited.message_id) == ("/help me", number)
    with pytest.raises(Refusal, match="message can't be edited"):
        people.edit(telegram.world, ANNA, ANNA, (await bot.send_message(ANNA, "x")).message_id, "mine now")


async def test_an_album_of_a_person_shares_its_group(bot: Bot, telegram: Playground) -> None:
    for number in range(2):
        await telegram.send(ANNA, b"x", "document", name="a.txt", media_group_id="7", caption=f"/start {number}")
    messages = [update.message for update in await bot.get_updates() if update.message]
    assert [message.media_group_id for message in messages] == ["7", "7"]
    assert messages[0].caption_entities is not None


async def test_people_cannot_do_what_a_client_would_not_let_them(telegram: Playground) -> None:
    for text, expected in (("x" * 4097, "message is too long"), (" ", "message text is empty")):
        with pytest.raises(Refusal, match=expected):
            telegram.say(ANNA, text)
    with pytest.raises(Refusal, match="not a member"):
        telegram.say(BEN, "x", chat_id=ANNA)
    with pytest.raises(Refusal, match="message to be replied not found"):
        telegram.say(ANNA, "x", reply_to=99)
    with pytest.raises(Refusal, match="kind must be one of"):
        await telegram.send(ANNA, b"x", "smell")
    message = telegram.say(ANNA, "x")
    with pytest.raises(Refusal, match="no such button"):
        telegram.press(ANNA, message["message_id"], "data")


async def test_a_keyboard_for_one_use_goes_after_it(bot: Bot, telegram: Playground) -> None:
    keyboard = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Yes")]], one_time_keyboard=True)
    await bot.send_message(ANNA, "?", reply_markup=keyboard)
    telegram.say(ANNA, "No idea")
    assert telegram.world.chats[ANNA].reply_keyboard is not None
    telegram.say(ANNA, "Yes")
    assert telegram.world.chats[ANNA].reply_keyboard is None
