"""Recordings that come together: one question, then one transcript under the senders' names, or one of each."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from playground.world import Message
from tests.hostile_samples import HostileSamples
from tests.journeys.stage import Person, Stage, buttons, until
from tests.media_samples import Samples
from tests.provider.faults import Fault

pytestmark = pytest.mark.asyncio(loop_scope="session")

TWO_MINUTES_PAST_TWO = int(datetime(2026, 11, 20, 14, 2, tzinfo=UTC).timestamp())
ONE, EACH = "📚 One of all", "📄 Each on its own"


def user(name: str, minute: int = 0) -> dict[str, Any]:
    """The origin of a message that was forwarded from a person."""
    sender = {"id": 5, "is_bot": False, "first_name": name}
    return {"type": "user", "date": TWO_MINUTES_PAST_TWO + 60 * minute, "sender_user": sender}


def hidden(name: str, minute: int) -> dict[str, Any]:
    """The same of one who hides behind a name."""
    return {"type": "hidden_user", "date": TWO_MINUTES_PAST_TWO + 60 * minute, "sender_user_name": name}


def channel(title: str, minute: int) -> dict[str, Any]:
    """The same from a channel."""
    chat = {"id": -1001, "type": "channel", "title": title}
    return {"type": "channel", "date": TWO_MINUTES_PAST_TWO + 60 * minute, "chat": chat, "message_id": 9}


def words(first: int, last: int) -> str:
    """What a tone-coded recording says."""
    return " ".join(f"w{number:04d}" for number in range(first, last + 1))


def stored(stage: Stage, message: Message) -> str:
    """The text of a file that the bot sent."""
    return stage.telegram.world.files.get(message["document"]["file_id"]).path.read_text("utf-8-sig")


async def test_forwarded_notes_become_one_transcript(stage: Stage, person: Person, samples: Samples) -> None:
    origins = [user("Анна"), hidden("Борис *_[x]_*", 3), channel("Новости", 7)]
    sent = [
        await person.sends(samples.tones("ogg", 1 + 20 * n, 20 + 20 * n), forward_origin=origin)
        for n, origin in enumerate(origins)
    ]
    question = await person.hears()
    assert question["text"] == "🎧 3 recordings: one transcript of all, or each on its own?"
    assert question["reply_to_message"]["message_id"] == sent[0]["message_id"]
    assert list(buttons(question)) == [ONE, EACH]
    before = len(stage.provider.requests)
    person.presses(question, ONE)
    person.presses(question, ONE)
    result = await person.hears(40)
    assert result["text"] == (
        f"Анна, 14:02 UTC: {words(1, 20)}\n\n"
        f"Борис *_[x]_*, 14:05 UTC: {words(21, 40)}\n\n"
        f"Новости, 14:09 UTC: {words(41, 60)}"
    )
    assert result["reply_to_message"]["message_id"] == sent[0]["message_id"]
    assert len(stage.provider.requests) == before + 3
    assert person.chat[question["message_id"]]["text"] == "📚 Making one transcript of 3 recordings."
    assert not buttons(person.chat[question["message_id"]])
    await person.hears_nothing_for(0.5)


async def test_one_alone_is_answered_without_a_question(stage: Stage, person: Person, samples: Samples) -> None:
    await person.sends(samples.tones("ogg"), forward_origin=user("Anna"))
    assert (await person.hears())["text"] == words(1, 20)


async def test_an_album_with_a_bad_one_and_the_missing_one_again(
    stage: Stage, person: Person, samples: Samples, hostile: HostileSamples
) -> None:
    """Times on; the person's own name; one that is no recording, one that the provider refuses for a while."""
    stage.telegram.world.users[person.id].first_name = "Олег"
    person.says("/settings")
    page = await person.hears()
    person.presses(page, "🕐 Times in the text: none")
    on = "🕐 Times in the text: at every phrase"
    await until(lambda: on in buttons(person.chat[page["message_id"]]), "the choice")
    files = [samples.tones("mp3"), hostile.make("text.mp3"), samples.tones("mp3", 21, 130), samples.tones("mp3", 1, 3)]
    for file in files:
        await person.sends(file, "audio", name=file.name, media_group_id="13")
    question = await person.hears()
    assert question["text"].startswith("🎧 4 recordings")
    stage.provider.faults.append(Fault("key"))
    before = len(stage.provider.requests)
    person.presses(question, ONE)
    failed = await person.hears(40)
    assert failed["text"].startswith("⚠️ 2 of 4 recordings could not be transcribed. The text says why")
    assert failed["text"].count("[⚠ ") == 2
    person.presses(failed, "🔁 Try the missing parts again")
    result = await person.hears(40)
    assert result["text"].startswith("⚠️ 1 of 4 recordings could not be transcribed.")
    assert len(stage.provider.requests) == before + 3 + 1, "what was there is not paid again"
    paragraphs = result["text"].split("\n\n")[1:]
    assert [paragraph.partition(",")[0] for paragraph in paragraphs] == ["Олег"] * 4
    assert "[⚠ I find neither sound nor video in this file." in paragraphs[1]
    for paragraph, spoken in zip(paragraphs, ((1, 20), (), (21, 130), (1, 3)), strict=True):
        said = " ".join(line.partition("] ")[2] for line in paragraph.splitlines()[1:])
        assert not spoken or said == words(*spoken)
    assert "[00:00:14] " in paragraphs[2], "one clock runs through all"
    assert "🎬 Subtitles" not in buttons(result)
    await person.asks_for(result, "JSON")
    told = json.loads(stored(stage, await person.hears()))
    assert [part["start"] for part in told["parts"]] == sorted(part["start"] for part in told["parts"])
    assert {segment["speaker"] for segment in told["segments"]} == {"Олег"}
    assert told["title"] == "4 recordings: Олег"


async def test_each_on_its_own(stage: Stage, person: Person, samples: Samples) -> None:
    sent = [await person.sends(samples.tones("ogg", n, n + 3), forward_origin=user("Anna", n)) for n in (1, 5)]
    question = await person.hears()
    person.presses(question, EACH)
    answers = [await person.hears(), await person.hears()]
    assert {answer["reply_to_message"]["message_id"]: answer["text"] for answer in answers} == {
        sent[0]["message_id"]: words(1, 4),
        sent[1]["message_id"]: words(5, 8),
    }
