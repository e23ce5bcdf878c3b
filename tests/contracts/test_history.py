"""What the history promises, on each kind of database."""

import asyncio
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontend_bot.core.block import Block, Style
from frontend_bot.core.content import Content, Kind
from frontend_bot.core.job import Result
from frontend_bot.core.minutes import Evidence, Minutes, Place, Task
from frontend_bot.core.phrase import phrase
from frontend_bot.core.record import Record
from frontend_bot.core.transcript import Segment, Transcript
from frontend_bot.errors import FileGone
from frontend_bot.services.storage.database import Database
from frontend_bot.services.storage.history import HistoryStore

USER = 7_000_000_001
SEGMENTS = (Segment(0.0, 0.1 + 0.2, "Привет, 👩‍👩‍👧!", "Анна"), Segment(0.3, 1e-7, " \n\t<b>&amp; {$x}\\"))
FULL = Record(
    id="-100123:45/67",
    user_id=USER,
    mode="audio",
    title="Планёрка 📋",
    created_at=1795371695.018573,
    duration=12.345678901,
    result=Result(
        text="\u202eобратно \u0000 ноль",
        transcript=Transcript("Привет", "openai", "gpt-transcribe", "ru", 12.3, SEGMENTS, is_draft=True),
        note=phrase("note-draft", engine="pocketsphinx", minutes=3, share=0.5),
        files=(Content(Kind.DOCUMENT, file_name="протокол.docx", path="протокол.docx", size=5),),
        title="Планёрка",
        blocks=(Block(Style.TASK, "Позвонить", lead="Анна:", source="00:00:01"),),
        minutes=Minutes(title="Планёрка", tasks=(Task("Позвонить", Evidence("я позвоню", Place(1.5)), owner="Анна"),)),
    ),
    source_file_id="AgAD",
    result_file_ids=("BQAC", "BQAD"),
    source_record_id="7:1",
    choices={"language": "ru", "again": "да"},
)


def record(number: int, user_id: int = USER) -> Record:
    """A small record, the newer the greater its number."""
    return Record(f"{user_id}:{number}", user_id, "audio", f"№{number}", float(number), 1.0, Result(text=f"{number}"))


@pytest.fixture
def history(database: Database) -> HistoryStore:
    return HistoryStore(database)


async def test_a_record_comes_back_exactly(history: HistoryStore) -> None:
    await history.add(FULL)
    assert await history.get(USER, FULL.id) == FULL
    assert await history.page(USER, 0, 10) == [FULL]


async def test_what_was_made_of_a_record_is_found(history: HistoryStore) -> None:
    for number in (1, 2, 3):
        await history.add(replace(record(number), source_record_id=f"{USER}:0" if number > 1 else ""))
    await history.add(replace(record(4, USER + 1), source_record_id=f"{USER}:0"))
    assert [one.title for one in await history.made_of(USER, f"{USER}:0")] == ["№3", "№2"]
    assert not await history.made_of(USER, f"{USER}:9")


async def test_a_result_without_a_transcript_comes_back_without_one(history: HistoryStore) -> None:
    await history.add(record(1))
    found = await history.get(USER, record(1).id)
    assert found is not None
    assert found.result == Result(text="1")


async def test_a_long_recording_comes_back_exactly(history: HistoryStore) -> None:
    segments = tuple(Segment(i * 3.3, i * 3.3 + 3, f"слово {i}") for i in range(4000))
    long = replace(FULL, result=Result(transcript=Transcript("слово " * 20_000, "openai", segments=segments)))
    await history.add(long)
    assert await history.get(USER, long.id) == long


any_text = st.text(st.characters(codec="utf-8"))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=any_text, title=st.text(st.characters(codec="utf-8", exclude_characters="\0")))
async def test_any_text_comes_back_exactly(history: HistoryStore, text: str, title: str) -> None:
    transcript = Transcript(text, text, segments=(Segment(0, 1, text, text),))
    wanted = replace(FULL, title=title, result=Result(text, transcript, phrase("x", text=text), title=title))
    await history.delete(USER, FULL.id)
    await history.add(wanted)
    assert await history.get(USER, FULL.id) == wanted


