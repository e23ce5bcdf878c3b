"""Times were told in UTC without a word of it, and a title lost what stood behind its last dot.

A Moscow meeting after midnight carried yesterday's date in the history, in file names and in documents; a recording
called "Запись 12.05.2026" became "Запись 12.05".
"""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from frontend_bot.core.conversation import labels
from frontend_bot.core.job import Result
from frontend_bot.core.record import Record
from frontend_bot.core.titles import without_extension
from frontend_bot.core.transcript import Part
from frontend_bot.core.zones import OFFERED, choice_for, local_time, zone_chosen
from frontend_bot.file_formats.layout import layout_of
from frontend_bot.file_formats.text import file_stem
from playground.server import Playground
from tests.journeys.stage import KEY, TOKEN, Stage, buttons, until
from tests.media_fixtures import samples
from tests.media_samples import Samples
from tests.processes import Bot
from tests.provider.double import ProviderDouble

__all__ = ["samples"]

AFTER_MIDNIGHT = datetime(2026, 5, 12, 1, 30, tzinfo=ZoneInfo("Europe/Moscow")).timestamp()


def _record(title: str = "", zone: str = "Europe/Moscow") -> Record:
    return Record("1:2", 1, "transcribe_audio", title, AFTER_MIDNIGHT, 60.0, Result(text="hello"), zone=zone)


def test_a_file_and_a_document_tell_their_persons_day() -> None:
    assert file_stem(_record()) == "2026-05-12_01-30"
    title, note, *_ = [block.text for block in layout_of(_record())]
    assert (title, note) == ("2026-05-12 01:30", "2026-05-12 · 00:01:00")


def test_where_it_is_utc_that_is_said() -> None:
    assert file_stem(_record(zone="")) == "2026-05-11_22-30_UTC"
    assert [block.text for block in layout_of(_record(zone="UTC"))][:2] == [
        "2026-05-11 22:30 UTC",
        "2026-05-11 UTC · 00:01:00",
    ]


def test_recordings_that_came_together_tell_their_persons_hours() -> None:
    parts = [Part("Anna", AFTER_MIDNIGHT + 60 * n, 0, 1, "x", zone="Asia/Vladivostok") for n in range(2)]
    assert labels(parts) == ["Anna, 08:30:", "Anna, 08:31:"]


@pytest.mark.parametrize("zone", OFFERED)
def test_every_zone_that_is_offered_exists_and_is_found_again(zone: str) -> None:
    assert zone_chosen(choice_for(zone), "Asia/Tokyo") == zone
    expected = datetime.fromtimestamp(AFTER_MIDNIGHT, ZoneInfo(zone)).strftime("%d.%m %H:%M")
    assert local_time(AFTER_MIDNIGHT, zone, "%d.%m %H:%M").removesuffix(" UTC") == expected


def test_whoever_chose_none_has_the_installations() -> None:
    assert {zone_chosen(choice, "Asia/Tokyo") for choice in ("", "auto", "olympus")} == {"Asia/Tokyo"}
    assert local_time(AFTER_MIDNIGHT, "No/Such", "%H:%M") == "22:30 UTC"


@pytest.mark.parametrize(
    "title",
    ["Запись 12.05.2026", "Встреча с И.О. Петровым", "v1.2", "Отчёт.v2", "Договор № 3.14", "Планёрка.", "...", ".",
     "12.05", "Meeting at Bob.Smith", "Отчёт гл.бухгалтера"],
)  # fmt: skip
def test_a_title_without_an_extension_keeps_its_end(title: str) -> None:
    assert without_extension(title) == title


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Запись 12.05.2026.mp3", "Запись 12.05.2026"),
        ("a.M4A", "a"),
        ("b.3gp", "b"),
        ("c.opus", "c"),
        ("d.x.docx", "d.x"),
    ],
)
def test_an_extension_goes(name: str, title: str) -> None:
    assert without_extension(name) == title
    assert file_stem(_record(name)) == title.replace(".", "_")
    assert layout_of(_record(name))[0].text == title


async def test_a_person_chooses_a_zone_in_the_settings(tmp_path: Path, samples: Samples) -> None:
    async with Playground(token=TOKEN) as telegram, ProviderDouble(key=KEY, answer="one two") as provider:
        bot = Bot(
            tmp_path, telegram.base_url, TELEGRAM_TOKEN=TOKEN, OPENAI_API_KEY=KEY, OPENAI_BASE_URL=provider.url,
            TIMEZONE="Asia/Tokyo",
        )  # fmt: skip
        async with bot:
            person = Stage(telegram, provider, bot).person("en")
            sent = await person.sends(samples.spoken("ogg"))
            await person.hears()

            async def in_history(zone: str) -> None:
                person.says("/history")
                page = await person.hears()
                when = {
                    datetime.fromtimestamp(sent["date"] + late, ZoneInfo(zone)).strftime("%d.%m %H:%M")
                    for late in (0, 60)
                }
                assert any(label.startswith(tuple(when)) for label in buttons(page)), buttons(page)

            await in_history("Asia/Tokyo")
            person.says("/settings")
            page = await person.hears()
            person.presses(page, "🕰 Time zone: as on the server")
            await until(lambda: "Moscow" in buttons(person.chat[page["message_id"]]), "the list of zones")
            person.presses(page, "Moscow")
            await until(lambda: "🕰 Time zone: Moscow" in buttons(person.chat[page["message_id"]]), "the choice")
            await in_history("Europe/Moscow")
