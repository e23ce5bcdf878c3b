"""What a person erases is not only unlinked: no byte of it is left in the files on the disk."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from frontend_bot.core.content import Content, Kind
from frontend_bot.core.job import Result
from frontend_bot.core.record import Record
from frontend_bot.services.storage.albums import Albums
from frontend_bot.services.storage.database import Database
from frontend_bot.services.storage.history import HistoryStore
from frontend_bot.services.storage.own_instructions import OwnInstructionStore
from frontend_bot.services.storage.templates import Template, Templates
from frontend_bot.services.storage.vocabulary import VocabularyStore

USER, OTHER = 7, 8
SECRET, KEPT = "the words of somebody else", "what is nobody's secret"
Act = Callable[[Database], Awaitable[object]]


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """The kind that keeps what was deleted in a log of its own."""
    database = Database(f"sqlite:///{tmp_path}/history.sqlite")
    await database.open()
    yield database
    await database.close()


async def _filled(database: Database) -> None:
    """The secret in every store, and something of another user beside it."""
    for user, words in ((USER, SECRET), (OTHER, KEPT)):
        await HistoryStore(database).add(Record(f"{user}:1", user, "m", words, 1.0, 1.0, Result(text=words * 50)))
        await Albums(database).add(user, f"{user}:a", 1, Content(Kind.AUDIO, file_name=words))
        await Templates(database).keep(user, Template("id", words))
        await VocabularyStore(database).add(user, [words])
        await OwnInstructionStore(database).add(user, words, words)


async def _erase_all_but(store: str, database: Database) -> None:
    erasing: dict[str, Act] = {
        "history": lambda d: HistoryStore(d).erase(USER),
        "albums": lambda d: Albums(d).erase(USER),
        "templates": lambda d: Templates(d).erase(USER),
        "vocabulary": lambda d: VocabularyStore(d).clear(USER),
        "instructions": lambda d: OwnInstructionStore(d).erase(USER),
    }
    for name, act in erasing.items():
        if name != store:
            await act(database)


def _on_disk(folder: Path, words: str) -> bool:
    return any(words.encode() in file.read_bytes() for file in folder.iterdir() if file.is_file())


@pytest.mark.parametrize(
    ("store", "act"),
    [
        ("history", lambda d: HistoryStore(d).erase(USER)),
        ("history", lambda d: HistoryStore(d).delete(USER, "7:1")),
        ("albums", lambda d: Albums(d).erase(USER)),
        ("templates", lambda d: Templates(d).erase(USER)),
        ("vocabulary", lambda d: VocabularyStore(d).clear(USER)),
        ("vocabulary", lambda d: VocabularyStore(d).remove(USER, SECRET)),
        ("instructions", lambda d: OwnInstructionStore(d).erase(USER)),
        ("instructions", lambda d: OwnInstructionStore(d).delete(USER, 1)),
    ],
)
async def test_nothing_is_left_on_the_disk(database: Database, tmp_path: Path, store: str, act: Act) -> None:
    await _filled(database)
    await _erase_all_but(store, database)
    assert _on_disk(tmp_path, SECRET)
    await act(database)
    assert not _on_disk(tmp_path, SECRET)
    assert _on_disk(tmp_path, KEPT)


async def test_what_was_said_before_a_rewriting_is_gone(database: Database, tmp_path: Path) -> None:
    history = HistoryStore(database)
    await history.add(Record("7:1", USER, "m", "a title", 1.0, 1.0, Result(text=SECRET * 50)))
    assert _on_disk(tmp_path, SECRET)
    assert await history.rewrite(USER, "7:1", Result(text=KEPT))
    assert not _on_disk(tmp_path, SECRET)