async def test_what_no_database_holds_does_not_lose_the_record(history: HistoryStore) -> None:
    broken = replace(FULL, title="a\0b\ud83d", result=Result("c\ude00d \ud83d\ude00", title="\0"))
    await history.add(broken)
    found = await history.get(USER, FULL.id)
    assert found == replace(FULL, title="ab\ufffd", result=Result("c\ufffdd 😀", title="\0"))


async def test_the_same_id_again_changes_nothing(history: HistoryStore) -> None:
    await history.add(FULL)
    await history.mark_delivered(FULL.id, ["NEW"])
    await history.add(replace(FULL, user_id=USER + 1, title="другое", result=Result("другое")))
    assert await history.get(USER, FULL.id) == replace(FULL, result_file_ids=("NEW",))
    assert await history.count(USER + 1) == 0


async def test_the_same_job_added_at_once_is_there_once(history: HistoryStore) -> None:
    await asyncio.gather(*(history.add(record(i % 3)) for i in range(30)))
    assert await history.count(USER) == 3


async def test_pages_go_from_the_newest_to_the_oldest(history: HistoryStore) -> None:
    for number in (3, 1, 5, 2, 4):
        await history.add(record(number))
    await history.add(record(9, USER + 1))
    pages = [[r.title for r in await history.page(USER, offset, 2)] for offset in (0, 2, 4, 6)]
    assert pages == [["№5", "№4"], ["№3", "№2"], ["№1"], []]
    assert await history.count(USER) == 5


async def test_jobs_of_the_same_moment_keep_their_order_over_the_pages(history: HistoryStore) -> None:
    for number in range(6):
        await history.add(replace(record(number), created_at=5.0))
    ids = [r.id for offset in (0, 2, 4) for r in await history.page(USER, offset, 2)]
    assert ids == [record(number).id for number in reversed(range(6))]


async def test_delivered_files_are_known(history: HistoryStore) -> None:
    await history.add(record(1))
    await history.mark_delivered(record(1).id, ("A", "B"))
    await history.mark_delivered("no such record", ("C",))
    found = await history.get(USER, record(1).id)
    assert found is not None
    assert found.result_file_ids == ("A", "B")


async def test_a_record_is_for_its_user_only(history: HistoryStore) -> None:
    await history.add(FULL)
    assert await history.get(USER + 1, FULL.id) is None
    assert await history.page(USER + 1, 0, 10) == []
    assert not await history.delete(USER + 1, FULL.id)
    with pytest.raises(FileGone):
        await history.text(USER + 1, FULL.id)
    assert await history.get(USER, FULL.id) == FULL


async def test_the_words_are_the_transcript_or_else_the_text(history: HistoryStore) -> None:
    await history.add(FULL)
    await history.add(record(1))
    assert await history.text(USER, FULL.id) == "Привет"
    assert await history.text(USER, record(1).id) == "1"


async def test_deleting_takes_one_and_says_whether_it_was_there(history: HistoryStore) -> None:
    await history.add(record(1))
    await history.add(record(2))
    assert await history.delete(USER, record(1).id)
    assert not await history.delete(USER, record(1).id)
    assert await history.page(USER, 0, 10) == [record(2)]


async def test_erasing_takes_everything_of_one_user(history: HistoryStore) -> None:
    for number in range(3):
        await history.add(record(number))
    await history.add(record(0, USER + 1))
    assert await history.erase(USER) == 3
    assert await history.erase(USER) == 0
    assert await history.count(USER) == 0
    assert await history.count(USER + 1) == 1


async def test_a_rewritten_result_has_no_files_yet(history: HistoryStore) -> None:
    """Where a speaker was given a name, the file that Telegram has says the old one."""
    await history.add(FULL)
    await history.add(replace(FULL, id=f"{USER}:2"))
    renamed = replace(FULL.result, text="Анна: Привет", renamed_at=FULL.created_at + 1)
    assert await history.rewrite(USER, FULL.id, renamed)
    assert await history.get(USER, FULL.id) == replace(FULL, result=renamed, result_file_ids=())
    assert await history.get(USER, f"{USER}:2") == replace(FULL, id=f"{USER}:2")
    assert not await history.rewrite(USER, "no such record", renamed)


async def test_nobody_rewrites_the_record_of_another(history: HistoryStore) -> None:
    await history.add(FULL)
    assert not await history.rewrite(USER + 1, FULL.id, Result("mine now"))
    assert await history.get(USER, FULL.id) == FULL
