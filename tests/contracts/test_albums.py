"""Albums: no part is lost and none counts twice, whoever closes the album when. The same on both databases."""

import asyncio

import pytest

from frontend_bot.core.content import Content, Kind
from frontend_bot.services.storage.albums import Albums
from frontend_bot.services.storage.database import Database

USER, ALBUM = 7, "7:123"


def photo(number: int) -> Content:
    return Content(Kind.PHOTO, file_id=f"file-{number}")


@pytest.fixture
def albums(database: Database) -> Albums:
    return Albums(database, quiet=0.2)


async def test_parts_come_back_in_the_order_in_which_they_were_sent(albums: Albums) -> None:
    for number in (11, 13, 12, 13):
        assert await albums.add(USER, ALBUM, number, photo(number)) == 11
    assert await albums.collect(ALBUM) == (photo(11), photo(12), photo(13))
    assert await albums.has(ALBUM, 12)
    assert not await albums.has(ALBUM, 14)


async def test_a_part_that_comes_late_is_told_so_and_a_repeated_one_is_not(albums: Albums) -> None:
    await albums.add(USER, ALBUM, 11, photo(11))
    await albums.collect(ALBUM)
    assert await albums.add(USER, ALBUM, 12, photo(12)) is None
    assert await albums.add(USER, ALBUM, 11, photo(11)) == 11
    assert await albums.collect(ALBUM) == (photo(11),), "the same answer after a crash"


async def test_collecting_waits_for_those_who_follow(albums: Albums) -> None:
    await albums.add(USER, ALBUM, 1, photo(1))
    collecting = asyncio.create_task(albums.collect(ALBUM))
    for number in range(2, 5):
        await asyncio.sleep(0.1)
        assert await albums.add(USER, ALBUM, number, photo(number)) == 1
    assert len(await collecting) == 4


async def test_every_part_is_either_in_or_late(albums: Albums) -> None:
    """Two collectors and many parts in the same moments."""
    hasty = Albums(albums._database, quiet=0.0)
    await albums.add(USER, ALBUM, 0, photo(0))
    results = await asyncio.gather(
        *(albums.add(USER, ALBUM, number, photo(number)) for number in range(1, 20)),
        hasty.collect(ALBUM),
        *(albums.add(USER, ALBUM, number, photo(number)) for number in range(20, 40)),
    )
    added = [result for result in results if not isinstance(result, tuple)]
    kept = await hasty.collect(ALBUM)
    assert len(kept) == 1 + sum(result == 0 for result in added)
    assert set(added) <= {0, None}


async def test_what_a_user_erases_is_gone_and_the_others_stay(albums: Albums) -> None:
    await albums.add(USER, ALBUM, 1, photo(1))
    await albums.add(8, "8:5", 2, photo(2))
    await albums.erase(USER)
    assert not await albums.has(ALBUM, 1)
    assert await albums.has("8:5", 2)
    assert await albums.parts(USER, ALBUM) == []
    assert await albums.parts(8, "8:5") == [(2, photo(2))]


async def test_old_albums_go_when_a_new_one_begins(database: Database) -> None:
    now = 1_000_000.0
    albums = Albums(database, quiet=0.0, clock=lambda: now)
    await albums.add(USER, ALBUM, 1, photo(1))
    now += 31 * 86_400
    await albums.add(USER, "7:124", 2, photo(2))
    assert not await albums.has(ALBUM, 1)
    assert await albums.has("7:124", 2)


async def test_forwarded_messages_of_one_moment_have_one_name(albums: Albums) -> None:
    async def come(message_id: int, date: float) -> str:
        name = await albums.batch_of(USER, USER, message_id, date)
        await albums.add(USER, name, message_id, photo(message_id))
        return name

    name = await come(11, 1000.0)
    assert await come(12, 1001.0) == name
    assert await come(13, 1900.0) != name, "forwarded at another time, however long the bot was away"
    await albums.collect(name)
    assert await come(11, 1000.0) == name, "sent again by Telegram"
    assert await come(14, 1002.0) != name, "closed meanwhile"
    assert [message_id for message_id, _ in await albums.parts(USER, name)] == [11, 12]
    assert await albums.parts(8, name) == [], "another user's"


async def test_two_who_forward_in_one_group_at_once_have_a_batch_each(albums: Albums) -> None:
    group, names = -100, list[str]()
    for user, message_id in ((USER, 11), (8, 12), (USER, 13), (8, 14)):
        names.append(await albums.batch_of(user, group, message_id, 1000.0))
        assert await albums.add(user, names[-1], message_id, photo(message_id)) == (11 if user == USER else 12)
    assert names[0] == names[2] != names[1] == names[3]
    assert await albums.collect(names[0]) == (photo(11), photo(13))
