"""Albums: photos that arrive one by one, answered together."""

import asyncio
from collections.abc import Sequence

import pytest

from playground.world import Message
from tests.backend_api.pictures import jpeg
from tests.journeys.stage import Person, buttons, is_status, until
from tests.photos.stage import MENU, PhotoStage, opened, opens_the_mode, stored

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def sends_album(person: Person, pictures: Sequence[bytes], group: str, pause: float = 0.0) -> list[Message]:
    """Photos of one album, one update each."""
    sent = []
    for picture in pictures:
        sent.append(await person.sends(picture, "photo", name="p.jpg", media_group_id=group))
        await asyncio.sleep(pause)
    return sent


def _of_kind(person: Person, kind: str) -> list[Message]:
    return [message for message in person.from_bot() if kind in message]


async def _summary(person: Person) -> Message:
    """The text that closes an album's answer."""
    await until(lambda: any("✨ " in str(m.get("text", "")) and "reply_to_message" in m for m in person.from_bot()
                            if not is_status(m)), "the album's summary", 40)  # fmt: skip
    return [message for message in person.from_bot() if "text" in message and not is_status(message)][-1]


async def test_an_album_of_five_is_answered_as_an_album(stage: PhotoStage, person: Person) -> None:
    await opens_the_mode(person)
    sent = await sends_album(person, [jpeg(300 + 10 * n, 200, n) for n in range(5)], "a1", pause=0.15)
    summary = await _summary(person)
    assert summary["text"].startswith("✨ 5 photos · classical enhancement")
    assert list(buttons(summary)) == [MENU, "🗑 Delete"]
    documents, previews = _of_kind(person, "document"), _of_kind(person, "photo")
    assert len(documents) == len(previews) == 5
    assert len({message["media_group_id"] for message in documents}) == 1
    sizes = [opened(stored(stage.telegram, message["document"]["file_id"])).width for message in documents]
    assert sizes == [4 * (300 + 10 * n) for n in range(5)], "in the order in which they were sent"
    assert {m["reply_to_message"]["message_id"] for m in documents} == {sent[0]["message_id"]}
    statuses = [call for call in person.calls("sendMessage") if "cancel|" in str(call.parameters.get("reply_markup"))]
    assert len(statuses) <= 1, "one status for all"
    await asyncio.sleep(1)
    assert len(_of_kind(person, "document")) == 5, "each once"


async def test_one_offer_stands_for_the_album(stage: PhotoStage, person: Person) -> None:
    sent = await sends_album(person, [jpeg(200, 150, n) for n in range(3)], "a2")
    offer = await person.hears()
    assert offer["reply_to_message"]["message_id"] == sent[0]["message_id"]
    await person.hears_nothing_for(0.5)
    person.presses(offer, MENU)
    summary = await _summary(person)
    assert summary["text"].startswith("✨ 3 photos")
    uploads = len(person.calls("sendMediaGroup"))
    person.says("/history")
    page = await _page(person)
    person.presses(page, next(label for label in buttons(page) if "Enhance photo" in label))
    await until(lambda: len(_of_kind(person, "document")) == 6, "the album once more")
    assert "attach://" not in str(person.calls("sendMediaGroup")[uploads:]), "by their ids"


async def _page(person: Person) -> Message:
    await until(lambda: "🗂" in str(person.from_bot()[-1].get("text")), "the history")
    return person.from_bot()[-1]


async def test_a_bad_one_is_named_and_the_others_come(stage: PhotoStage, person: Person) -> None:
    await opens_the_mode(person)
    group = "a3"
    await person.sends(jpeg(200, 150), "document", name="good.jpg", media_group_id=group)
    await person.sends(jpeg(640, 480)[:9000], "document", name="cut.jpg", media_group_id=group)
    await person.sends(jpeg(240, 150), "document", name="fine.jpg", media_group_id=group)
    summary = await _summary(person)
    first, second = summary["text"].split("\n")
    assert first.startswith("✨ 2 photos · ")
    assert second.startswith("⚠️ Photo 2: The picture is damaged or cut off.")
    names = [message["document"]["file_name"] for message in _of_kind(person, "document")]
    assert names == ["good_x4.jpg", "fine_x4.jpg"]


async def test_a_latecomer_is_answered_alone(stage: PhotoStage, person: Person) -> None:
    await opens_the_mode(person)
    await sends_album(person, [jpeg(200, 150, n) for n in range(2)], "a4")
    await _summary(person)
    (late,) = await sends_album(person, [jpeg(260, 150)], "a4")
    await until(lambda: len(_of_kind(person, "document")) == 3, "the third")
    assert _of_kind(person, "document")[-1]["reply_to_message"]["message_id"] == late["message_id"]
