"""Results as Markdown and Word: everything that was said is in them, in its place, and nothing in it becomes markup."""

import io
import json
from itertools import pairwise

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontend_bot.core.block import Block, Style
from frontend_bot.core.job import Result
from frontend_bot.core.minutes import Evidence, Minutes, Place, Task
from frontend_bot.core.record import Record
from frontend_bot.core.transcript import Gap, Segment, Transcript
from frontend_bot.file_formats.layout import layout_of
from frontend_bot.file_formats.markdown import escaped, write_md
from frontend_bot.file_formats.transcript_json import write_json
from frontend_bot.file_formats.word import WordWriting
from frontend_bot.media.programs import Programs

SAID = (
    Segment(0.5, 3.0, "Начинаем.", "Анна"),
    Segment(3.1, 6.0, "Первый вопрос — бюджет.", "Анна"),
    Segment(7.0, 9.0, "Я против.", "Борис"),
    Segment(210.0, 215.0, "Принято.", "Анна"),
)
SPOKEN = Record(
    "1:2", 1, "transcribe_audio", "Встреча.ogg", 1_790_000_000.0, 300.0,
    Result(text="…", transcript=Transcript("…", "openai", duration=300.0, segments=SAID, gaps=(Gap(100, 200),))),
)  # fmt: skip
HOSTILE = "*a* _b_ [c](http://d) <e> # f | `g` \\ 1. h \x00\x1f\ufffe"
BLOCKS = (
    Block(Style.TITLE, "План"), Block(Style.HEADING, "Бюджет"),
    Block(Style.TASK, "Отправить смету", lead="Пётр:", source="00:01:05"), Block(Style.TASK, "Позвонить"),
    Block(Style.BULLET, HOSTILE), Block(Style.NOTE, "Составил бот"), Block(Style.TEXT, "1. Итог"),
)  # fmt: skip
DOCUMENT = Record(
    "1:3", 1, "todo_plan", "План", 0.0, 0.0,
    Result(text="План", blocks=BLOCKS, minutes=Minutes(tasks=(Task("Отправить", Evidence("q", Place(65.0))),))),
)  # fmt: skip


def test_phrases_of_one_speaker_are_one_paragraph_with_its_time() -> None:
    assert [(block.style, block.lead, block.text) for block in layout_of(SPOKEN)] == [
        (Style.TITLE, "", "Встреча"),
        (Style.NOTE, "", "2026-09-21 UTC · 00:05:00"),
        (Style.TEXT, "00:00:00 Анна:", "Начинаем. Первый вопрос — бюджет."),
        (Style.TEXT, "00:00:07 Борис:", "Я против."),
        (Style.NOTE, "", "[⚠ 00:01:40–00:03:20]"),
        (Style.TEXT, "00:03:30 Анна:", "Принято."),
    ]


def test_a_long_speech_is_parted_after_sentences() -> None:
    said = tuple(Segment(float(n), n + 1.0, f"Предложение номер {n}.") for n in range(300))
    record = Record("1:4", 1, "m", "Речь", 0.0, 300.0, Result(transcript=Transcript("", "openai", segments=said)))
    paragraphs = [block for block in layout_of(record) if block.style is Style.TEXT]
    assert 10 < len(paragraphs) < 40
    assert " ".join(block.text for block in paragraphs) == " ".join(segment.text for segment in said)
    assert all(one.lead < two.lead for one, two in pairwise(paragraphs))


def test_markdown() -> None:
    text = write_md(DOCUMENT).data.decode()
    assert text.startswith(
        "# План\n\n## Бюджет\n\n- [ ] **Пётр:** Отправить смету <sub>00:01:05</sub>\n- [ ] Позвонить\n"
    )
    assert "\n> Составил бот\n" in text
    assert text.endswith("\n1\\. Итог\n")
    assert escaped("[c](http://d) <e>") == r"\[c\](http://d) \<e\>"


@given(st.text())
def test_nothing_said_becomes_markdown(text: str) -> None:
    line = escaped(text)
    assert "\n" not in line
    assert not line.startswith(("# ", "> ", "- ", "+ ", "* "))


def test_json_of_a_document_holds_what_it_was_written_from() -> None:
    told = json.loads(write_json(DOCUMENT).data)
    assert told["blocks"][2] == {"style": "task", "text": "Отправить смету", "lead": "Пётр:", "source": "00:01:05"}
    assert told["minutes"]["tasks"][0]["evidence"]["place"]["seconds"] == 65.0


@pytest.mark.parametrize("record", [SPOKEN, DOCUMENT], ids=["transcript", "document"])
async def test_word(record: Record) -> None:
    written = await WordWriting(Programs()).write(record)
    assert written.name == ("Встреча.docx" if record is SPOKEN else "План.docx")
    document = docx.Document(io.BytesIO(written.data))
    lines = [paragraph.text for paragraph in document.paragraphs]
    if record is SPOKEN:
        assert lines[2] == "00:00:00 Анна: Начинаем. Первый вопрос — бюджет."
    else:
        assert lines[2:4] == ["☐ Пётр: Отправить смету  00:01:05", "☐ Позвонить"]
        assert lines[4] == HOSTILE.translate({0: None, 0x1F: None, 0xFFFE: None})
    assert document.paragraphs[0].style is not None
    assert document.paragraphs[0].style.name == "Title"
