"""Who is served, and how the bot behaves in a group."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from playground.server import Playground
from tests.journeys.stage import KEY, TOKEN, Person, Stage, buttons, until
from tests.media_samples import Samples
from tests.processes import Bot
from tests.provider.double import ProviderDouble

pytestmark = pytest.mark.asyncio(loop_scope="session")

MEMBER, ADMIN = 60_001, 60_002


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def private_stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """A bot for two people only."""
    folder = tmp_path_factory.mktemp("private")
    async with Playground(token=TOKEN) as telegram, ProviderDouble(key=KEY, answer="heard") as provider:
        for user_id in (MEMBER, ADMIN):
            telegram.world.add_user(user_id, "Someone", language_code="en")
            telegram.start_chat(user_id)
        bot = Bot(
            folder, telegram.base_url, TELEGRAM_TOKEN=TOKEN, OPENAI_API_KEY=KEY, OPENAI_BASE_URL=provider.url,
            ALLOWED_USERS=f"{MEMBER}, 60003", ADMIN_USERS=str(ADMIN),
        )  # fmt: skip
        async with bot:
            yield Stage(telegram, provider, bot)


@pytest.mark.parametrize("user_id", [MEMBER, ADMIN])
async def test_who_is_named_is_served(private_stage: Stage, samples: Samples, user_id: int) -> None:
    person = Person(private_stage.telegram, user_id, user_id)
    await person.sends(samples.spoken("ogg"))
    assert (await person.hears())["text"] == "heard"


@pytest.mark.parametrize(("language", "words"), [("ru", "только для своих"), ("en", "This bot is private")])
async def test_a_stranger_hears_one_sentence_once(
    private_stage: Stage, samples: Samples, language: str, words: str
) -> None:
    stranger = private_stage.person(language)
    asked = private_stage.provider.count
    stranger.says("/start")
    answer = await stranger.hears()
    assert words in answer["text"]
    assert str(stranger.id) in answer["text"], "the number that the operator needs"
    await stranger.sends(samples.spoken("ogg"))
    stranger.says("/history")
    stranger.says("hello?")
    await stranger.hears_nothing_for(1.5)
    assert private_stage.provider.count == asked
    private_stage.nothing_leaked()


async def test_a_stranger_in_a_group_is_not_answered(private_stage: Stage) -> None:
    stranger = private_stage.person()
    private_stage.telegram.world.add_group(-5001, "Strangers", (stranger.id,))
    in_group = Person(private_stage.telegram, stranger.id, -5001)
    in_group.says("/help")
    await in_group.hears_nothing_for(1)


@pytest.fixture
def in_group(stage: Stage) -> Person:
    """The same person, in a group with the bot."""
    person = stage.person()
    group_id = -1_000_000_000_000 - person.id
    stage.telegram.world.add_group(group_id, "Team", (person.id,))
    return Person(stage.telegram, person.id, group_id)


async def test_a_group_is_left_in_peace(stage: Stage, in_group: Person, samples: Samples) -> None:
    in_group.says("hello everybody")
    await in_group.sends(samples.spoken("ogg"))
    in_group.says("/nonsense")  # perhaps for another bot
    await in_group.hears_nothing_for(1.5)


async def test_transcribe_as_a_reply(stage: Stage, in_group: Person, samples: Samples) -> None:
    stage.provider.answer = "what the note says"
    note = await in_group.sends(samples.spoken("ogg"))
    command = in_group.says("/transcribe", reply_to=note["message_id"])
    result = await in_group.hears()
    assert result["text"] == "what the note says"
    assert result["reply_to_message"]["message_id"] == note["message_id"]
    await in_group.asks_for(result, "TXT")
    assert (await in_group.hears())["document"]
    in_group.presses(result, "⬅️ Back")
    await until(lambda: "🗑 Delete" in buttons(in_group.chat[result["message_id"]]), "all buttons again")
    in_group.presses(result, "🗑 Delete")
    assert (await in_group.hears())["text"] == "Delete this recording from the history?"
    in_group.says("/transcribe@playground_bot", reply_to=command["message_id"])
    answer = await in_group.hears()
    assert answer["text"] == "Reply with this command to a voice note, audio or video."
    assert stage.telegram.world.chats[in_group.chat_id].reply_keyboard is None, "no menu over everybody's keyboard"


async def test_a_reply_to_the_bot_is_meant(stage: Stage, in_group: Person, samples: Samples) -> None:
    in_group.says("/help")
    helped = await in_group.hears()
    stage.provider.answer = "said in a reply"
    await in_group.sends(samples.spoken("ogg"), reply_to=helped["message_id"])
    assert (await in_group.hears())["text"] == "said in a reply"


async def test_others_cannot_press_what_is_not_theirs(stage: Stage, in_group: Person, samples: Samples) -> None:
    stage.provider.answer = "private words"
    stage.provider.hold()
    note = await in_group.sends(samples.spoken("ogg"))
    in_group.says("/transcribe", reply_to=note["message_id"])
    status = await in_group.sees_status()
    other_id = stage.person().id
    chat = stage.telegram.world.chats[in_group.chat_id]
    chat.user_ids = (*chat.user_ids, other_id)
    other = Person(stage.telegram, other_id, in_group.chat_id)
    assert await other.toasted(other.presses(status, "✖️ Cancel")) == "This button is out of date. Open /start."
    stage.provider.release()
    result = await in_group.hears()
    assert result["text"] == "private words"
    query = other.presses(result, "⬇️ File")
    assert await other.toasted(query) == "This recording is no longer in the history."
    await until(lambda: status["message_id"] not in in_group.chat, "the progress message going away")
