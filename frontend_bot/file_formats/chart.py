"""Draws a chart for a phone: upright, large letters, one colour for one meaning.

Takes a tenth of a second, so it belongs into a thread.
"""

from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from frontend_bot.core.chart import Chart, Panel, Tone

WIDTH = 1080
_FINE = 2
"""Drawn so much larger and reduced in the end, which smooths the corners."""
_EDGE = 60
_HEAD = 130
_PANEL = 345
_BARS = 160
"""Height of the highest bar."""
_FONTS = Path(__file__).parent / "fonts"

_PAPER, _INK, _PALE, _LINE = "#ffffff", "#111827", "#6b7280", "#e5e7eb"
_COLOURS = {
    Tone.SOUND: "#2f7de1",
    Tone.GOOD: "#22a06b",
    Tone.BAD: "#e5484d",
    Tone.HELD_BACK: "#f5a524",
    Tone.PEOPLE: "#8250df",
    Tone.MONEY: "#d97706",
}


def draw_chart(chart: Chart) -> bytes:
    """The chart as PNG, 1080 pixels wide."""
    size = (WIDTH * _FINE, (_HEAD + _PANEL * len(chart.panels) + _EDGE // 2) * _FINE)
    image = Image.new("RGB", size, _PAPER)
    pen = _Pen(ImageDraw.Draw(image))
    pen.text(_EDGE, 76, chart.title, 46, _INK, is_bold=True)
    for number, panel in enumerate(chart.panels):
        _draw_panel(pen, panel, chart.days, _HEAD + number * _PANEL)
    png = BytesIO()
    # A palette suffices for seven colours and their edges, and makes a quarter of the bytes.
    image.reduce(_FINE).quantize(128, method=Image.Quantize.FASTOCTREE).save(png, "PNG")
    return png.getvalue()


class _Pen:
    """Draws in pixels of the finished picture. Texts stand on their base line."""

    def __init__(self, draw: ImageDraw.ImageDraw) -> None:
        self._draw = draw

    def text(
        self, x: float, y: float, text: str, size: int, colour: str, *, is_bold: bool = False, anchor: str = "ls"
    ) -> float:
        """Returns the width."""
        font = _font("SemiBold" if is_bold else "Regular", size * _FINE)
        self._draw.text((x * _FINE, y * _FINE), text, font=font, fill=colour, anchor=anchor)
        return font.getlength(text) / _FINE

    def line(self, y: float, colour: str) -> None:
        """From edge to edge."""
        self._draw.line((_EDGE * _FINE, y * _FINE, (WIDTH - _EDGE) * _FINE, y * _FINE), fill=colour, width=_FINE * 2)

    def bar(self, left: float, top: float, right: float, bottom: float, colour: str, *, is_top: bool = True) -> None:
        """Round where it ends."""
        box = (left * _FINE, top * _FINE, right * _FINE, bottom * _FINE)
        radius = min(6.0, (right - left) / 3, bottom - top) * _FINE if is_top else 0
        self._draw.rounded_rectangle(box, radius, fill=colour, corners=(True, True, False, False))

    def dot(self, x: float, y: float, colour: str) -> None:
        """For a legend."""
        self._draw.ellipse(((x - 9) * _FINE, (y - 9) * _FINE, (x + 9) * _FINE, (y + 9) * _FINE), fill=colour)


@cache
def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FONTS / f"Inter-{weight}.otf", size)


def _draw_panel(pen: _Pen, panel: Panel, days: tuple[str, ...], top: float) -> None:
    pen.line(top, _LINE)
    x = _EDGE + pen.text(_EDGE, top + 52, panel.title, 34, _INK)
    pen.text(WIDTH - _EDGE, top + 54, panel.total, 42, _INK, is_bold=True, anchor="rs")
    for bars in panel.bars:
        if bars.label:
            pen.dot(x + 34, top + 41, _COLOURS[bars.tone])
            x += 50 + pen.text(x + 50, top + 52, bars.label, 26, _PALE)
    _draw_bars(pen, panel, len(days), top + 268)
    pitch = (WIDTH - 2 * _EDGE) / len(days)
    pen.text(WIDTH - _EDGE, top + 306, days[-1], 24, _PALE, anchor="rs")
    for number in range(len(days) - 8, -1, -7):
        pen.text(_EDGE + (number + 0.5) * pitch, top + 306, days[number], 24, _PALE, anchor="ms")


def _draw_bars(pen: _Pen, panel: Panel, count: int, ground: float) -> None:
    pitch = (WIDTH - 2 * _EDGE) / count
    sums = [sum(bars.values[day] for bars in panel.bars) for day in range(count)]
    highest = max(sums)
    for day in range(count):
        left, right = _EDGE + day * pitch + pitch * 0.14, _EDGE + (day + 1) * pitch - pitch * 0.14
        if not sums[day]:
            pen.bar(left, ground - 4, right, ground, _LINE, is_top=False)
            continue
        bottom = ground
        parts = [bars for bars in panel.bars if bars.values[day]]
        for bars in parts:
            top = bottom - max(4.0, bars.values[day] / highest * _BARS)
            pen.bar(left, top, right, bottom, _COLOURS[bars.tone], is_top=bars is parts[-1])
            bottom = top
        if sums[day] == highest and sums.index(highest) == day:
            middle = min(max((left + right) / 2, _EDGE + 40), WIDTH - _EDGE - 40)
            pen.text(middle, bottom - 10, panel.highest, 24, _PALE, anchor="ms")
