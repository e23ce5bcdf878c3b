"""The chart that administrators get."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageFont

from frontend_bot.core.chart import Bars, Chart, Panel, Tone
from frontend_bot.file_formats.chart import _COLOURS, _FONTS, WIDTH, draw_chart
from frontend_bot.services.translations import LOCALES, Translations

DAYS = tuple(f"{day:02d}.11" for day in range(1, 31))


def chart(values: tuple[float, ...]) -> Chart:
    panels = [Panel("Минуты записей", "1 234", "99", (Bars(tone, values, "готово"),)) for tone in Tone]
    return Chart("30 дней", DAYS, tuple(panels[:4]))


def drawn(values: tuple[float, ...]) -> Image.Image:
    return Image.open(BytesIO(draw_chart(chart(values)))).convert("RGB")


def pixels_of(image: Image.Image, tone: Tone) -> int:
    """How much of the picture has this colour, a little more or less."""
    wanted = [int(_COLOURS[tone][place : place + 2], 16) for place in (1, 3, 5)]
    distance = np.abs(np.asarray(image, dtype=int) - wanted).sum(axis=2)
    return int((distance < 24).sum())


def test_bars_are_as_high_as_their_days() -> None:
    some, more = drawn((1.0,) + (0.0,) * 28 + (1.0,)), drawn((1.0,) * 30)
    assert some.size[0] == WIDTH
    assert some.size[0] < some.size[1] < 2 * some.size[0], "upright, as a phone is"
    ratio = pixels_of(more, Tone.SOUND) / pixels_of(some, Tone.SOUND)
    assert ratio == pytest.approx(15, rel=0.15)


def test_a_month_without_work_is_drawn_too() -> None:
    assert pixels_of(drawn((0.0,) * 30), Tone.PEOPLE) < 1000, "the legend's dot alone"


@pytest.mark.parametrize("weight", ["Regular", "SemiBold"])
def test_the_fonts_have_every_letter_that_the_chart_says(weight: str) -> None:
    font = ImageFont.truetype(_FONTS / f"Inter-{weight}.otf", 40)
    missing = bytes(font.getmask("\N{SNOWMAN}"))
    for language in Translations().languages.codes:
        lines = (LOCALES / language / "stats.ftl").read_text("utf-8").splitlines()
        said = {letter for line in lines if line.startswith("chart-") for letter in line.partition("=")[2]}
        for letter in said | set("0123456789.–≈$ "):
            assert letter.isspace() or bytes(font.getmask(letter)) != missing, letter
