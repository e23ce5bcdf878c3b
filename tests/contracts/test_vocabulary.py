"""A user's names and terms: bounded, in order, each once, gone when they are told to go. On both databases."""

import asyncio

import pytest

from frontend_bot.core.vocabulary import MOST_TERMS, terms_in
from frontend_bot.services.storage.database import Database
from frontend_bot.services.storage.vocabulary import VocabularyStore

USER = 7


@pytest.fixture
def vocabulary(database: Database) -> VocabularyStore:
    return VocabularyStore(database)


async def test_terms_are_kept_in_order_each_once(vocabulary: VocabularyStore) -> None:
    assert await vocabulary.add(USER, ["Иванов", "Казань"]) == 2
    assert await vocabulary.add(USER, ["Казань", 'O\'Neill "x" 😀']) == 1
    assert await vocabulary.terms(USER) == ("Иванов", "Казань", 'O\'Neill "x" 😀')
    assert await vocabulary.terms(USER + 1) == ()
    await vocabulary.remove(USER, "Казань")
    await vocabulary.remove(USER, "never there")
    await vocabulary.clear(USER + 1)
    assert await vocabulary.terms(USER) == ("Иванов", 'O\'Neill "x" 😀')
    await vocabulary.clear(USER)
    assert await vocabulary.terms(USER) == ()


async def test_a_list_never_grows_too_long(vocabulary: VocabularyStore) -> None:
    assert await vocabulary.add(USER, [f"term {n}" for n in range(MOST_TERMS + 5)]) == MOST_TERMS
    assert await vocabulary.add(USER, ["one more"]) == 0


async def test_what_is_added_at_once_is_added_once(vocabulary: VocabularyStore) -> None:
    added = await asyncio.gather(*(vocabulary.add(USER, ["Иванов"]) for _ in range(8)))
    assert sum(added) == 1


def test_what_somebody_writes() -> None:
    written = "  Иванов \n\nказань,\nКазань\n<script>\r\n• a\tb\x00c;\n"
    assert terms_in(written) == ["Иванов", "Казань", "script", "a b c"]


async def test_the_terms_of_one_are_not_those_of_another(vocabulary: VocabularyStore) -> None:
    for user in (USER, USER + 1):
        await vocabulary.add(user, ["Иванов", "Казань"])
    await vocabulary.remove(USER, "Иванов")
    assert await vocabulary.terms(USER + 1) == ("Иванов", "Казань")
    await vocabulary.clear(USER)
    assert (await vocabulary.terms(USER), await vocabulary.terms(USER + 1)) == ((), ("Иванов", "Казань"))
