"""Updates put aside and answers owed, on each kind of database: nothing is lost, nothing is another's."""

from collections.abc import Callable

from frontend_bot.services.storage.database import Database
from frontend_bot.services.storage.owed_answers import OwedAnswer, OwedAnswers
from frontend_bot.services.storage.put_aside import HELD_SECONDS, AsideUpdate, PutAside

ANNA, BEN = 1, 2


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def _updates(person: int, *numbers: int) -> list[AsideUpdate]:
    return [AsideUpdate(number, person, f'{{"update_id":{number}}}') for number in numbers]


def _stores(database: Database) -> tuple[Clock, Callable[[], PutAside]]:
    clock = Clock()
    return clock, lambda: PutAside(database, clock)


async def test_they_come_back_in_their_order_until_they_are_handled(database: Database) -> None:
    aside = PutAside(database)
    await aside.keep([*_updates(ANNA, 12, 10), *_updates(BEN, 11)])
    await aside.keep(_updates(ANNA, 10, 13))
    assert [one.update_id for one in await aside.next_of(ANNA, [], 2)] == [10, 12]
    assert await aside.next_of(ANNA, [10, 12], 2) == _updates(ANNA, 13)
    assert await aside.next_of(ANNA, [13], 2) == []
    assert await aside.next_of(BEN, [], 2) == _updates(BEN, 11)


async def test_those_of_a_process_that_is_gone_are_taken_over_once(database: Database) -> None:
    clock, store = _stores(database)
    dead, heir, other = store(), store(), store()
    await dead.keep([*_updates(ANNA, 1, 2), *_updates(BEN, 3)])
    assert await heir.adopt(at_once=False) == {}, "it may be alive"
    await dead.hold()
    clock.now += HELD_SECONDS + 1
    assert await heir.adopt(at_once=False) == {ANNA: 2, BEN: 1}
    assert await other.adopt(at_once=False) == {}
    assert await dead.next_of(ANNA, [], 9) == []
    assert await heir.next_of(ANNA, [], 9) == _updates(ANNA, 1, 2)


async def test_whoever_is_alone_takes_over_at_once(database: Database) -> None:
    _, store = _stores(database)
    dead, heir = store(), store()
    await dead.keep(_updates(ANNA, 1))
    assert await heir.adopt(at_once=True) == {ANNA: 1}
    assert await heir.adopt(at_once=True) == {}, "its own it has already"


async def test_an_answer_is_owed_once_and_until_it_is_paid(database: Database) -> None:
    owed, debt = OwedAnswers(database), OwedAnswer(ANNA, -5, "ru")
    await owed.add(debt)
    await owed.add(debt)
    await owed.add(OwedAnswer(ANNA, ANNA, "en"))
    await owed.remove(debt)
    assert list(await owed.all()) == [OwedAnswer(ANNA, ANNA, "en")]
