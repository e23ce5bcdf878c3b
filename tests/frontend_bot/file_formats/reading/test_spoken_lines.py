"""What is written of times and speakers in a text is kept; what only looks like it stays text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontend_bot.core.job import Result
from frontend_bot.core.record import Record
from frontend_bot.core.transcript import Segment, Transcript
from frontend_bot.file_formats.reading.spoken_lines import language_of, transcript_of
from frontend_bot.file_formats.subtitles import write_srt, write_vtt

SRT = """\ufeff1
00:00:01,500 --> 00:00:04,000
Анна: Начнём с <i>бюджета</i>.

2
00:01:05,000 --> 00:01:09,250
Смета растёт,
а денег нет.

7
01:00:00,000 --> 01:00:02,000
Борис: Согласен.
"""
VTT = """WEBVTT - a meeting

NOTE not said by anybody

STYLE
::cue { color: red }

intro
00:01.500 --> 00:04.000 align:start
<v.loud Ann Lee>Let&apos;s begin &amp; be quick</v>

01:05.000 --> 01:09.250
- Fine.
"""
SPOKEN = {
    "srt": (SRT, [
        Segment(1.5, 4.0, "Начнём с бюджета.", "Анна"), Segment(65.0, 69.25, "Смета растёт, а денег нет."),
        Segment(3600.0, 3602.0, "Согласен.", "Борис"),
    ]),
    "vtt": (VTT, [Segment(1.5, 4.0, "Let's begin & be quick", "Ann Lee"), Segment(65.0, 69.25, "- Fine.")]),
    "times before names": ("[00:00:05] Анна: Привет\n[00:01:00] Борис: И тебе", [
        Segment(5.0, 60.0, "Привет", "Анна"), Segment(60.0, 60.0, "И тебе", "Борис"),
    ]),
    "times behind names": ("Анна (0:05): Привет\nБорис (1:00): И тебе\nАнна (1:10): Итак", [
        Segment(5.0, 60.0, "Привет", "Анна"), Segment(60.0, 70.0, "И тебе", "Борис"),
        Segment(70.0, 70.0, "Итак", "Анна"),
    ]),
    "above, as Teams has it": ("Ann Lee  0:05\nHello there.\nHow are you?\n\nBob   1:00\nWell.", [
        Segment(5.0, 60.0, "Hello there.", "Ann Lee"), Segment(5.0, 60.0, "How are you?", "Ann Lee"),
        Segment(60.0, 60.0, "Well.", "Bob"),
    ]),
    "names": ("Анна: Привет\nБорис Петров: И тебе", [
        Segment(0, 0, "Привет", "Анна"), Segment(0, 0, "И тебе", "Борис Петров"),
    ]),
    "no names": ("Встреча прошла.\nИтого: 5 штук\n10:00 начало\nСсылка: https://x.y\nВсё.", [
        Segment(0, 0, "Встреча прошла."), Segment(0, 0, "Итого: 5 штук"), Segment(0, 0, "10:00 начало"),
        Segment(0, 0, "Ссылка: https://x.y"), Segment(0, 0, "Всё."),
    ]),
}  # fmt: skip


@pytest.mark.parametrize("what", SPOKEN)
def test_times_and_speakers(what: str) -> None:
    text, segments = SPOKEN[what]
    transcript = transcript_of(text)
    assert list(transcript.segments) == segments
    assert transcript.duration == max(segment.end for segment in segments)


def test_a_text_stays_as_it_is_and_subtitles_become_lines() -> None:
    assert transcript_of(SPOKEN["no names"][0]).text == SPOKEN["no names"][0]
    assert transcript_of(SRT).text == "Анна: Начнём с бюджета.\nСмета растёт, а денег нет.\nБорис: Согласен."


def test_a_long_paragraph_is_parted_between_sentences() -> None:
    sentences = [f"Это предложение номер {number}." for number in range(200)]
    segments = transcript_of(" ".join(sentences)).segments
    assert len(segments) > 5
    assert " ".join(segment.text for segment in segments) == " ".join(sentences)
    assert all(segment.text.endswith(".") for segment in segments)


def test_what_we_write_is_read_again() -> None:
    said = (Segment(1.0, 4.0, "Доброе утро.", "Анна"), Segment(5.0, 9.0, "Начнём?", "Борис"))
    record = Record("1:1", 1, "x", "t", 0.0, 9.0, Result(transcript=Transcript("", "openai", segments=said)))
    for write in (write_srt, write_vtt):
        assert transcript_of(write(record).data.decode("utf-8-sig")).segments == said


def test_languages() -> None:
    texts = {
        "ru": "Добрый день, коллеги",
        "uk": "Привіт, як справи?",
        "en": "It is the end of the day and we go",
        "": "¿?",
    }
    assert {language_of(text) for text in texts.values()} == set(texts)
    assert all(language_of(text) == language for language, text in texts.items())


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    transcript = transcript_of(text)
    assert all(0 <= segment.start <= segment.end for segment in transcript.segments)
